import { BYTES_PER_ELEMENT, type DType, dtypeOfTensorflow } from '../dtype.js'
import { ModelLoadError } from '../errors.js'
import { type FixedDType, type TensorData, TYPED_ARRAY } from '../tensor-data.js'
import { TENSOR } from './schema.js'
import { key, WireReader } from './wire.js'

/** A tensor stored in a graph. Its elements stay in the file's bytes until `tensorData` reads them. */
export interface TensorValue {
  /** null for one we have no tensors of. */
  readonly dtype: DType | null
  /** TensorFlow's number of the dtype. */
  readonly type: number
  readonly shape: readonly number[]
  /** How many elements it has: the product of `shape`. */
  readonly size: number
  /** The stored message as it lies in the file; a view. */
  readonly message: Uint8Array
  /** The elements' bytes, little-endian and row-major, when the file stores them as one run; a view. */
  readonly content: Uint8Array | undefined
}

type NumericArray = TensorData[FixedDType]

/** @source tensorflow/core/framework/tensor.proto: the field that holds single values of each dtype, and how. */
const VALUE_FIELDS: Readonly<Record<FixedDType, readonly [field: number, wire: 'varint' | 'fixed32' | 'fixed64']>> = {
  float32: [5, 'fixed32'],
  float64: [6, 'fixed64'],
  int32: [7, 'varint'],
  int16: [7, 'varint'],
  int8: [7, 'varint'],
  uint8: [7, 'varint'],
  uint16: [7, 'varint'],
  complex64: [9, 'fixed32'],
  int64: [10, 'varint'],
  bool: [11, 'varint'],
  float16: [13, 'varint'],
  uint32: [16, 'varint'],
  uint64: [17, 'varint'],
}

/**
 * Bytes an element takes when a file stores a tensor as one run, by TensorFlow's number of the dtype; 0 for strings, whose
 * lengths differ, undefined for what no graph stores.
 * @source tensorflow/core/framework/types.proto
 */
export const storedBytes = (type: number): number | undefined => {
  const dtype = type < REFERENCE ? dtypeOfTensorflow(type) : undefined
  return dtype ? BYTES_PER_ELEMENT[dtype] : OTHER_DTYPES.get(type)?.bytes
}

/** Numbers above are references to tensors, which no file stores. */
const REFERENCE = 100

/** The stored dtypes that we have no tensors of: quantised ones, bfloat16 and complex128. */
const OTHER_DTYPES: ReadonlyMap<number, { readonly bytes: number; readonly field: number }> = new Map([
  [11, { bytes: 1, field: 7 }],
  [12, { bytes: 1, field: 7 }],
  [13, { bytes: 4, field: 7 }],
  [14, { bytes: 2, field: 13 }],
  [15, { bytes: 2, field: 7 }],
  [16, { bytes: 2, field: 7 }],
  [18, { bytes: 16, field: 12 }],
])

/**
 * The fields of a stored message that hold single values of its dtype, as they lie in the file; views, neighbours in one.
 * @throws RangeError when the message is damaged
 */
export const storedValues = ({ dtype, type, message }: TensorValue): readonly Uint8Array[] => {
  const field =
    dtype === 'string' ? TENSOR.string >>> 3 : dtype ? VALUE_FIELDS[dtype][0] : OTHER_DTYPES.get(type)?.field
  const runs: { start: number; end: number }[] = []
  const reader = new WireReader(message)
  while (reader.more) {
    const start = reader.pos
    const fieldKey = reader.tag()
    reader.skipField(fieldKey)
    if (fieldKey >>> 3 !== field) continue
    const last = runs.at(-1)
    if (last?.end === start) last.end = reader.pos
    else runs.push({ start, end: reader.pos })
  }
  return runs.map(({ start, end }) => message.subarray(start, end))
}

/**
 * A file of a few bytes may hold one value and the shape it fills; more than this many bytes we do not make of it.
 * Bytes.
 */
const MAX_FILLED_BYTES = 1 << 28

/**
 * The elements of a stored tensor, row-major: a view of the file's bytes where they lie aligned, else a new array.
 * A tensor stored as fewer values than it has elements repeats the last, as TensorFlow does; one without any is zero.
 * @throws ModelLoadError (ERR_MODEL_LOAD) when we have no tensors of its dtype, or it is stored wrongly
 */
