import type { DType } from '@zoo/graph/base'
import { type FixedDType, type TensorData, TYPED_ARRAY } from './dtype.js'
import { toFloat16 } from './float16.js'
import { encodeString } from './strings.js'

/** How single values become elements of one dtype. */
interface Element {
  /** What may be given, for an error message. */
  readonly takes: string
  /** The value as it is stored, or undefined when the dtype cannot hold it. */
  store(value: unknown): number | bigint | Uint8Array | undefined
}

const float: Element = {
  takes: 'numbers',
  store: (value) => (typeof value === 'number' ? value : undefined),
}

const integer = (min: number, max: number): Element => ({
  takes: `whole numbers from ${min} to ${max}`,
  store: (value) =>
    Number.isInteger(value) && (value as number) >= min && (value as number) <= max ? (value as number) : undefined,
})

const wideInteger = (min: bigint, max: bigint): Element => ({
  takes: `bigints from ${min}n to ${max}n, or numbers that are whole and safe`,
  store: (value) => {
    const whole = Number.isSafeInteger(value) ? BigInt(value as number) : value
    return typeof whole === 'bigint' && whole >= min && whole <= max ? whole : undefined
  },
})

const ELEMENTS: { readonly [D in DType]: Element } = {
  float32: float,
  float64: float,
  float16: { ...float, store: (value) => (typeof value === 'number' ? toFloat16(value) : undefined) },
  int8: integer(-128, 127),
  int16: integer(-32_768, 32_767),
  int32: integer(-(2 ** 31), 2 ** 31 - 1),
  int64: wideInteger(-(2n ** 63n), 2n ** 63n - 1n),
  uint8: integer(0, 255),
  uint16: integer(0, 65_535),
  uint32: integer(0, 2 ** 32 - 1),
  uint64: wideInteger(0n, 2n ** 64n - 1n),
  bool: {
    takes: 'true and false, or 1 and 0',
    store: (value) => (value === true || value === 1 ? 1 : value === false || value === 0 ? 0 : undefined),
  },
  string: { takes: 'strings, or Uint8Arrays of their bytes', store: encodeString },
  complex64: { ...float, takes: 'numbers, [real, imaginary] for each element' },
}

/** What single values a dtype takes, for an error message. */
export const takes = (dtype: DType): string => ELEMENTS[dtype].takes

/** The dtype a single value has when nothing else says: float32, int64, bool or string; undefined for anything else. */
export const dtypeOfValue = (value: unknown): DType | undefined => {
  if (typeof value === 'number') return 'float32'
  if (typeof value === 'bigint') return 'int64'
  if (typeof value === 'boolean') return 'bool'
  return encodeString(value) && 'string'
}

/** Single values as the data of a tensor, or the index of the first that the dtype cannot hold. */
export function storeElements<D extends DType>(dtype: D, values: readonly unknown[]): TensorData[D] | number {
  const { store } = ELEMENTS[dtype]
  const data = dtype === 'string' ? [] : new TYPED_ARRAY[dtype as FixedDType](values.length)
  const elements = data as (number | bigint | Uint8Array)[]
  for (let i = 0; i < values.length; i++) {
    const element = store(values[i])
    if (element === undefined) return i
    elements[i] = element
  }
  return data as TensorData[D]
}
