import { constants } from 'node:buffer'
import type { DType, TensorSpec } from '@zoo/graph/base'
import { dataLength, TYPED_ARRAY } from './dtype.js'
import { RunError } from './errors.js'
import { mismatch } from './feed-errors.js'
import { checkAgainst } from './feeds.js'
import type { Compiled } from './routing/run-plan.js'
import { checkShape, fittingTensor, type Tensor } from './tensor.js'

/**
 * A tensor of zeros for a feed.
 * @param shape needed where the graph leaves a dimension open
 * @param compiled the model whose engine's memory it is to be, where that lends any
 * @throws TensorMismatchError (ERR_TENSOR_MISMATCH), ArgumentError (ERR_ARGUMENT), RunError (ERR_RUN) when there is not enough memory
 */
export function allocateTensor(
  spec: TensorSpec,
  shape: readonly number[] | undefined,
  compiled: Pick<Compiled, 'engine' | 'allocate'>,
): Tensor {
  const { dtype } = spec
  if (dtype === null || dtype === 'string') {
    const which = dtype ?? 'a dtype that the graph leaves open'
    throw mismatch(spec, `memory can be had for dtypes of a known size, which ${which} is not`, {})
  }
  const settled = shape === undefined ? settledShape(spec) : fitting(spec, shape)
  const length = dataLength(dtype, settled)
  const TypedArray = TYPED_ARRAY[dtype]
  const buffer = allocateBuffer(length * TypedArray.BYTES_PER_ELEMENT, compiled)
  return fittingTensor<DType>(dtype, settled, new TypedArray(buffer, 0, length))
}

function allocateBuffer(bytes: number, { engine, allocate }: Pick<Compiled, 'engine' | 'allocate'>): ArrayBuffer {
  const failure = (cause?: unknown) =>
    new RunError(`There is no memory for a tensor of ${bytes} bytes.`, { status: 'RESOURCE_EXHAUSTED', engine, cause })
  if (bytes > constants.MAX_LENGTH) throw failure()
  try {
    return allocate ? allocate(bytes) : new ArrayBuffer(bytes)
  } catch (error) {
    throw error instanceof RangeError ? failure(error) : error
  }
}

function settledShape(spec: TensorSpec): readonly number[] {
  const { shape } = spec
  if (shape && isSettled(shape)) return [...shape]
  throw mismatch(spec, 'its shape was not given, which the graph leaves open; give the shape', {})
}

const isSettled = (shape: readonly (number | null)[]): shape is readonly number[] => !shape.includes(null)

function fitting(spec: TensorSpec, shape: readonly number[]): readonly number[] {
  checkShape(shape)
  checkAgainst(spec, shape)
  return [...shape]
}
