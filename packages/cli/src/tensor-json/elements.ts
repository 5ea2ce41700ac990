import { type DType, fromFloat16, type TensorData, toFloat16 } from '@zoo/core'

/** One element that its dtype cannot hold. */
export class ElementError extends Error {
  /** Where in `data` it stands. */
  readonly index: number

  constructor(index: number, received: unknown, expected: string) {
    super(`element ${index} is ${JSON.stringify(received)}, but ${expected}`)
    this.index = index
  }
}

/** How the elements of one dtype stand in JSON. */
interface Elements<D extends DType> {
  read(data: readonly unknown[]): TensorData[D]
  /** One JSON text an element. */
  write(data: TensorData[D]): string[]
}

/** JSON has no numbers for these, so they are words. */
const WORDS: Readonly<Record<string, number>> = { NaN, Infinity, '-Infinity': -Infinity }

function readFloat(value: unknown, index: number, dtype: string): number {
  if (typeof value === 'number') return value
  const word = typeof value === 'string' ? WORDS[value] : undefined
  if (word === undefined) {
    throw new ElementError(index, value, `${dtype} takes a number or "NaN", "Infinity" or "-Infinity"`)
  }
  return word
}

function writeFloat(value: number): string {
  if (!Number.isFinite(value)) return `"${value}"`
  // JSON keeps the sign of zero; String() does not.
  return Object.is(value, -0) ? '-0' : String(value)
}

const floats = (
  dtype: DType,
  allocate: (length: number) => Float32Array | Float64Array,
): Elements<'float32'> & Elements<'float64'> => ({
  read: (data) => {
    const elements = allocate(data.length)
    data.forEach((value, index) => {
      elements[index] = readFloat(value, index, dtype)
    })
    return elements as Float32Array & Float64Array
  },
  write: (data) => Array.from(data, writeFloat),
})

type SmallInteger = 'int8' | 'int16' | 'int32' | 'uint8' | 'uint16' | 'uint32'

const integers = <D extends SmallInteger>(
  dtype: D,
  allocate: (length: number) => TensorData[D],
  min: number,
  max: number,
): Elements<D> => ({
  read: (data) => {
    const elements = allocate(data.length)
    data.forEach((value, index) => {
      if (typeof value !== 'number' || !Number.isInteger(value) || value < min || value > max) {
        throw new ElementError(index, value, `${dtype} takes a whole number from ${min} to ${max}`)
      }
      elements[index] = value
    })
    return elements
  },
  write: (data) => Array.from(data, String),
})

const wideIntegers = <D extends 'int64' | 'uint64'>(
  dtype: D,
  allocate: (length: number) => TensorData[D],
  min: bigint,
  max: bigint,
): Elements<D> => ({
  read: (data) => {
    const elements = allocate(data.length)
    data.forEach((value, index) => {
      const whole =
        (typeof value === 'string' && /^-?\d+$/.test(value)) || Number.isSafeInteger(value)
          ? BigInt(value as string | number)
          : undefined
      if (whole === undefined || whole < min || whole > max) {
        throw new ElementError(index, value, `${dtype} takes a decimal string from "${min}" to "${max}"`)
      }
      elements[index] = whole
    })
    return elements
  },
  write: (data) => Array.from(data, (value) => `"${value}"`),
})

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/

const ELEMENTS: { readonly [D in DType]: Elements<D> } = {
  float32: floats('float32', (length) => new Float32Array(length)),
  float64: floats('float64', (length) => new Float64Array(length)),
  float16: {
    read: (data) => Uint16Array.from(data, (value, index) => toFloat16(readFloat(value, index, 'float16'))),
    write: (data) => Array.from(data, (bits) => writeFloat(fromFloat16(bits))),
  },
  int8: integers('int8', (length) => new Int8Array(length), -128, 127),
  int16: integers('int16', (length) => new Int16Array(length), -32768, 32767),
  int32: integers('int32', (length) => new Int32Array(length), -(2 ** 31), 2 ** 31 - 1),
  int64: wideIntegers('int64', (length) => new BigInt64Array(length), -(2n ** 63n), 2n ** 63n - 1n),
  uint8: integers('uint8', (length) => new Uint8Array(length), 0, 255),
  uint16: integers('uint16', (length) => new Uint16Array(length), 0, 65535),
  uint32: integers('uint32', (length) => new Uint32Array(length), 0, 2 ** 32 - 1),
  uint64: wideIntegers('uint64', (length) => new BigUint64Array(length), 0n, 2n ** 64n - 1n),
  bool: {
    read: (data) =>
      Uint8Array.from(data, (value, index) => {
        if (typeof value !== 'boolean') throw new ElementError(index, value, 'bool takes true or false')
        return value ? 1 : 0
      }),
    write: (data) => Array.from(data, (value) => (value ? 'true' : 'false')),
  },
  string: {
    read: (data) =>
      data.map((value, index) => {
        if (typeof value !== 'string' || !BASE64.test(value)) {
          throw new ElementError(index, value, 'string takes the bytes in base64')
        }
        return Buffer.from(value, 'base64')
      }),
    write: (data) => data.map((bytes) => `"${Buffer.from(bytes).toString('base64')}"`),
  },
  // Each element is a pair, so that `data` has as many entries as the tensor has elements.
  complex64: {
    read: (data) => {
      const elements = new Float32Array(data.length * 2)
      data.forEach((value, index) => {
        if (!Array.isArray(value) || value.length !== 2) {
          throw new ElementError(index, value, 'complex64 takes a pair [real, imaginary]')
        }
        elements[2 * index] = readFloat(value[0], index, 'complex64')
        elements[2 * index + 1] = readFloat(value[1], index, 'complex64')
      })
      return elements
    },
    write: (data) =>
      Array.from(
        { length: data.length / 2 },
        (_, index) => `[${writeFloat(data[2 * index]!)}, ${writeFloat(data[2 * index + 1]!)}]`,
      ),
  },
}

/**
 * The elements of a tensor from their JSON form.
 * @throws ElementError for the first that the dtype cannot hold
 */
export const readElements = <D extends DType>(dtype: D, data: readonly unknown[]): TensorData[D] =>
  ELEMENTS[dtype].read(data)

/** The elements of a tensor, a JSON text each. */
export const writeElements = <D extends DType>(dtype: D, data: TensorData[D]): string[] => ELEMENTS[dtype].write(data)
