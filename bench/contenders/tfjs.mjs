// A peer as a contender (../README.md): TensorFlow.js on its own WebAssembly backend, which lives in FOLDER's node_modules.
// node tfjs.mjs FOLDER MODEL INPUT OUTPUT SIZE fused|plain
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { readGraph } from '@zoo/graph'
import { seededFloats } from '../lib/seeded-input.mjs'
import { serveRuns } from '../lib/serve-runs.mjs'
import { tfjsModel } from '../lib/tfjs-model.mjs'

const [folder, path, input, output, size, form] = process.argv.slice(2)
const shape = [1, Number(size), Number(size), 3]
const require = createRequire(join(folder, 'package.json'))
const tf = require('@tensorflow/tfjs-core')
const { loadGraphModel } = require('@tensorflow/tfjs-converter')
const { setWasmPaths } = require('@tensorflow/tfjs-backend-wasm')

await serveRuns(async () => {
  setWasmPaths(join(dirname(require.resolve('@tensorflow/tfjs-backend-wasm')), '/'))
  if (!(await tf.setBackend('wasm'))) throw new Error('TensorFlow.js has no WebAssembly here')
  const model = await loadGraphModel(
    tf.io.fromMemory(tfjsModel(readGraph(readFileSync(path)), { fuse: form === 'fused' })),
  )
  const data = seededFloats(shape.reduce((a, b) => a * b))
  return async () => {
    const x = tf.tensor(data, shape)
    const y = model.execute({ [input]: x }, output)
    const answer = await y.data()
    tf.dispose([x, y])
    return answer
  }
})
