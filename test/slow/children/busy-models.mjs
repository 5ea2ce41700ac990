import { loadModel, sizeOf, Tensor } from '@zoo/core'

/** Tensors of the MobileNets: float on both engines, as `litert` lowers it. */
const OUTPUT = 'MobilenetV2/Predictions/Softmax'
const BATCH = 8

/**
 * A model of each engine that keeps it busy, and `start`, which starts a run that takes long: for ever on tensorflow
 * (a loop of 2³¹ turns), many milliseconds on litert, which has no loops.
 * @param folder the folder of the shared data
 */
export const busyModel = async (engine, folder, options) => {
  const path = `${folder}/${engine === 'tensorflow' ? 'graphs/while_v1.pb' : 'models/mobilenet_v2_1.0_224_frozen.pb'}`
  const model = await loadModel(path, { engine, threads: 1, concurrency: 2, ...options })
  if (engine === 'tensorflow') {
    return { model, start: (signal) => model.run({ n: 2 ** 31 - 1, x: [0, 0] }, ['y'], { signal }) }
  }
  const shape = [BATCH, 224, 224, 3]
  const input = new Tensor('float32', shape, new Float32Array(sizeOf(shape)))
  return { model, start: (signal) => model.run({ input }, [OUTPUT], { signal }) }
}
