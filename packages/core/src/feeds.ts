import type { DType, TensorSpec } from '@zoo/graph/base'
import { Crops } from './crops/crops.js'
import { dtypeOfArray, heldAs, sizeOf } from './dtype.js'
import { dtypeOfValue, storeElements } from './elements.js'
import { detached, mismatch, wrongArray, wrongValue } from './feed-errors.js'
import { flatten } from './flatten.js'
import { checkHeld, isDetached } from './held-feeds.js'
import { checkShape, fittingTensor, Tensor } from './tensor.js'
import { shapeInWords, tensorInWords } from './wording.js'

/**
 * What a caller fed, as a tensor of the dtype and shape the graph takes. A typed array or Tensor of that dtype is held and
 * not copied.
 * @param shape in place of the data's own; the sizes must agree
 * @throws TensorMismatchError (ERR_TENSOR_MISMATCH) when dtype, shape, length or a value does not fit
 * @throws ArgumentError (ERR_ARGUMENT) when `shape` is none
 */
export function toTensor(expected: TensorSpec, data: unknown, shape?: readonly number[]): Tensor {
  if (shape !== undefined) checkShape(shape)
  if (ArrayBuffer.isView(data)) return fromTypedArray(expected, data, shape)
  if (Tensor.isTensor(data)) return fromTensor(expected, data, shape)
  return fromValues(expected, data, shape)
}

function fromTensor(expected: TensorSpec, tensor: Tensor, shape?: readonly number[]): Tensor {
  const { dtype } = tensor
  if (expected.dtype !== null && dtype !== expected.dtype) {
    throw mismatch(expected, `it was given a Tensor of ${tensorInWords(dtype, tensor.shape)}`, {
      dtype,
      shape: tensor.shape,
    })
  }
  // Crops are for the engine to sample, if it can: reading their data would do it here.
  if (!Crops.isCrops(tensor)) checkHeld(expected.name, tensor)
  if (dtype === 'bool') checkBools(expected, tensor.data as Uint8Array)
  const settled = settleShape(expected, sizeOf(tensor.shape), tensor.shape, shape)
  return settled === tensor.shape ? tensor : fittingTensor(dtype, settled, tensor.data)
}

function fromTypedArray(expected: TensorSpec, given: ArrayBufferView, shape?: readonly number[]): Tensor {
  const dtype = expected.dtype ?? dtypeOfArray(given)
  // The bytes of one string, such as a file for an op that decodes it.
  if (dtype === 'string') return fromValues(expected, given, shape)
  const data = dtype && heldAs(dtype, given)
  if (!data) throw wrongArray(expected, given)
  if (isDetached(given)) throw detached(expected)
  if (dtype === 'bool') checkBools(expected, data as Uint8Array)
  const size = countElements(expected, dtype, data.length)
  return fittingTensor<DType>(dtype, settleShape(expected, size, undefined, shape), data)
}

function fromValues(expected: TensorSpec, given: unknown, shape?: readonly number[]): Tensor {
  const flat = Array.isArray(given) ? flatten(given) : { values: [given], shape: [] }
  if (typeof flat === 'string') throw mismatch(expected, flat, { detail: flat })
  const { values } = flat
  const dtype = expected.dtype ?? (values.length === 0 ? 'float32' : dtypeOfValue(values[0]))
  if (dtype === undefined) throw wrongValue(expected, given, values, 0)
  const data = storeElements(dtype, values)
  if (typeof data === 'number') throw wrongValue({ ...expected, dtype }, given, values, data)
  const size = countElements(expected, dtype, data.length)
  return new Tensor(dtype, settleShape(expected, size, ownShape(expected, dtype, given, flat.shape), shape), data)
}

/** The shape values say of themselves: nested arrays do, a flat one may be laid out in any, as may a single value. */
function ownShape(
  expected: TensorSpec,
  dtype: DType,
  given: unknown,
  shape: readonly number[],
): readonly number[] | undefined {
  if (!Array.isArray(given)) return expected.shape === null ? [] : undefined
  if (shape.length < 2) return undefined
  return dtype === 'complex64' && shape.at(-1) === 2 ? shape.slice(0, -1) : shape
}

function countElements(expected: TensorSpec, dtype: DType, length: number): number {
  const size = dtype === 'complex64' ? length / 2 : length
  if (Number.isInteger(size)) return size
  throw mismatch(expected, `it has ${length} numbers, where each element takes a real and an imaginary one`, { length })
}

/**
 * The shape of a feed of `size` elements, checked against the graph's.
 * @param own the shape the data have of themselves, undefined for a flat array
 * @param given the shape the caller gave with them
 */
function settleShape(
  expected: TensorSpec,
  size: number,
  own: readonly number[] | undefined,
  given: readonly number[] | undefined,
): readonly number[] {
  const shape = given ? [...given] : own
  if (shape === undefined) return inferShape(expected, size)
  if (sizeOf(shape) !== size) {
    throw mismatch(
      expected,
      `it has ${elements(size)}, which do not fill the shape ${shapeInWords(shape)} it was given`,
      {
        shape,
        length: size,
      },
    )
  }
  checkAgainst(expected, shape)
  return shape
}

/** The shape a flat array takes where the graph leaves at most one dimension open; one axis where it leaves even the rank open. */
function inferShape(expected: TensorSpec, size: number): readonly number[] {
  const { shape } = expected
  if (shape === null) return [size]
  let open = 0
  let known = 1
  for (const dimension of shape) {
    if (dimension === null) open++
    else known *= dimension
  }
  if (open > 1) {
    throw mismatch(
      expected,
      `it has ${elements(size)} and no shape, which the graph leaves open; give the shape with them`,
      {
        length: size,
      },
    )
  }
  const rest = open === 0 ? 1 : known === 0 ? 0 : size / known
  if (!Number.isInteger(rest) || known * rest !== size) {
    throw mismatch(expected, `it has ${elements(size)}${open === 0 ? `, not ${known}` : `, no multiple of ${known}`}`, {
      length: size,
    })
  }
  return shape.map((dimension) => dimension ?? rest)
}

/** @throws TensorMismatchError (ERR_TENSOR_MISMATCH) for a shape that the graph does not take */
export function checkAgainst(expected: TensorSpec, shape: readonly number[]): void {
  if (expected.shape === null) return
  const received = { shape }
  if (shape.length !== expected.shape.length) {
    throw mismatch(
      expected,
      `its shape is ${shapeInWords(shape)}, of rank ${shape.length} and not ${expected.shape.length}`,
      received,
    )
  }
  const axis = expected.shape.findIndex((dimension, i) => dimension !== null && dimension !== shape[i])
  if (axis < 0) return
  throw mismatch(
    expected,
    `its shape is ${shapeInWords(shape)}, with ${shape[axis]} and not ${expected.shape[axis]} along axis ${axis}`,
    received,
  )
}

function checkBools(expected: TensorSpec, data: Uint8Array): void {
  const wrong = data.findIndex((value) => value > 1)
  if (wrong >= 0) throw wrongValue(expected, data, data, wrong)
}

const elements = (size: number): string => `${size} ${size === 1 ? 'element' : 'elements'}`
