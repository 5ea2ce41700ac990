import type { DType } from '@zoo/graph/base'

/** The array that holds the elements of each dtype. */
export interface TensorData {
  float32: Float32Array
  float64: Float64Array
  /** IEEE 754 half-precision bits; see `toFloat16` and `fromFloat16`. */
  float16: Uint16Array
  int8: Int8Array
  int16: Int16Array
  int32: Int32Array
  int64: BigInt64Array
  uint8: Uint8Array
  uint16: Uint16Array
  uint32: Uint32Array
  uint64: BigUint64Array
  /** 0 or 1 each. */
  bool: Uint8Array
  /** The bytes of each string, UTF-8 where they are text. */
  string: readonly Uint8Array[]
  /** Real and imaginary parts in turn, so twice as long as the tensor has elements. */
  complex64: Float32Array
}

/** A dtype whose elements all take the same number of bytes: every one but `string`. */
export type FixedDType = Exclude<DType, 'string'>

interface TypedArrayConstructor<A> {
  readonly name: string
  readonly prototype: A
  readonly BYTES_PER_ELEMENT: number
  new (length: number): A
  new (buffer: ArrayBufferLike, byteOffset?: number, length?: number): A
}

/** The typed array that holds each dtype. */
export const TYPED_ARRAY: { readonly [D in FixedDType]: TypedArrayConstructor<TensorData[D]> } = {
  float32: Float32Array,
  float64: Float64Array,
  float16: Uint16Array,
  int8: Int8Array,
  int16: Int16Array,
  int32: Int32Array,
  int64: BigInt64Array,
  uint8: Uint8Array,
  uint16: Uint16Array,
  uint32: Uint32Array,
  uint64: BigUint64Array,
  bool: Uint8Array,
  complex64: Float32Array,
}

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
