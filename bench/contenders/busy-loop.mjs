// What a 1 ms timer feels while runs of batch 8 are under way, and whether each run's result is its own; one line of JSON.
// node busy-loop.mjs ENGINE MODEL RUNS BATCH
import { loadModel, sizeOf, Tensor } from '@zoo/core'
import { seededFloats } from '../lib/seeded-input.mjs'
import { watchTimer } from '../lib/watch-timer.mjs'

const [engine, path, ...numbers] = process.argv.slice(2)
const [runs, batch] = numbers.map(Number)

/** Threads may share out a sum differently from one run to the next. */
const TOLERANCE = 1e-5

const model = await loadModel(path, { engine })
const [{ name, shape }] = model.inputs
const [output] = model.outputs
const dimensions = [batch, ...shape.slice(1)]
const inputOf = (run) => new Tensor('float32', dimensions, seededFloats(sizeOf(dimensions), run + 1))
const classify = async (run) => (await model.run({ [name]: inputOf(run) }))[output.name].data

const alone = []
for (let run = 0; run < runs; run++) alone.push(await classify(run))

const inputs = alone.map((_, run) => inputOf(run))
const watch = watchTimer()
await new Promise((resolve) => setTimeout(resolve, 1000))
const idle = watch.take()
const start = performance.now()
const together = await Promise.all(inputs.map(async (input) => (await model.run({ [name]: input }))[output.name].data))
const elapsedMs = performance.now() - start
const busy = watch.take()
watch.stop()

const isSame = (a, b) => a.length === b.length && a.every((value, i) => Math.abs(value - b[i]) <= TOLERANCE)
const own = together.filter((result, run) => isSame(result, alone[run])).length
const distinct = new Set(alone.map((result) => result.join())).size
console.log(JSON.stringify({ idle, busy, elapsedMs, own, distinct }))
process.exit(0)
