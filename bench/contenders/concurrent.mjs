// Runs of one model kept under way at once, for a while; prints one line of JSON.
// node concurrent.mjs ENGINE MODEL THREADS CONCURRENCY SECONDS
import { loadModel, sizeOf, Tensor } from '@zoo/core'
import { seededBytes, seededFloats } from '../lib/seeded-input.mjs'

const [engine, path, ...numbers] = process.argv.slice(2)
const [threads, concurrency, seconds] = numbers.map(Number)

const model = await loadModel(path, { engine, threads, concurrency })
const [{ name, dtype, shape }] = model.inputs
const dimensions = shape.map((dimension) => dimension ?? 1)
const data = (dtype === 'uint8' ? seededBytes : seededFloats)(sizeOf(dimensions))
const feeds = { [name]: new Tensor(dtype, dimensions, data) }

const keepRunning = async (until) => {
  let runs = 0
  for (; performance.now() < until; runs++) await model.run(feeds)
  return runs
}
const together = (until) => Promise.all(Array.from({ length: concurrency }, () => keepRunning(until)))

await together(performance.now() + 500) // every instance compiled and warm
const start = performance.now()
const runs = await together(start + seconds * 1000)
const elapsed = performance.now() - start
const imagesPerSecond = (runs.reduce((sum, count) => sum + count, 0) / elapsed) * 1000
console.log(JSON.stringify({ imagesPerSecond, rssMb: process.memoryUsage.rss() / 2 ** 20 }))
process.exit(0)
