import type { Operation, Program } from '@zoo/graph'

/**
 * Ops that do with NaN otherwise than TensorFlow: a comparison drops it, a product with 0 keeps it. In tfjs-node all but the last
 * are TensorFlow's own.
 */
const DIFFERING = new Set(
  `ArgMax ArgMin AvgPool ClipByValue MaxPool Maximum Minimum Relu6 ResizeBilinear Sign TopKV2 Softmax`.split(' '),
)

/** The first operation of a program that a NaN must not come to. */
export const afraidOfNan = ({ operations }: Program, backend: string): Operation | undefined =>
  operations.find(({ op }) => (backend === 'tensorflow' ? op === 'Softmax' : DIFFERING.has(op)))
