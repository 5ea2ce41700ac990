import { loadModel } from '@zoo/core'
import { attr, makeNode, makePlaceholder, writeGraph } from '@zoo/graph'

/** TensorFlow draws from a Poisson distribution until it accepts a number, which it never does when the rate is not a number. */
const poisson = () =>
  writeGraph([
    makePlaceholder('shape', 'int32', [1]),
    makePlaceholder('rate', 'float32', []),
    makeNode('y', 'RandomPoissonV2', ['shape', 'rate'], {
      S: attr.type('int32'),
      R: attr.type('float32'),
      dtype: attr.type('float32'),
    }),
  ])

/**
 * A model whose library does not return: `start` begins a run that neither ends nor can be cancelled, `quick` one that ends at once.
 * Only for processes that are killed when they take long.
 */
export const stuckModel = async (options) => {
  const model = await loadModel(poisson(), { engine: 'tensorflow', trusted: true, concurrency: 1, ...options })
  return {
    model,
    start: (signal) => model.run({ shape: [1], rate: Number.NaN }, ['y'], signal ? { signal } : {}),
    quick: () => model.run({ shape: [1], rate: 1 }, ['y']),
  }
}
