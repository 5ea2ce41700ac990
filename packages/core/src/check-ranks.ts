import type { ModelInfo } from '@zoo/graph/base'
import type { Feed } from './engine.js'
import { TensorMismatchError } from './errors.js'
import { nameInWords, shapeInWords } from './wording.js'

/**
 * Rejects feeds in whose ranks an op that is reached would end the process.
 * @param fetches what is computed, by canonical name
 * @param open a feed whose rank the graph leaves open, for the message
 * @throws TensorMismatchError (ERR_TENSOR_MISMATCH)
 */
export function checkRanks(info: ModelInfo, feeds: readonly Feed[], fetches: readonly string[], open: Feed): void {
  const conflict = info.rankConflict?.(fetches, new Map(feeds.map(({ name, tensor }) => [name, tensor.shape])))
  if (!conflict) return
  const { node, op, tensor, shape, rank } = conflict
  const fed = open.tensor
  throw new TensorMismatchError(
    `The feed ${nameInWords(open.name)} has the shape ${shapeInWords(fed.shape)}, so the ${op} ${nameInWords(node)} would take ${nameInWords(tensor)} of ${shapeInWords(shape)}, of rank ${shape.length} and not ${rank}.`,
    {
      tensor: open.name,
      expected: { detail: `a shape that gives ${nameInWords(tensor)} rank ${rank}` },
      received: { dtype: fed.dtype, shape: fed.shape },
    },
  )
}
