import type { Operation, Program } from '@zoo/graph'

/** An operation that does with some numbers otherwise than TensorFlow, so that they must not come to it. */
export interface Aversion {
  readonly operation: Operation
  readonly numbers: readonly number[]
}

/** Ops that do so with NaN: a comparison drops it, a product with 0 keeps it. In tfjs-node they are TensorFlow's own. */
const TO_NAN = new Set(
  'ArgMax ArgMin AvgPool ClipByValue MaxPool Maximum Minimum Relu6 ResizeBilinear Sign TopKV2'.split(' '),
)

/** What must not be fed to a program, if anything. */
export const aversionOf = ({ operations }: Program, backend: string): Aversion | undefined => {
  // TensorFlow's own answers 0 for what is beside NaN, and for all in a row with Infinity.
  const softmax = operations.find(({ op }) => op === 'Softmax')
  if (softmax) return { operation: softmax, numbers: [NaN, Infinity] }
  const operation = backend === 'tensorflow' ? undefined : operations.find(({ op }) => TO_NAN.has(op))
  return operation && { operation, numbers: [NaN] }
}
