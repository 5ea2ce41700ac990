import { loadModel } from '@zoo/core'
import { writeTflite } from '@zoo/graph'

/** Each element fed becomes so many, which are divided so often: one element takes a millisecond, LONG of them half a minute. */
const COPIES = 64
const DIVISIONS = 4000
const LONG = 2 ** 16

const ints = (value) => new Uint8Array(Int32Array.of(value).buffer)

/** A TensorFlow Lite model, which has no loops but may have many operators: LiteRT asks before each whether the run is cancelled. */
const longModel = () => {
  const results = Array.from({ length: DIVISIONS + 1 }, (_, i) => ({ name: `y${i}`, dtype: 'int32', shape: [null] }))
  return writeTflite({
    description: 'test: a run that takes long',
    tensors: [
      { name: 'x', dtype: 'int32', shape: [null] },
      { name: 'copies', dtype: 'int32', shape: [1], data: ints(COPIES) },
      { name: 'divisor', dtype: 'int32', shape: [1], data: ints(7) },
      ...results,
    ],
    operators: [
      { code: 69, inputs: [0, 1], outputs: [3] }, // TILE
      ...results.slice(1).map((_, i) => ({ code: 95, inputs: [3 + i, 2], outputs: [4 + i] })), // FLOOR_MOD
    ],
    inputs: [0],
    outputs: [2 + results.length],
  })
}

/**
 * A model that keeps an engine busy. `start` begins a run that no test waits for: it takes for ever on tensorflow (a loop of 2³¹
 * turns, ended by disposing the model), and half a minute or more elsewhere, unless its signal ends it; all the while it reads what
 * the engine lent. `quick` begins a short one.
 * @param folder the folder of the shared data
 */
export const busyModel = async (engine, folder, options) => {
  const isGraph = engine === 'tensorflow'
  const source = isGraph ? `${folder}/graphs/while_v1.pb` : longModel()
  const model = await loadModel(source, { engine, threads: 1, concurrency: 2, ...options })
  const x = model.allocate('x', [isGraph ? 2 : LONG])
  if (!isGraph) x.data.fill(5)
  const long = isGraph ? { n: 2 ** 31 - 1, x } : { x }
  const short = isGraph ? { n: 1, x: [0, 0] } : { x: [5] }
  return {
    model,
    start: (signal) => model.run(long, undefined, signal ? { signal } : {}),
    quick: () => model.run(short),
  }
}
