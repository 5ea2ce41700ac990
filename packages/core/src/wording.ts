import { type DType, type PartialShape, shortened } from '@zoo/graph/base'

/** Characters of a name in a sentence, and dimensions of a shape. */
const MAX_NAME = 100
const MAX_AXES = 16

/** A name in quotes, shortened where it is long. */
export const nameInWords = (name: string): string => `'${shortened(name, MAX_NAME)}'`

/** A shape as a reader writes it: `[1, ?, 3]`, `[]` for a scalar, `of any shape` where even the rank is open. */
export const shapeInWords = (shape: PartialShape): string =>
  shape === null ? 'of any shape' : `[${dimensionsInWords(shape)}]`

const dimensionsInWords = (shape: readonly (number | null)[]): string => {
  const shown = shape.slice(0, MAX_AXES).map((dimension) => dimension ?? '?')
  return shape.length > MAX_AXES ? `${shown.join(', ')}, … (rank ${shape.length})` : shown.join(', ')
}

/** A tensor's dtype and shape as a reader writes them: `float32 [1, ?, 3]`. */
export const tensorInWords = (dtype: DType | null, shape: PartialShape): string =>
  `${dtype ?? 'any dtype'} ${shapeInWords(shape)}`

/** Names in quotes with commas between, the rest counted once there are more than `limit`. */
export const namesInWords = (names: readonly string[], limit = 8): string => {
  const shown = names.slice(0, limit).map(nameInWords)
  return names.length > limit ? `${shown.join(', ')} and ${names.length - limit} more` : shown.join(', ')
}

/** What a value of any kind is, short enough for a sentence: `'0.7'`, `a Float64Array of length 3`, `null`. */
export const valueInWords = (value: unknown): string => {
  if (typeof value === 'string') return value.length > 60 ? `a string of length ${value.length}` : `'${value}'`
  // Its digits would take long to work out.
  if (typeof value === 'bigint')
    return value === BigInt.asIntN(128, value) ? `${value}n` : 'a bigint of more than 128 bits'
  if (typeof value === 'function') return 'a function'
  if (typeof value === 'symbol') return 'a symbol'
  if (typeof value !== 'object' || value === null) return String(value)
  if (Array.isArray(value)) return arrayInWords(value)
  const kind = shortened(Object.prototype.toString.call(value).slice('[object '.length, -1), MAX_NAME)
  const what = kind === 'Object' ? 'an object' : `${/^[AEIO]/.test(kind) ? 'an' : 'a'} ${kind}`
  return ArrayBuffer.isView(value) && 'length' in value ? `${what} of length ${value.length}` : what
}

/** Its values, where they are few and simple. */
const arrayInWords = (array: readonly unknown[]): string =>
  array.length > 0 && array.length <= 8 && array.every((value) => typeof value !== 'object' || value === null)
    ? `[${array.map(valueInWords).join(', ')}]`
    : `an array of length ${array.length}`
