// Comes to its end by itself with a model still loaded, and with promises of runs nobody waits for.
// node leftover.mjs ENGINE MODEL
import { loadModel, sizeOf, Tensor } from '@zoo/core'

const [engine, path] = process.argv.slice(2)
const model = await loadModel(path, { engine, concurrency: 2 })
const [{ name, shape }] = model.inputs
const dimensions = shape.map((dimension) => dimension ?? 1)
const feed = { [name]: new Tensor('float32', dimensions, new Float32Array(sizeOf(dimensions))) }
await model.run(feed)
for (let i = 0; i < 5; i++) model.run(feed).then(() => process.stdout.write('ran\n'))
