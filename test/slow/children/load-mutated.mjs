// Loads files, or damaged copies of them, and runs what loads: one line of JSON before each, one after.
// node load-mutated.mjs ENGINE JOBS FROM; JOBS is a JSON file of { path, seed?, fetches? }, FROM the place of the first to load.
import { readFileSync } from 'node:fs'
import { loadModel, Tensor } from '@zoo/core'
import { TYPED_ARRAY } from '@zoo/core/engine'
import { mutate } from './mutate.mjs'

/** A damaged graph may loop for ever; a caller's signal must free the caller all the same. */
const RUN_TIMEOUT_MS = 5000

const [engine, jobsPath, from] = process.argv.slice(2)
const jobs = JSON.parse(readFileSync(jobsPath, 'utf8'))
const say = (message) => process.stdout.write(`${JSON.stringify(message)}\n`)

/** What mtcnn.pb takes beside its image; with zeros it would look at infinitely many sizes. */
const SENSIBLE = { min_size: 20, factor: 0.709, thresholds: [0.6, 0.7, 0.7] }
/** Damage can declare an input no test should feed. Elements. */
const LARGEST_FEED = 2 ** 24

/** Something of an input's dtype and shape, one image of 64 by 64 where the graph leaves its dimensions open. */
const feedFor = ({ name, dtype, shape }) => {
  if (name in SENSIBLE) return SENSIBLE[name]
  const dimensions = (shape ?? []).map((dimension, axis) => dimension ?? (axis === 0 && shape.length !== 3 ? 1 : 64))
  const size = dimensions.reduce((product, dimension) => product * dimension, 1)
  if (size > LARGEST_FEED) return undefined
  if (dtype === 'string') return new Tensor('string', dimensions, new Array(size).fill(new Uint8Array()))
  const Elements = TYPED_ARRAY[dtype] ?? Float32Array
  return new Tensor(dtype ?? 'float32', dimensions, new Elements(dtype === 'complex64' ? size * 2 : size))
}

const tryOne = async (bytes, fetches) => {
  const model = await loadModel(bytes, { engine, threads: 1, concurrency: 1 })
  try {
    const feeds = model.inputs.map((input) => [input.name, feedFor(input)])
    if (feeds.some(([, feed]) => feed === undefined)) return 'loads'
    const outputs = fetches ?? model.outputs.map(({ name }) => name)
    await model.run(Object.fromEntries(feeds), outputs, { signal: AbortSignal.timeout(RUN_TIMEOUT_MS) })
    return 'works'
  } finally {
    await model.dispose()
  }
}

const originals = new Map()
const read = (path) => {
  if (originals.size > 8) originals.clear()
  if (!originals.has(path)) originals.set(path, readFileSync(path))
  return originals.get(path)
}

for (let place = Number(from); place < jobs.length; place++) {
  const { path, seed, fetches } = jobs[place]
  const original = read(path)
  const bytes = seed === undefined ? original : mutate(original, seed).bytes
  say({ place })
  try {
    say({ place, outcome: await tryOne(bytes, fetches) })
  } catch (error) {
    say({
      place,
      outcome: error.code ?? 'no code',
      message: String(error.message).slice(0, 300),
      stack: error.code ? undefined : error.stack,
    })
  }
}
process.exit(0)
