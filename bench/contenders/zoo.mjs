// Our engine as a contender (../README.md): a model loaded by @zoo/core, one run after the other.
// node zoo.mjs ENGINE MODEL THREADS INPUT OUTPUT
import { loadModel, sizeOf, Tensor } from '@zoo/core'
import { seededBytes, seededFloats } from '../lib/seeded-input.mjs'
import { serveRuns } from '../lib/serve-runs.mjs'

const [engine, path, threads, inputName, outputName] = process.argv.slice(2)

await serveRuns(async () => {
  const model = await loadModel(path, { engine, threads: Number(threads), concurrency: 1 })
  const { dtype, shape } = model.inputs.find(({ name }) => name === inputName)
  const dimensions = shape.map((dimension) => dimension ?? 1)
  const data = (dtype === 'uint8' ? seededBytes : seededFloats)(sizeOf(dimensions))
  const feeds = { [inputName]: new Tensor(dtype, dimensions, data) }
  const fetches = [outputName]
  return async () => (await model.run(feeds, fetches))[outputName].data
})
