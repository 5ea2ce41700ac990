// Loads files that nobody should trust and runs what loads, then a good model: one line of JSON before each file, one after.
// node hostile-files.mjs ENGINE GOOD_MODEL LIST FROM; LIST is a JSON file of paths, and FROM the place of the first to load.
import { readFileSync } from 'node:fs'
import { extname } from 'node:path'
import { InferenceError, loadModel, sizeOf, Tensor } from '@zoo/core'
import { TYPED_ARRAY } from '@zoo/core/engine'
import { openImage } from '@zoo/kit'

/** A caller's patience. Some graphs compute for ever; a signal must free the caller, and the next model be answered. */
const RUN_TIMEOUT_MS = 1500
const PICTURES = ['.svg', '.png', '.jpg', '.jpeg', '.gif', '.webp', '.avif', '.heic', '.tiff']
/** What a file asks to be fed beyond this is not fed. Elements. */
const LARGEST_FEED = 2 ** 24

const [engine, good, list, from] = process.argv.slice(2)
const say = (message) => process.stdout.write(`${JSON.stringify(message)}\n`)

const feedFor = ({ dtype, shape }) => {
  const dimensions = (shape ?? []).map((dimension) => dimension ?? 1)
  const size = sizeOf(dimensions)
  if (size > LARGEST_FEED) throw new InferenceError('ERR_TEST', `a feed of ${size} elements is not made`)
  if (dtype === 'string') return new Tensor('string', dimensions, new Array(size).fill(new Uint8Array()))
  const Elements = TYPED_ARRAY[dtype] ?? Float32Array
  return new Tensor(dtype ?? 'float32', dimensions, new Elements(dtype === 'complex64' ? size * 2 : size))
}

/** Loads and runs a model, and returns what its strings say. */
const runModel = async (path, using) => {
  const model = await loadModel(path, { engine: using, threads: 1, concurrency: 1 })
  try {
    const feeds = Object.fromEntries(model.inputs.map((input) => [input.name, feedFor(input)]))
    const outputs = model.outputs.map(({ name }) => name)
    const answers = await model.run(feeds, outputs, { signal: AbortSignal.timeout(RUN_TIMEOUT_MS) })
    return Object.values(answers).map(({ dtype, data }) =>
      dtype === 'string'
        ? data.map((text) => Buffer.from(text).toString()).join()
        : Buffer.from(data.buffer).toString('latin1', 0, 4096),
    )
  } finally {
    await model.dispose()
  }
}

const open = async (path) => {
  if (!PICTURES.includes(extname(path))) return await runModel(path, engine)
  const image = await openImage(readFileSync(path))
  return [`${image.width} by ${image.height}`]
}

const files = JSON.parse(readFileSync(list, 'utf8'))
for (let place = Number(from); place < files.length; place++) {
  say({ place })
  const start = performance.now()
  let outcome
  try {
    outcome = { answers: await open(files[place]) }
  } catch (error) {
    outcome = {
      code: InferenceError.isInstance(error) ? error.code : 'none',
      message: String(error?.stack ?? error).slice(0, 400),
    }
  }
  const elapsedMs = performance.now() - start
  const next = await runModel(good, engine).then(
    () => 'answered',
    (error) => String(error?.message ?? error).slice(0, 300),
  )
  say({ place, ...outcome, elapsedMs, nextMs: performance.now() - start - elapsedMs, next })
}
process.exit(0)
