import { type DType, type FixedDType, type TensorData, TYPED_ARRAY } from '@zoo/graph/base'

export { type FixedDType, type TensorData, TYPED_ARRAY }

const DTYPE_OF_KIND: Readonly<Record<string, FixedDType>> = {
  Float16Array: 'float16',
  Float32Array: 'float32',
  Float64Array: 'float64',
  Int8Array: 'int8',
  Int16Array: 'int16',
  Int32Array: 'int32',
  BigInt64Array: 'int64',
  Uint8Array: 'uint8',
  Uint8ClampedArray: 'uint8',
  Uint16Array: 'uint16',
  Uint32Array: 'uint32',
  BigUint64Array: 'uint64',
}

/** A typed array's class by name, whichever realm made it. */
const kindOf = (array: ArrayBufferView): string =>
  (array as { [Symbol.toStringTag]?: string })[Symbol.toStringTag] ?? ''

/**
 * The dtype whose elements a typed array naturally holds: Buffer and Uint8ClampedArray are `uint8`, BigInt64Array is
 * `int64`. undefined for a DataView.
 */
export const dtypeOfArray = (array: ArrayBufferView): FixedDType | undefined => DTYPE_OF_KIND[kindOf(array)]

/** The dtype by whose typed array a dtype without one of its own is held. */
const HELD_AS: Partial<Record<DType, FixedDType>> = { float16: 'uint16', bool: 'uint8', complex64: 'float32' }

/**
 * The typed array as the one that holds `dtype`, else a view of the same memory: Uint8Array for Uint8ClampedArray and for Buffer
 * (whose `slice` is not a copy), Uint16Array bits for Float16Array. undefined when it holds other elements.
 */
export const heldAs = <D extends FixedDType>(dtype: D, array: ArrayBufferView): TensorData[D] | undefined => {
  const TypedArray = TYPED_ARRAY[dtype]
  if (Object.getPrototypeOf(array) === TypedArray.prototype) return array as TensorData[D]
  const own = dtypeOfArray(array)
  if (own === undefined || (own !== dtype && own !== HELD_AS[dtype])) return undefined
  return new TypedArray(array.buffer, array.byteOffset, (array as Uint8Array).length)
}

/** How many elements a tensor of this shape has; 1 for a scalar. */
export const sizeOf = (shape: readonly number[]): number => {
  let size = 1
  for (const dimension of shape) size *= dimension
  return size
}

/** How long the data of a tensor is: its size, or twice that for complex64. */
export const dataLength = (dtype: DType, shape: readonly number[]): number =>
  dtype === 'complex64' ? 2 * sizeOf(shape) : sizeOf(shape)
