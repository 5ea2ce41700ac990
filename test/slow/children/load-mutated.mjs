// Loads damaged copies of a model file and runs what still loads: one line of JSON before each, one after.
// node load-mutated.mjs ENGINE MODEL SEED…
import { readFileSync } from 'node:fs'
import { loadModel, Tensor } from '@zoo/core'
import { TYPED_ARRAY } from '@zoo/core/engine'
import { mutate } from './mutate.mjs'

/** A damaged graph may loop for ever; a caller's signal must free the caller all the same. */
const RUN_TIMEOUT_MS = 5000

const [engine, path, ...seeds] = process.argv.slice(2)
const original = readFileSync(path)
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

const tryOne = async (bytes) => {
  const model = await loadModel(bytes, { engine, threads: 1, concurrency: 1 })
  try {
    const feeds = model.inputs.map((input) => [input.name, feedFor(input)])
    if (feeds.some(([, feed]) => feed === undefined)) return 'loads'
    const outputs = model.outputs.map(({ name }) => name)
    await model.run(Object.fromEntries(feeds), outputs, { signal: AbortSignal.timeout(RUN_TIMEOUT_MS) })
    return 'works'
  } finally {
    await model.dispose()
  }
}

for (const seed of seeds.map(Number)) {
  const { kind, bytes } = mutate(original, seed)
  say({ seed, kind })
  try {
    say({ seed, outcome: await tryOne(bytes) })
  } catch (error) {
    say({
      seed,
      outcome: error.code ?? 'no code',
      message: String(error.message).slice(0, 300),
      stack: error.code ? undefined : error.stack,
    })
  }
}
