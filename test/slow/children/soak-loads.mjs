// Loads, runs and disposes a model over and over; prints [cycles, RSS in KB] as a JSON array.
// node --expose-gc soak-loads.mjs ENGINE MODEL CYCLES
import { loadModel, sizeOf, Tensor } from '@zoo/core'

const [engine, path, count] = process.argv.slice(2)
const CYCLES = Number(count)
const SAMPLES = Math.min(CYCLES, 40)

const cycle = async () => {
  const model = await loadModel(path, { engine, threads: 2, concurrency: 2 })
  const [{ name, shape, dtype }] = model.inputs
  const dimensions = shape.map((dimension) => dimension ?? 1)
  const Elements = dtype === 'uint8' ? Uint8Array : Float32Array
  const feed = { [name]: new Tensor(dtype, dimensions, new Elements(sizeOf(dimensions))) }
  // Two at once, so that both instances of a pool are made.
  await Promise.all([model.run(feed), model.run(feed)])
  await model.dispose()
}

const samples = []
for (let done = 1; done <= CYCLES; done++) {
  await cycle()
  if (done % (CYCLES / SAMPLES) > 0) continue
  globalThis.gc()
  samples.push([done, process.memoryUsage.rss() / 1024])
}
console.log(JSON.stringify(samples))
