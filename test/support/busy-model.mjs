import { loadModel } from '@zoo/core'
import { writeTflite } from '@zoo/graph'

/** One division takes some milliseconds, all of them half a minute; LiteRT asks between two whether the run is cancelled. */
const ELEMENTS = 2 ** 22
const DIVISIONS = 4000

const ints = (value) => new Uint8Array(Int32Array.of(value).buffer)

/** A TensorFlow Lite model, which has no loops: an element made many, then divided over and over. */
const longModel = () => {
  const wide = Array.from({ length: DIVISIONS + 1 }, (_, i) => ({ name: `y${i}`, dtype: 'int32', shape: [ELEMENTS] }))
  return writeTflite({
    description: 'test: a run that takes long',
    tensors: [
      { name: 'x', dtype: 'int32', shape: [1] },
      { name: 'count', dtype: 'int32', shape: [1], data: ints(ELEMENTS) },
      { name: 'divisor', dtype: 'int32', shape: [1], data: ints(7) },
      ...wide,
    ],
    operators: [
      { code: 69, inputs: [0, 1], outputs: [3] }, // TILE
      ...wide.slice(1).map((_, i) => ({ code: 95, inputs: [3 + i, 2], outputs: [4 + i] })), // FLOOR_MOD
    ],
    inputs: [0],
    outputs: [2 + wide.length],
  })
}

/**
 * A model of each engine that keeps it busy, and `start`, which starts a run that no test waits for: it takes for ever on
 * tensorflow (a loop of 2³¹ turns, ended by disposing the model), and half a minute on litert, unless its signal ends it.
 * @param folder the folder of the shared data
 */
export const busyModel = async (engine, folder, options) => {
  const source = engine === 'tensorflow' ? `${folder}/graphs/while_v1.pb` : longModel()
  const feeds = engine === 'tensorflow' ? { n: 2 ** 31 - 1, x: [0, 0] } : { x: [5] }
  const model = await loadModel(source, { engine, threads: 1, concurrency: 2, ...options })
  return { model, start: (signal) => model.run(feeds, undefined, signal ? { signal } : {}) }
}
