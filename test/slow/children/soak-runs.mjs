// Many runs of one model, of several sizes, some given up, some fed in memory that is lent; prints [runs, RSS in KB] as it goes, one JSON array at the end.
// node --expose-gc soak-runs.mjs ENGINE MODEL RUNS
import { loadModel, sizeOf, Tensor } from '@zoo/core'

const [engine, path, count] = process.argv.slice(2)
const RUNS = Number(count)
const SAMPLES = 50

/** Images a run. The last makes results large enough to be handed over without a copy. */
const BATCHES = [1, 2, 64]
const RUNS_OF_A_BATCH = 100
const UNDER_WAY = 4
/** One run in so many is aborted as soon as it has begun. */
const ABORT_EVERY = 16
/** One run in so many feeds memory that was lent for it alone. */
const LEND_EVERY = 5

const model = await loadModel(path, { engine, threads: 1, concurrency: 2 })
const [{ name, shape }] = model.inputs
const feeds = BATCHES.map((batch) => {
  const dimensions = [batch, ...shape.slice(1)]
  return { [name]: new Tensor('float32', dimensions, new Float32Array(sizeOf(dimensions)).fill(0.5)) }
})

let started = 0
let finished = 0
const samples = []

const lent = ({ shape, data }) => {
  const tensor = model.allocate(name, shape)
  tensor.data.set(data)
  return { [name]: tensor }
}

const runOne = async (index) => {
  const kept = feeds[Math.floor(index / RUNS_OF_A_BATCH) % BATCHES.length]
  const feed = index % LEND_EVERY === 0 ? lent(kept[name]) : kept
  if (index % ABORT_EVERY > 0) return model.run(feed)
  const controller = new AbortController()
  const run = model.run(feed, undefined, { signal: controller.signal })
  controller.abort()
  return run.catch((error) => {
    if (error.code !== 'ERR_ABORTED') throw error
  })
}

const lane = async () => {
  while (started < RUNS) {
    await runOne(started++)
    if (++finished % (RUNS / SAMPLES) > 0) continue
    globalThis.gc()
    samples.push([finished, process.memoryUsage.rss() / 1024])
  }
}
await Promise.all(Array.from({ length: UNDER_WAY }, lane))
await model.dispose()
console.log(JSON.stringify(samples))
