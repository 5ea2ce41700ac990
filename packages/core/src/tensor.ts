import { DTYPES, type DType } from '@zoo/graph/base'
import { dataLength, type FixedDType, heldAs, sizeOf, type TensorData, TYPED_ARRAY } from './dtype.js'
import { ArgumentError, TensorMismatchError } from './errors.js'
import { encodeStrings } from './strings.js'
import { tensorInWords, valueInWords } from './wording.js'

/** Says of an object from any copy of this package that it is a Tensor. */
const marker = Symbol.for('zoo.Tensor')

/** What a Tensor can be made from: the array that holds its dtype, or plain strings for `string`. */
export type TensorSource<D extends DType> = TensorData[D] | ('string' extends D ? readonly string[] : never)

/**
 * Elements, their dtype and their shape. Row-major: the last axis varies fastest. The data are held, not copied.
 * A tensor of rank 0 has shape `[]` and one element; one with a 0 in its shape has none.
 */
export class Tensor<D extends DType = DType> {
  readonly dtype: D
  readonly shape: readonly number[]
  readonly data!: TensorData[D]

  /**
   * @param data the typed array of the dtype: BigInt64Array for int64, Uint16Array bits for float16, Uint8Array of 0 and
   *   1 for bool, Float32Array of real and imaginary parts for complex64, strings or their bytes for string; or a function that makes
   *   it when it is first read
   * @throws ArgumentError (ERR_ARGUMENT) for an unknown dtype or a shape that is none
   * @throws TensorMismatchError (ERR_TENSOR_MISMATCH) when the data are not of the dtype or not as many as the shape has
   */
  constructor(dtype: D, shape: readonly number[], data: TensorSource<D> | (() => TensorSource<D>)) {
    checkDType(dtype)
    checkShape(shape)
    this.dtype = dtype
    this.shape = [...shape]
    if (typeof data === 'function') holdLater(this, data)
    else this.data = held(this, data)
  }

  get [marker](): true {
    return true
  }

  /** Whether `value` is a Tensor, even when another copy of the package made it. */
  static isTensor(value: unknown): value is Tensor {
    return typeof value === 'object' && value !== null && marker in value
  }
}

/**
 * The tensor an engine answers with: a view of its bytes, without a copy.
 * @param data the elements' bytes from offset 0, little-endian; for `string` the bytes of each
 * @throws TensorMismatchError (ERR_TENSOR_MISMATCH) when there is no dtype, or the bytes are too few
 */
export function tensorOf(
  dtype: DType | undefined,
  shape: readonly number[],
  data: ArrayBufferLike | readonly Uint8Array[],
): Tensor {
  if (dtype === undefined) {
    throw new TensorMismatchError(
      'The engine answered a tensor of a dtype that a Tensor cannot hold, such as a resource or a variant; fetch what the graph reads from it instead.',
      { tensor: '', expected: { detail: DTYPES.join(', ') }, received: { dtype: null, shape } },
    )
  }
  if (dtype === 'string') return new Tensor(dtype, shape, data as readonly Uint8Array[])
  const buffer = data as ArrayBufferLike
  const length = dataLength(dtype, shape)
  const TypedArray = TYPED_ARRAY[dtype]
  if (buffer.byteLength < length * TypedArray.BYTES_PER_ELEMENT) {
    throw wrongLength(dtype, shape, `${buffer.byteLength} bytes`, buffer.byteLength / TypedArray.BYTES_PER_ELEMENT)
  }
  return fittingTensor<DType>(dtype, [...shape], new TypedArray(buffer, 0, length))
}

/** A tensor of what is known to fit together, without a check. The shape is held too. */
export function fittingTensor<D extends DType>(dtype: D, shape: readonly number[], data: TensorData[D]): Tensor<D> {
  const tensor: { -readonly [K in keyof Tensor<D>]: Tensor<D>[K] } = Object.create(Tensor.prototype)
  tensor.dtype = dtype
  tensor.shape = shape
  tensor.data = data
  return tensor
}

