import type { DType, TensorSpec } from '@zoo/graph/base'
import { dataLength, TYPED_ARRAY } from './dtype.js'
import { mismatch } from './feed-errors.js'
import { checkAgainst } from './feeds.js'
import { checkShape, fittingTensor, type Tensor } from './tensor.js'
import { shapeInWords } from './wording.js'

/**
 * A tensor of zeros for a feed.
 * @param shape needed where the graph leaves a dimension open
 * @throws TensorMismatchError (ERR_TENSOR_MISMATCH), ArgumentError (ERR_ARGUMENT), and what `allocate` throws
 */
export function allocateTensor(
  spec: TensorSpec,
  shape: readonly number[] | undefined,
  allocate: (bytes: number) => ArrayBuffer,
): Tensor {
  const { dtype } = spec
  if (dtype === null || dtype === 'string') {
    const which = dtype ?? 'a dtype that the graph leaves open'
    throw mismatch(spec, `memory can be had for dtypes of a known size, which ${which} is not`, {})
  }
  const settled = shape === undefined ? settledShape(spec) : fitting(spec, shape)
  const length = dataLength(dtype, settled)
  const TypedArray = TYPED_ARRAY[dtype]
  const buffer = allocate(length * TypedArray.BYTES_PER_ELEMENT)
  return fittingTensor<DType>(dtype, settled, new TypedArray(buffer, 0, length))
}

function settledShape(spec: TensorSpec): readonly number[] {
  const { shape } = spec
  if (shape && isSettled(shape)) return [...shape]
  throw mismatch(spec, `the graph leaves its shape open, as ${shapeInWords(shape)}; give the shape`, {})
}

const isSettled = (shape: readonly (number | null)[]): shape is readonly number[] => !shape.includes(null)

function fitting(spec: TensorSpec, shape: readonly number[]): readonly number[] {
  checkShape(shape)
  checkAgainst(spec, shape)
  return [...shape]
}
