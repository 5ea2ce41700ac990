import type { DType, TensorSpec } from '@zoo/graph/base'
import { Crops } from './crops/crops.js'
import { dataLength, dtypeOfArray, heldAs, sizeOf } from './dtype.js'
import { dtypeOfValue, storeElements } from './elements.js'
import type { Feed } from './engine.js'
import { detached, mismatch, wrongArray, wrongValue } from './feed-errors.js'
import { flatten } from './flatten.js'
import { isShared } from './shared-memory.js'
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

/**
 * Feeds that were checked before, ready to be run: their buffers may have been transferred or shrunk meanwhile, and what lies in
 * memory shared with other threads is copied, since engines take none of that.
 * @throws TensorMismatchError (ERR_TENSOR_MISMATCH)
 */
export function readyToRun(feeds: readonly Feed[]): readonly Feed[] {
  let shared = false
  for (const { name, tensor } of feeds) {
    if (Crops.isCrops(tensor)) continue
    checkHeld(name, tensor)
    shared ||= isSharedTensor(tensor)
  }
  return shared
    ? feeds.map((feed) => (isSharedTensor(feed.tensor) ? { ...feed, tensor: copyTensor(feed.tensor) } : feed))
    : feeds
}

const isSharedTensor = (tensor: Tensor): boolean =>
  !Crops.isCrops(tensor) && ArrayBuffer.isView(tensor.data) && isShared(tensor.data)

/** A tensor with memory of its own. */
export const copyTensor = ({ dtype, shape, data }: Tensor): Tensor =>
  new Tensor(dtype, shape, Array.isArray(data) ? data.map((bytes) => Uint8Array.from(bytes)) : data.slice())

/** Feeds that stay as they are now. Crops do: whoever makes them leaves the image alone until the run is over. */
export const holdFeeds = (feeds: readonly Feed[]): readonly Feed[] =>
  feeds.map((feed) => (Crops.isCrops(feed.tensor) ? feed : { ...feed, tensor: copyTensor(feed.tensor) }))

function checkHeld(name: string, { dtype, shape, data }: Tensor): void {
  const length = dataLength(dtype, shape)
  if (data.length === length && length > 0) return
  if (dtype !== 'string' && isDetached(data as ArrayBufferView)) throw detached({ name, dtype, shape })
  if (data.length === length) return
  const received = `it now holds ${data.length} of its ${length} elements`
  throw mismatch({ name, dtype, shape }, received, { dtype, length: data.length })
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

function checkAgainst(expected: TensorSpec, shape: readonly number[]): void {
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

/** Only an empty array can be a detached one, and making a view tells. */
function isDetached(array: ArrayBufferView): boolean {
  if (array.byteLength > 0) return false
  try {
    return new Uint8Array(array.buffer).length < 0
  } catch {
    return true
  }
}

const elements = (size: number): string => `${size} ${size === 1 ? 'element' : 'elements'}`
