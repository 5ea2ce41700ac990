import * as dtypes from './dtype.js'
import { type Check, check, verify } from './options.js'
import * as strings from './strings.js'
import { checkShape } from './tensor.js'

// What `@zoo/core` exports of functions that its own code calls often, with their arguments checked.

const isView: Check = check('a typed array', ArrayBuffer.isView)
const isStrings: Check = check('a tensor of strings', (value) => {
  const data = (value as { data?: unknown } | null | undefined)?.data
  return Array.isArray(data) && data.every(strings.isBytes)
})

/**
 * How many elements a tensor of this shape has; 1 for a scalar.
 * @throws ArgumentError (ERR_ARGUMENT) for a shape that is not an array of whole numbers from 0 up
 */
export function sizeOf(shape: readonly number[]): number {
  checkShape(shape)
  return dtypes.sizeOf(shape)
}

/**
 * The dtype whose elements a typed array naturally holds: Buffer and Uint8ClampedArray are `uint8`, BigInt64Array is
 * `int64`. undefined for a DataView.
 * @throws ArgumentError (ERR_ARGUMENT) for anything else
 */
export function dtypeOfArray(array: ArrayBufferView): dtypes.FixedDType | undefined {
  verify('array', array, isView)
  return dtypes.dtypeOfArray(array)
}

/**
 * The strings of a string tensor as text, in row-major order.
 * Bytes that are not UTF-8 become U+FFFD: read `tensor.data` where the strings are not text.
 * @throws ArgumentError (ERR_ARGUMENT) for anything but a tensor of strings
 */
export function decodeStrings(tensor: { readonly data: dtypes.TensorData['string'] }): string[] {
  verify('tensor', tensor, isStrings)
  return strings.decodeStrings(tensor)
}