export const tensorData = (value: TensorValue): TensorData[DType] => {
  if (value.dtype === null) {
    throw new ModelLoadError(
      `The graph stores a tensor of TensorFlow's dtype number ${value.type}, which we cannot read.`,
    )
  }
  try {
    if (value.dtype === 'string') return strings(value)
    return value.content ? view(value.dtype, value.content) : filled(value, value.dtype)
  } catch (cause) {
    if (cause instanceof ModelLoadError) throw cause
    throw new ModelLoadError('The graph stores a tensor whose bytes are damaged.', { cause })
  }
}

const view = (dtype: FixedDType, content: Uint8Array): NumericArray => {
  const array = TYPED_ARRAY[dtype]
  const aligned = content.byteOffset % array.BYTES_PER_ELEMENT === 0 ? content : new Uint8Array(content)
  return new array(aligned.buffer as ArrayBuffer, aligned.byteOffset, aligned.byteLength / array.BYTES_PER_ELEMENT)
}

const checkFilled = (value: TensorValue, bytesPerElement: number): void => {
  if (value.size * bytesPerElement > Math.max(MAX_FILLED_BYTES, value.message.byteLength)) {
    throw new ModelLoadError(
      `The graph stores a constant of shape [${value.shape.join(', ')}] in ${value.message.byteLength} bytes; that is more elements than we make of so few.`,
    )
  }
}

const filled = (value: TensorValue, dtype: FixedDType): NumericArray => {
  checkFilled(value, BYTES_PER_ELEMENT[dtype])
  const parts = dtype === 'complex64' ? 2 : 1
  const array = new TYPED_ARRAY[dtype](value.size * parts)
  const count = readValues(value.message, dtype, array)
  if (count < parts) return array
  if (parts === 1) return array.fill(array[count - 1] as never, count)
  for (let i = count; i < array.length; i++) array[i] = array[i - parts]!
  return array
}

/** Writes the stored single values into `array` and says how many there were; what does not fit is left out. */
const readValues = (message: Uint8Array, dtype: FixedDType, array: NumericArray): number => {
  const [field, wire] = VALUE_FIELDS[dtype]
  const single = key(field, wire)
  const packed = key(field, 'bytes')
  const bytes = new Uint8Array(array.buffer)
  const width = array.BYTES_PER_ELEMENT
  const big = array instanceof BigInt64Array || array instanceof BigUint64Array
  const reader = new WireReader(message)
  let count = 0
  const appendVarint = () => {
    const value = reader.integer()
    if (count < array.length) array[count++] = (big ? BigInt(value) : Number(value)) as never
  }
  const appendBytes = (run: Uint8Array) => {
    const fitting = run.subarray(0, (array.length - count) * width)
    bytes.set(fitting, count * width)
    count += Math.floor(fitting.length / width)
  }
  while (reader.more) {
    const fieldKey = reader.tag()
    if (fieldKey !== single && fieldKey !== packed) reader.skipField(fieldKey)
    else if (wire === 'varint') reader.repeated(fieldKey, appendVarint)
    else if (fieldKey === packed) appendBytes(reader.bytes())
    else {
      reader.skip(width)
      appendBytes(message.subarray(reader.pos - width, reader.pos))
    }
  }
  return count
}

const EMPTY = new Uint8Array(0)

const strings = (value: TensorValue): readonly Uint8Array[] => {
  // An element takes two bytes at the least where it is stored, and where it is repeated it is one and the same view.
  checkFilled(value, 8)
  const all: Uint8Array[] = []
  const reader = new WireReader(value.content ?? value.message)
  if (value.content) {
    const lengths = Array.from({ length: value.size }, () => Number(reader.integer()))
    for (const length of lengths) {
      const start = reader.pos
      reader.skip(length)
      all.push(value.content.subarray(start, reader.pos))
    }
    return all
  }
  while (reader.more && all.length < value.size) {
    const fieldKey = reader.tag()
    if (fieldKey === TENSOR.string) all.push(reader.byteString())
    else reader.skipField(fieldKey)
  }
  const last = all.at(-1) ?? EMPTY
  while (all.length < value.size) all.push(last)
  return all
}
