// A program: loads and runs damaged copies of a model, and prints what came of them. In a process of its own, since what it
// looks for is the end of that process. Arguments: the model file, the engine, how many copies.
import { readFileSync } from 'node:fs'
import { InferenceError, loadModel, sizeOf, Tensor } from '@zoo/core'

const [path, engine, count] = process.argv.slice(2)
const original = readFileSync(path)

/** Numbers 0..1, the same every time. @source Numerical Recipes, "ranqd1" */
const random = (seed) => () => {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0
  return seed / 2 ** 32
}

/** The model cut off, with bits turned over anywhere or near its start, or with another beginning. */
function damage(copy) {
  const next = random(copy * 7919)
  const bytes = Buffer.from(original)
  const at = (limit) => Math.floor(next() * Math.min(limit, bytes.length))
  const kind = copy % 4
  if (kind === 0) return bytes.subarray(0, at(bytes.length))
  if (kind === 1) bytes.writeUInt32LE(at(2 ** 32), at(20))
  else for (let flips = 1 + at(8); flips > 0; flips--) bytes[at(kind === 2 ? 4000 : bytes.length)] ^= 1 << at(8)
  return bytes
}

const ARRAYS = { float32: Float32Array, uint8: Uint8Array, int8: Int8Array, int32: Int32Array, bool: Uint8Array }

/** Zeros for every input, or undefined when one is too large or of a dtype that a good copy does not have. */
function zeros(inputs) {
  const feeds = {}
  for (const { name, dtype, shape } of inputs) {
    const sizes = (shape ?? [4]).map((size) => size ?? 4)
    if (!ARRAYS[dtype] || sizeOf(sizes) > 1e6) return undefined
    feeds[name] = new Tensor(dtype, sizes, new ARRAYS[dtype](sizeOf(sizes)))
  }
  return feeds
}

const expectCoded = (error) => {
  if (!InferenceError.isInstance(error)) throw error
}

const outcomes = {}
for (let copy = 0; copy < Number(count); copy++) {
  let outcome = 'loaded'
  try {
    const model = await loadModel(damage(copy), { engine })
    const feeds = zeros(model.inputs)
    if (feeds) await model.run(feeds, undefined, { signal: AbortSignal.timeout(10_000) }).catch(expectCoded)
    await model.dispose()
  } catch (error) {
    outcome = InferenceError.isInstance(error) ? error.code : `copy ${copy}: ${error.stack}`
  }
  outcomes[outcome] = (outcomes[outcome] ?? 0) + 1
}
console.log(JSON.stringify(outcomes))
