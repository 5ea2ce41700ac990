import type { LoweredDType } from '@zoo/graph'
import type { TfjsElements } from './tf.js'

/** The dtypes of tensors in TensorFlow.js that programs are made of. */
export type HeldDType = 'float32' | 'int32' | 'bool'

/** How TensorFlow.js holds each dtype: the integers it lacks as int32. */
export const heldDtype = (dtype: LoweredDType): HeldDType => (dtype === 'float32' || dtype === 'bool' ? dtype : 'int32')

/** Elements as TensorFlow.js holds them: a new array, or where they are held as they are the same. Those of int64 must fit int32. */
export const heldElements = (dtype: LoweredDType, data: ArrayLike<number | bigint>): TfjsElements =>
  dtype === 'int64' || dtype === 'int8' || dtype === 'uint8' ? Int32Array.from(data, Number) : (data as TfjsElements)

/** The first of the elements that is no int32, or undefined. */
export const firstBeyondInt32 = (data: Iterable<bigint>): bigint | undefined => {
  for (const element of data) if (BigInt.asIntN(32, element) !== element) return element
  return undefined
}

/** Elements that TensorFlow.js answered as those of `dtype`, in memory of their own. */
export const elementsOf = (dtype: LoweredDType, data: TfjsElements): ArrayBufferLike => {
  switch (dtype) {
    case 'int64':
      return BigInt64Array.from(data, BigInt).buffer
    case 'int8':
      return new Int8Array(data).buffer
    case 'uint8':
    case 'bool':
      return new Uint8Array(data).buffer
    // The cpu backend holds what it cast in the array that it cast from, which may be another tensor's.
    case 'int32':
      return new Int32Array(data).buffer
    case 'float32':
      return new Float32Array(data).buffer
  }
}
