import type { PartialShape, TensorSpec } from '@zoo/graph/base'
import { mismatch } from './feed-errors.js'
import type { LoadedModel } from './loaded-model.js'
import { check, verify } from './options.js'
import { agree, isPartialShape, meet } from './partial-shape.js'
import { shapeInWords } from './wording.js'

const isFeeds = check('an array of names, or an object with a shape for each', (value) =>
  Array.isArray(value)
    ? value.every((name) => typeof name === 'string')
    : typeof value === 'object' && value !== null && Object.values(value).every(isPartialShape),
)

/**
 * What will be fed, as the model and the caller know it.
 * @param feeds names, or a shape for each
 * @throws TensorNameError (ERR_TENSOR_NAME) for an unknown name, or a tensor given twice
 * @throws TensorMismatchError (ERR_TENSOR_MISMATCH) for a shape that the model does not take
 * @throws ArgumentError (ERR_ARGUMENT)
 */
export function plannedFeeds(
  model: LoadedModel,
  feeds: readonly string[] | { readonly [name: string]: PartialShape },
): readonly TensorSpec[] {
  verify('feeds', feeds, isFeeds)
  const shapes: [string, PartialShape][] = Array.isArray(feeds)
    ? feeds.map((name) => [name, null])
    : Object.entries(feeds)
  const given = new Map<string, string>()
  return shapes.map(([name, shape]) => {
    const spec = model.spec(name, 'inputs')
    const earlier = given.get(spec.name)
    if (earlier !== undefined) throw model.fedTwice(spec.name, earlier, name)
    given.set(spec.name, name)
    if (!agree(shape, spec.shape))
      throw mismatch(spec, `the shape ${shapeInWords(shape)} was planned for it`, { shape })
    return { ...spec, shape: meet(spec.shape, shape) }
  })
}
