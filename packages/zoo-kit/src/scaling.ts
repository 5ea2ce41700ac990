import { ArgumentError, type DType, type Quantization, quantize, type TensorData } from '@zoo/core'
import { check, valueInWords, verify } from './options.js'

/**
 * What a model's input numbers are, for pixels of 0..255:
 * '[-1,1]' pixel / 127.5 - 1 · '[0,1]' pixel / 255 · '[0,255]' pixel ·
 * 'uint8' the stored byte of a quantised input, whatever its quantisation (int8: pixel - 128) ·
 * `{ scale, offset }` pixel * scale + offset · `{ mean, std }` (pixel - mean) / std, one number or one for each channel in
 * the model's own order.
 */
export type Scaling =
  | '[-1,1]'
  | '[0,1]'
  | '[0,255]'
  | 'uint8'
  | { readonly scale: PerChannel; readonly offset: PerChannel }
  | { readonly mean: PerChannel; readonly std: PerChannel }

/** One number for all channels, or one for each. */
export type PerChannel = number | readonly number[]

/** The scalings that have a name. */
export const SCALINGS = ['[-1,1]', '[0,1]', '[0,255]', 'uint8'] as const

/** The dtypes an image input can have. */
export type PixelDType = 'float32' | 'uint8' | 'int8'

const isPerChannel = (value: unknown): value is PerChannel =>
  [value].flat().length > 0 && [value].flat().every((number) => Number.isFinite(number))

const has = (value: unknown, ...keys: readonly string[]): boolean =>
  typeof value === 'object' &&
  value !== null &&
  Object.keys(value).length === keys.length &&
  keys.every((key) => isPerChannel((value as Record<string, unknown>)[key]))

/** The check of a scaling given as an option. */
export const isScaling = check(
  `${SCALINGS.map((name) => `'${name}'`).join(', ')}, { scale, offset } or { mean, std }`,
  (value) =>
    SCALINGS.includes(value as never) ||
    has(value, 'scale', 'offset') ||
    (has(value, 'mean', 'std') && ![(value as { std: PerChannel }).std].flat().includes(0)),
)

const of = (value: PerChannel, channel: number): number => (typeof value === 'number' ? value : value[channel]!)

/** pixel → real number of one channel. */
function realOf(scaling: Exclude<Scaling, 'uint8'>, channel: number): (pixel: number) => number {
  if (scaling === '[-1,1]') return (pixel) => pixel / 127.5 - 1
  if (scaling === '[0,1]') return (pixel) => pixel / 255
  if (scaling === '[0,255]') return (pixel) => pixel
  if ('scale' in scaling) return (pixel) => pixel * of(scaling.scale, channel) + of(scaling.offset, channel)
  return (pixel) => (pixel - of(scaling.mean, channel)) / of(scaling.std, channel)
}

/** Every byte a pixel can be, and what the model wants in its place: one table for each channel. */
export type PixelTables<D extends PixelDType = PixelDType> = readonly TensorData[D][]

/**
 * The tables that turn pixels into an input tensor's elements, through its quantisation where it has one.
 * @throws ArgumentError (ERR_ARGUMENT) when the scaling does not fit the dtype or the number of channels
 */
export function pixelTables(
  scaling: Scaling,
  input: { readonly dtype: DType | null; readonly quantization?: Quantization | undefined },
  channels: 1 | 3,
): PixelTables {
  verify('scaling', scaling, isScaling)
  const { dtype } = input
  if (dtype !== 'float32' && dtype !== 'uint8' && dtype !== 'int8') {
    return refuse(
      `images go into float32, uint8 or int8 inputs, and this one is ${dtype ?? 'of no known dtype'}`,
      scaling,
    )
  }
  if (typeof scaling === 'object') {
    const counts = Object.values(scaling).map((value: PerChannel) =>
      typeof value === 'number' ? channels : value.length,
    )
    if (counts.some((count) => count !== channels)) refuse(`the input has ${channels} channels`, scaling)
  }
  return Array.from({ length: channels }, (_, channel) => table(scaling, channel, dtype, input.quantization))
}

const BYTES = Float64Array.from({ length: 256 }, (_, byte) => byte)

function table(
  scaling: Scaling,
  channel: number,
  dtype: PixelDType,
  quantization: Quantization | undefined,
): TensorData[PixelDType] {
  if (scaling === 'uint8') {
    if (dtype === 'uint8') return Uint8Array.from(BYTES)
    if (dtype === 'int8') return Int8Array.from(BYTES, (byte) => byte - 128)
    return refuse("'uint8' is for quantised inputs; '[0,255]' feeds the same as floats", scaling)
  }
  const reals = BYTES.map(realOf(scaling, channel))
  if (dtype === 'float32') return Float32Array.from(reals)
  if (quantization) return quantize(reals, quantization, dtype).data
  return refuse(
    `the ${dtype} input has no quantisation to store real numbers by; 'uint8' feeds the pixels as they are`,
    scaling,
  )
}

function refuse(reason: string, received: Scaling): never {
  throw new ArgumentError(`The scaling ${valueInWords(received)} cannot be used: ${reason}.`, {
    option: 'scaling',
    expected: isScaling.expected,
    received,
  })
}

/** So many elements are written before the event loop gets its turn: a fraction of a millisecond. */
const ELEMENTS_PER_TURN = 1 << 18

/**
 * Writes uint8 pixels `[height, width, channels]` into a tensor from `offset` on, through the tables.
 * Long images are written in turns, so the event loop stays free.
 */
export async function writePixels<D extends PixelDType>(
  pixels: Uint8Array,
  tables: PixelTables<D>,
  into: TensorData[D],
  offset: number,
): Promise<void> {
  const channels = tables.length
  for (let start = 0; start < pixels.length; start += ELEMENTS_PER_TURN * channels) {
    if (start > 0) await new Promise(setImmediate)
    const end = Math.min(start + ELEMENTS_PER_TURN * channels, pixels.length)
    for (let channel = 0; channel < channels; channel++) {
      const table = tables[channel]!
      for (let i = start + channel; i < end; i += channels) into[offset + i] = table[pixels[i]!]!
    }
  }
}
