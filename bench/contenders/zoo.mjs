// Our engine as a contender (../README.md): a model loaded by @zoo/core, one run after the other.
// node zoo.mjs ENGINE MODEL THREADS INPUT OUTPUT ['in place']
// in place: the input lies in memory that the engine lends; else in an array of JavaScript's, which each run copies
import { loadModel, sizeOf, Tensor } from '@zoo/core'
import { seededBytes, seededFloats } from '../lib/seeded-input.mjs'
import { serveRuns } from '../lib/serve-runs.mjs'

const [engine, path, threads, inputName, outputName, fed] = process.argv.slice(2)

await serveRuns(async () => {
  const model = await loadModel(path, { engine, threads: Number(threads), concurrency: 1 })
  const { dtype, shape } = model.inputs.find(({ name }) => name === inputName)
  const dimensions = shape.map((dimension) => dimension ?? 1)
  const data = (dtype === 'uint8' ? seededBytes : seededFloats)(sizeOf(dimensions))
  const tensor = fed === 'in place' ? model.allocate(inputName, dimensions) : new Tensor(dtype, dimensions, data)
  tensor.data.set(data)
  const feeds = { [inputName]: tensor }
  const fetches = [outputName]
  return async () => (await model.run(feeds, fetches))[outputName].data
})
