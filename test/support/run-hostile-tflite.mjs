// A program: loads each hostile TensorFlow Lite file, runs it where it loads, and a good model after it. Prints a line of JSON before each file
// and one after, so that a crash shows which file it was. In a process of its own, since that is what the files are to end.
// Arguments: the engine, a folder of .tflite files or '', then names of made files as hostile-tflite.mjs has them.
import { readdirSync, readFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { InferenceError, loadModel, Tensor } from '@zoo/core'
import { TYPED_ARRAY } from '@zoo/core/engine'
import { HOSTILE_OPS, hostileGraphs, hostileOperators, validModels } from './hostile-tflite.mjs'

const [engine, folder, ...names] = process.argv.slice(2)
const wanted = new Set(names)
const say = (message) => writeSync(1, `${JSON.stringify(message)}\n`)

/** Elements that no test feeds. */
const LARGEST_FEED = 1 << 22

function* files() {
  for (const name of folder ? readdirSync(folder) : []) {
    if (name.endsWith('.tflite')) yield { name, bytes: readFileSync(join(folder, name)) }
  }
  const ops = HOSTILE_OPS.filter((op) => names.some((name) => name.startsWith(`${op} `)))
  for (const file of hostileGraphs()) if (wanted.has(file.name)) yield file
  for (const op of ops) for (const file of hostileOperators(op)) if (wanted.has(file.name)) yield file
}

const feedOf = ({ dtype, shape }) => {
  const sizes = (shape ?? []).map((size) => size ?? 2)
  const count = sizes.reduce((product, size) => product * size, 1)
  const Elements = TYPED_ARRAY[dtype]
  if (!Elements || count > LARGEST_FEED) return undefined
  return new Tensor(dtype, sizes, new Elements(dtype === 'complex64' ? 2 * count : count))
}

async function outcomeOf(bytes) {
  let model
  try {
    model = await loadModel(bytes, { engine, concurrency: 1, threads: 1 })
    const feeds = model.inputs.map((input) => [input.name, feedOf(input)])
    if (feeds.some(([, feed]) => feed === undefined)) return { outcome: 'loads' }
    await model.run(Object.fromEntries(feeds), undefined, { signal: AbortSignal.timeout(20_000) })
    return { outcome: 'works' }
  } catch (error) {
    return {
      outcome: InferenceError.isInstance(error) ? error.code : `no code: ${error.stack}`,
      message: error.message,
    }
  } finally {
    await model?.dispose()
  }
}

const good = [...validModels()].find(({ op }) => op === 'CONV_2D').bytes
for (const { name, bytes } of files()) {
  say({ name })
  const start = performance.now()
  const { outcome, message } = await outcomeOf(bytes)
  const elapsedMs = performance.now() - start
  say({ name, outcome, message, elapsedMs, next: (await outcomeOf(good)).outcome })
}
