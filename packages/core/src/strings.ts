import { dtypeOfArray, type TensorData } from './dtype.js'

const encoder = new TextEncoder()
const decoder = new TextDecoder()

/** Whether a value is the bytes of a string. */
export const isBytes = (value: unknown): value is Uint8Array =>
  ArrayBuffer.isView(value) && dtypeOfArray(value) === 'uint8'

/** The bytes of one string: UTF-8 of text, bytes as they are; undefined for anything else. */
export const encodeString = (value: unknown): Uint8Array | undefined => {
  if (typeof value === 'string') return encoder.encode(value)
  return isBytes(value) ? value : undefined
}

/** The bytes of each string, or undefined when one of `values` is neither text nor bytes. The array itself when all are bytes. */
export const encodeStrings = (values: readonly unknown[]): readonly Uint8Array[] | undefined => {
  if (values.every(isBytes)) return values
  const encoded: Uint8Array[] = []
  for (const value of values) {
    const bytes = encodeString(value)
    if (bytes === undefined) return undefined
    encoded.push(bytes)
  }
  return encoded
}

/**
 * The strings of a string tensor as text, in row-major order.
 * Bytes that are no UTF-8 become U+FFFD: read `tensor.data` where the strings are not text.
 */
export const decodeStrings = (tensor: { readonly data: TensorData['string'] }): string[] =>
  tensor.data.map((bytes) => decoder.decode(bytes))
