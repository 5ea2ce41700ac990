/** Every element type a tensor can have, by NumPy's name for it. */
export const DTYPES = [
  'float32',
  'float64',
  'float16',
  'int8',
  'int16',
  'int32',
  'int64',
  'uint8',
  'uint16',
  'uint32',
  'uint64',
  'bool',
  'string',
  'complex64',
] as const

/** The name of an element type. */
export type DType = (typeof DTYPES)[number]

/**
 * TensorFlow's number of each dtype.
 * @source tensorflow/core/framework/types.proto, enum DataType
 */
export const TENSORFLOW_DTYPE: Readonly<Record<DType, number>> = {
  float32: 1,
  float64: 2,
  int32: 3,
  uint8: 4,
  int16: 5,
  int8: 6,
  string: 7,
  complex64: 8,
  int64: 9,
  bool: 10,
  uint16: 17,
  float16: 19,
  uint32: 22,
  uint64: 23,
}

/**
 * TensorFlow Lite's number of each dtype in a model file.
 * @source tensorflow/compiler/mlir/lite/schema/schema.fbs, enum TensorType
 */
export const TFLITE_DTYPE: Readonly<Record<DType, number>> = {
  float32: 0,
  float16: 1,
  int32: 2,
  uint8: 3,
  int64: 4,
  string: 5,
  bool: 6,
  int16: 7,
  complex64: 8,
  int8: 9,
  float64: 10,
  uint64: 12,
  uint32: 15,
  uint16: 16,
}

/**
 * LiteRT's number of each dtype at run time, which is not the number a file has for it; it runs no strings that we could feed.
 * @source tensorflow/lite/core/c/c_api_types.h, enum TfLiteType
 */
export const LITERT_DTYPE: Readonly<Partial<Record<DType, number>>> = {
  float32: 1,
  int32: 2,
  uint8: 3,
  int64: 4,
  bool: 6,
  int16: 7,
  complex64: 8,
  int8: 9,
  float16: 10,
  float64: 11,
  uint64: 13,
  uint32: 16,
  uint16: 17,
}

const byNumber = (table: Readonly<Partial<Record<DType, number>>>) =>
  new Map(DTYPES.map((dtype) => [table[dtype], dtype]))
const tensorflowNames = byNumber(TENSORFLOW_DTYPE)
const tfliteNames = byNumber(TFLITE_DTYPE)
const litertNames = byNumber(LITERT_DTYPE)

/** TensorFlow numbers a reference to a tensor of a dtype so much higher. */
const REFERENCE = 100

/** The dtype TensorFlow numbers so, references included; undefined for one we have no tensors of (resource, variant, quantised). */
export const dtypeOfTensorflow = (number: number): DType | undefined =>
  tensorflowNames.get(typeof number === 'number' && number > REFERENCE ? number - REFERENCE : number)

/** The dtype TensorFlow Lite numbers so, or undefined for one we have no tensors of. */
export const dtypeOfTflite = (number: number): DType | undefined => tfliteNames.get(number)

/** The dtype LiteRT numbers so at run time, or undefined for one we have no tensors of. */
export const dtypeOfLitert = (number: number): DType | undefined => litertNames.get(number)

/** Bytes an element takes; 0 for strings, which vary. */
export const BYTES_PER_ELEMENT: Readonly<Record<DType, number>> = {
  float32: 4,
  float64: 8,
  float16: 2,
  int8: 1,
  int16: 2,
  int32: 4,
  int64: 8,
  uint8: 1,
  uint16: 2,
  uint32: 4,
  uint64: 8,
  bool: 1,
  string: 0,
  complex64: 8,
}
