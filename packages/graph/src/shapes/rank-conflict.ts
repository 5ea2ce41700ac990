import type { Graph } from '../graphdef/graph.js'
import { prune } from '../graphdef/prune.js'
import { tensorName } from '../graphdef/tensor-name.js'
import { inferShapes } from './infer.js'

/** A tensor that would reach an op in a rank it does not take. */
export interface RankConflict {
  /** The node that takes it, and its op. */
  readonly node: string
  readonly op: string
  /** The tensor, in the shape it would have. */
  readonly tensor: string
  readonly shape: readonly (number | null)[]
  /** The rank that the op takes. */
  readonly rank: number
}

/**
 * The rank of the images that convolutions take. With oneDNN they look for the channels before they look whether there is such
 * an axis, and end the process when there is none; every other op tried refuses with a status.
 * @source tensorflow/core/kernels/mkl/mkl_conv_ops.h, GetInputSizeInMklOrder; tried with libtensorflow 2.21
 */
const IMAGE_RANK: ReadonlyMap<string, number> = new Map([
  ['Conv2D', 4],
  ['DepthwiseConv2dNative', 4],
  ['Conv3D', 5],
])

/**
 * Where tensors fed in these shapes would reach a convolution in a rank that it does not take, as far as that follows from the
 * graph; undefined when nowhere.
 * @param fetches names of what is computed: only what they need runs
 * @param feeds shapes by canonical name
 */
export const rankConflict = (
  graph: Graph,
  fetches: readonly string[],
  feeds: ReadonlyMap<string, readonly number[]>,
): RankConflict | undefined => {
  const { graph: running } = prune(graph, { fetches, feeds: [...feeds.keys()] })
  const convolutions = running.nodes.filter(({ op }) => IMAGE_RANK.has(op))
  if (convolutions.length === 0) return undefined
  const facts = inferShapes(running, new Map([...feeds].map(([name, shape]) => [name, { shape }])))
  for (const { name: node, op, inputs } of convolutions) {
    const [image] = inputs
    const rank = IMAGE_RANK.get(op)!
    const tensor = image && tensorName(image.node, image.output)
    const shape = tensor && facts.get(tensor)?.shape
    if (shape && shape.length !== rank) return { node, op, tensor, shape, rank }
  }
  return undefined
}