/** A tensor with memory of its own. */
export const copyTensor = ({ dtype, shape, data }: Tensor): Tensor =>
  new Tensor(dtype, shape, Array.isArray(data) ? data.map((bytes) => Uint8Array.from(bytes)) : data.slice())

function checkDType(dtype: unknown): void {
  if (DTYPES.includes(dtype as DType)) return
  const expected = `one of ${DTYPES.join(', ')}`
  throw new ArgumentError(`A tensor's dtype is ${expected}, not ${valueInWords(dtype)}.`, {
    option: 'dtype',
    expected,
    received: dtype,
  })
}

/** @throws ArgumentError (ERR_ARGUMENT) unless every dimension is a whole number from 0 up */
export function checkShape(shape: unknown): asserts shape is readonly number[] {
  if (Array.isArray(shape) && areDimensions(shape)) return
  const expected = 'an array of whole numbers from 0 up, empty for a scalar'
  const isShort = Array.isArray(shape) && shape.length <= 16
  const received = isShort ? `[${shape.map(valueInWords).join(', ')}]` : valueInWords(shape)
  throw new ArgumentError(`A shape is ${expected}, not ${received}.`, { option: 'shape', expected, received: shape })
}

function areDimensions(shape: readonly unknown[]): boolean {
  for (const dimension of shape) if (!(Number.isSafeInteger(dimension) && (dimension as number) >= 0)) return false
  return true
}

/** Makes `data` appear when it is read; from then on it is as if it had been given. */
function holdLater<D extends DType>(tensor: Tensor<D>, make: () => TensorSource<D>): void {
  Object.defineProperty(tensor, 'data', {
    configurable: true,
    enumerable: true,
    get: () => {
      const value = held(tensor, make())
      Object.defineProperty(tensor, 'data', { value })
      return value
    },
  })
}

const held = <D extends DType>({ dtype, shape }: Tensor<D>, data: TensorSource<D>): TensorData[D] =>
  (dtype === 'string' ? holdStrings(shape, data) : holdArray(dtype, shape, data)) as TensorData[D]

function holdArray(dtype: FixedDType, shape: readonly number[], data: unknown): TensorData[FixedDType] {
  const { name } = TYPED_ARRAY[dtype]
  const array = ArrayBuffer.isView(data) ? heldAs(dtype, data) : undefined
  if (array === undefined) {
    throw new TensorMismatchError(`A ${dtype} tensor holds a ${name}, not ${valueInWords(data)}.`, {
      tensor: '',
      expected: { dtype, shape, detail: name },
      received: { detail: valueInWords(data) },
    })
  }
  if (array.length !== dataLength(dtype, shape)) throw wrongLength(dtype, shape, valueInWords(data), array.length)
  return array
}

function holdStrings(shape: readonly number[], data: unknown): readonly Uint8Array[] {
  const strings = Array.isArray(data) ? encodeStrings(data) : undefined
  if (strings === undefined) {
    throw new TensorMismatchError(
      `A string tensor holds an array of strings or of their bytes, not ${valueInWords(data)}.`,
      {
        tensor: '',
        expected: { dtype: 'string', shape },
        received: { detail: valueInWords(data) },
      },
    )
  }
  if (strings.length !== sizeOf(shape)) throw wrongLength('string', shape, valueInWords(data), strings.length)
  return strings
}

function wrongLength(dtype: DType, shape: readonly number[], received: string, length: number): TensorMismatchError {
  const expected = dataLength(dtype, shape)
  return new TensorMismatchError(
    `A tensor of ${tensorInWords(dtype, shape)} takes ${expected} ${expected === 1 ? 'element' : 'elements'}, not ${received}.`,
    { tensor: '', expected: { dtype, shape, length: expected }, received: { length } },
  )
}
