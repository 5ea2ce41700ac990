import type { DType, TensorSpec } from '@zoo/graph/base'
import { dtypeOfArray, TYPED_ARRAY } from './dtype.js'
import { takes } from './elements.js'
import { type TensorForm, TensorMismatchError } from './errors.js'
import { nameInWords, tensorInWords, valueInWords } from './wording.js'

/** A feed that is not what the graph takes; `received` ends the sentence "should be …, but …". */
export const mismatch = (expected: TensorSpec, received: string, fields: TensorForm): TensorMismatchError =>
  new TensorMismatchError(
    `The feed ${nameInWords(expected.name)} should be ${tensorInWords(expected.dtype, expected.shape)}, but ${received}.`,
    {
      tensor: expected.name,
      expected: { dtype: expected.dtype, shape: expected.shape },
      received: fields,
    },
  )

/** A feed whose buffer is gone. */
export const detached = (expected: TensorSpec): TensorMismatchError =>
  mismatch(expected, 'its buffer was transferred elsewhere, so nothing is left in it', { length: 0 })

/** A value that the dtype cannot hold. */
export function wrongValue(
  expected: TensorSpec,
  given: unknown,
  values: ArrayLike<unknown>,
  index: number,
): TensorMismatchError {
  const value = valueInWords(values[index])
  const what = given === values[index] ? `it was given ${value}` : `its element ${index} is ${value}`
  const { dtype } = expected
  const wanted = dtype === null ? 'numbers, bigints, booleans and strings can be fed' : `${dtype} takes ${takes(dtype)}`
  return mismatch(expected, `${what}, and ${wanted}`, { detail: value })
}

/** A typed array of another dtype. */
export function wrongArray(expected: TensorSpec, given: ArrayBufferView): TensorMismatchError {
  const dtype = dtypeOfArray(given) ?? null
  const { length } = given as Uint8Array
  return mismatch(expected, `it was given ${valueInWords(given)}; ${conversion(expected, dtype)}`, {
    dtype,
    ...(length !== undefined && { length }),
  })
}

/** How to make the right typed array of the wrong one. */
function conversion({ dtype, quantization }: TensorSpec, own: DType | null): string {
  if (dtype === null || dtype === 'string' || own === null) return 'give a typed array of its dtype'
  const { name } = TYPED_ARRAY[dtype]
  if (quantization && own.startsWith('float'))
    return "make it by quantize(), with the quantization of the model's input"
  if (dtype === 'float16') return 'make it by toFloat16(values)'
  if (dtype === 'bool') return 'give a Uint8Array of 0 and 1'
  if (dtype === 'complex64') return 'give a Float32Array of real and imaginary parts in turn'
  const wide = dtype.endsWith('64') && dtype !== 'float64'
  if (wide) return `make it by ${name}.from(values, BigInt)`
  return own === 'int64' || own === 'uint64'
    ? `make it by ${name}.from(values, Number)`
    : `make it by ${name}.from(values)`
}
