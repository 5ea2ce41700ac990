import type { DType } from './dtype.js'

/** The array that holds the elements of each dtype. */
export interface TensorData {
  float32: Float32Array
  float64: Float64Array
  /** IEEE 754 half-precision bits; `toFloat16` and `fromFloat16` of `@zoo/core` convert them. */
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
