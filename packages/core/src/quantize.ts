import type { Quantization } from '@zoo/graph/base'
import { sizeOf, TYPED_ARRAY } from './dtype.js'
import { ArgumentError, TensorMismatchError } from './errors.js'
import { check, isNumbers, verify } from './options.js'
import { Tensor } from './tensor.js'
import { shapeInWords, valueInWords } from './wording.js'

/** What quantised numbers are stored as, with the range that TensorFlow Lite clamps them to. */
const RANGES = {
  int8: [-128, 127],
  uint8: [0, 255],
  int16: [-32_768, 32_767],
  int32: [-(2 ** 31), 2 ** 31 - 1],
} as const

const isQuantized = check(
  `a Tensor of ${Object.keys(RANGES).join(', ')}`,
  (value) => Tensor.isTensor(value) && Object.hasOwn(RANGES, value.dtype),
)
const isQuantization = check('an object with scales, zeroPoints and an axis', (value) => {
  if (typeof value !== 'object' || value === null) return false
  const { scales, zeroPoints, axis } = value as Partial<Quantization>
  return isNumbers.test(scales) && isNumbers.test(zeroPoints) && Number.isSafeInteger(axis)
})

/** A dtype that quantised numbers are stored as. */
export type QuantizedDType = keyof typeof RANGES

/**
 * Real numbers as a quantised tensor stores them: rounded to the nearest, halves away from zero, and clamped to the dtype's range.
 * @param values a float tensor, or numbers in row-major order, which give a tensor of one axis
 * @param quantization the `quantization` of the input's spec; per channel it goes by the tensor's axis
 * @returns a tensor of the same shape
 * @throws TensorMismatchError (ERR_TENSOR_MISMATCH) for NaN, or when the channels are not as many as the scales
 * @throws ArgumentError (ERR_ARGUMENT) for a dtype that is none of int8, uint8, int16, int32
 * @source tensorflow/lite/kernels/internal/reference/quantize.h, AffineQuantize
 */
export function quantize<D extends QuantizedDType>(
  values: Tensor<'float32' | 'float64'> | ArrayLike<number>,
  quantization: Quantization,
  dtype: D,
): Tensor<D> {
  if (!Object.hasOwn(RANGES, dtype)) {
    const expected = `one of ${Object.keys(RANGES).join(', ')}`
    throw new ArgumentError(`Quantised numbers are stored as ${expected}, not ${valueInWords(dtype)}.`, {
      option: 'dtype',
      expected,
      received: dtype,
    })
  }
  const isFloats = Tensor.isTensor(values) && (values.dtype === 'float32' || values.dtype === 'float64')
  if (!isFloats) verify('values', Tensor.isTensor(values) ? values.dtype : values, isNumbers)
  verify('quantization', quantization, isQuantization)
  const [min, max] = RANGES[dtype]
  const { data, shape } = Tensor.isTensor(values) ? values : { data: values, shape: [values.length] }
  const stored = new TYPED_ARRAY[dtype](data.length)
  eachChannel(shape, quantization, (scale, zeroPoint, start, end) => {
    for (let i = start; i < end; i++) {
      const steps = (data[i] as number) / scale
      const rounded = steps < 0 ? -Math.round(-steps) : Math.round(steps)
      if (Number.isNaN(rounded)) throw notANumber(i)
      stored[i] = Math.min(Math.max(rounded + zeroPoint, min), max)
    }
  })
  return new Tensor<QuantizedDType>(dtype, shape, stored) as Tensor<D>
}

/**
 * The real numbers a quantised tensor stands for: `scale * (stored - zeroPoint)`.
 * @param quantization the `quantization` of the output's spec
 * @returns float32, of the same shape
 * @throws ArgumentError (ERR_ARGUMENT) for a tensor or quantization of another form
 * @throws TensorMismatchError (ERR_TENSOR_MISMATCH) when the channels are not as many as the scales
 */
export function dequantize(tensor: Tensor<QuantizedDType>, quantization: Quantization): Tensor<'float32'> {
  verify('tensor', tensor, isQuantized)
  verify('quantization', quantization, isQuantization)
  const { data, shape } = tensor
  const real = new Float32Array(data.length)
  eachChannel(shape, quantization, (scale, zeroPoint, start, end) => {
    for (let i = start; i < end; i++) real[i] = scale * (data[i]! - zeroPoint)
  })
  return new Tensor('float32', shape, real)
}

/** Goes over the stretches of elements that share a scale and zero point. */
function eachChannel(
  shape: readonly number[],
  { scales, zeroPoints, axis }: Quantization,
  visit: (scale: number, zeroPoint: number, start: number, end: number) => void,
): void {
  if (scales.length === 1) {
    visit(scales[0]!, zeroPoints[0] ?? 0, 0, sizeOf(shape))
    return
  }
  const channels = shape[axis]
  if (channels !== scales.length) {
    throw new TensorMismatchError(
      `The quantization has ${scales.length} scales along axis ${axis}, but the tensor's shape is ${shapeInWords(shape)}.`,
      { tensor: '', expected: { detail: `${scales.length} along axis ${axis}` }, received: { shape } },
    )
  }
  const stretch = sizeOf(shape.slice(axis + 1))
  const count = sizeOf(shape.slice(0, axis + 1))
  for (let i = 0; i < count; i++) {
    const channel = i % channels
    visit(scales[channel]!, zeroPoints[channel] ?? 0, i * stretch, (i + 1) * stretch)
  }
}

const notANumber = (index: number): TensorMismatchError =>
  new TensorMismatchError(`Element ${index} is NaN, which has no quantised value; replace it first.`, {
    tensor: '',
    expected: { detail: 'a number' },
    received: { detail: 'NaN' },
  })
