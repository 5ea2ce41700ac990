import { DTYPES, type DType } from '@zoo/graph/base'
import type { Crop, CropFormat } from '../crops/crop.js'
import { Crops } from '../crops/crops.js'
import { checkShape, type Tensor, tensorOf } from '../tensor.js'
import { FrameError } from './frames.js'

/** Crops on their way: their segment is the image. */
interface CropsForm {
  readonly width: number
  readonly height: number
  readonly crops: readonly Crop[]
  readonly format: CropFormat
}

/** A tensor on its way, without its elements: those are one segment of the frame. */
export interface TensorForm {
  readonly dtype: DType
  readonly shape: readonly number[]
  readonly crops?: CropsForm
}

/** A tensor's form, and its elements as one segment. */
export type PackedTensor = readonly [form: TensorForm, segment: Uint8Array]

/** A tensor as a segment that views the tensor's own memory, except for strings, which are joined. */
export function packTensor(tensor: Tensor): PackedTensor {
  const { dtype, shape } = tensor
  if (Crops.isCrops(tensor)) {
    const { source, crops, format } = tensor
    const [height = 0, width = 0, channels = 0] = shape.slice(-3)
    const bytes = shape.slice(0, -3).reduce((product, size) => product * size, 4 * height * width * channels)
    // Few small crops of a large picture are sampled here, which sends less.
    if (source.data.length <= bytes) {
      return [{ dtype, shape, crops: { width: source.width, height: source.height, crops, format } }, source.data]
    }
  }
  const { data } = tensor
  if (dtype === 'string') return [{ dtype, shape }, packStrings(data as readonly Uint8Array[])]
  const { buffer, byteOffset, byteLength } = data as ArrayBufferView
  return [{ dtype, shape }, new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength)]
}

/** A packed tensor that stays as it is when the tensor changes. The image of crops stays as it is until the run is over anyway. */
export const copyPacked = ([form, segment]: PackedTensor): PackedTensor => [
  form,
  form.dtype === 'string' || form.crops ? segment : segment.slice(),
]

/**
 * The tensor of a form and its segment.
 * @throws FrameError, or what the constructors of Tensor and Crops throw, when the two do not fit
 */
export function unpackTensor(form: TensorForm, segment: ArrayBuffer | undefined): Tensor {
  const { dtype, shape, crops } = form
  if (!segment || !DTYPES.includes(dtype)) throw new FrameError('a tensor without a dtype or elements')
  checkShape(shape)
  if (crops) {
    const source = { data: new Uint8Array(segment), width: crops.width, height: crops.height }
    return new Crops(source, shape, crops.crops, crops.format)
  }
  return tensorOf(dtype, shape, dtype === 'string' ? unpackStrings(segment) : segment)
}

/** Strings as one segment: their number, the length of each, then their bytes. All numbers are float64, for any length. */
function packStrings(strings: readonly Uint8Array[]): Uint8Array {
  const head = new Float64Array(1 + strings.length)
  head[0] = strings.length
  for (const [i, { byteLength }] of strings.entries()) head[1 + i] = byteLength
  return Buffer.concat([new Uint8Array(head.buffer), ...strings])
}

function unpackStrings(segment: ArrayBuffer): readonly Uint8Array[] {
  const { BYTES_PER_ELEMENT: unit } = Float64Array
  const broken = () => new FrameError('strings that do not fill their segment')
  if (segment.byteLength < unit) throw broken()
  const view = new DataView(segment)
  const count = view.getFloat64(0, true)
  let at = unit * (1 + count)
  if (!Number.isSafeInteger(count) || count < 0 || at > segment.byteLength) throw broken()
  return Array.from({ length: count }, (_, i) => {
    const length = view.getFloat64(unit * (1 + i), true)
    if (!Number.isSafeInteger(length) || length < 0 || at + length > segment.byteLength) throw broken()
    at += length
    // Each string with memory of its own, as in every other Tensor.
    return new Uint8Array(segment.slice(at - length, at))
  })
}
