import { ImageError, InferenceError } from '@zoo/core'
import type { Matrix3x3, Sharp } from 'sharp'
import { abortable, throwIfAborted } from './abort.js'
import { type ImageInput, type PixelsSource, readSource } from './image-input.js'
import { refuseTooManyPixels } from './image-limits.js'
import { IMAGE_CHECKS, IMAGE_DEFAULTS, type ImageOptions } from './image-options.js'
import { loadSharp } from './load-sharp.js'
import { type Given, resolveOptions } from './options.js'
import { floats, rawImage, resample } from './resample.js'
import { isSameSize, planResize, type Resize } from './resize.js'

/** What shows through transparent pixels: white, as on a page. */
const BACKGROUND = '#ffffff'

/** The order a model wants colours in; 'grey' is one channel of luminance. */
export const CHANNEL_ORDERS = ['rgb', 'bgr', 'grey'] as const
export type ChannelOrder = (typeof CHANNEL_ORDERS)[number]

/** Decoded pixels, row by row from the top. */
export interface Pixels<T extends Uint8Array | Float32Array> {
  /** `[height, width, channels]`, 0..255, in the channel order asked for. */
  readonly data: T
  readonly width: number
  readonly height: number
  readonly channels: 1 | 3
}

const SWAP: Matrix3x3 = [
  [0, 0, 1],
  [0, 1, 0],
  [1, 0, 0],
]

/** An image that has been read and whose size is known, but whose pixels are decoded only when they are asked for. */
export class OpenImage {
  /** Pixels, EXIF orientation applied. */
  readonly width: number
  readonly height: number
  /** sharp's name of the file format; 'raw' where there was none. */
  readonly format: string
  readonly #decoder: Sharp
  readonly #order: 'rgb' | 'bgr'
  /** The pixels where they came as such, in three channels of `#order`. */
  readonly #ready: Uint8Array | undefined
  readonly #signal: AbortSignal | undefined

  /** @internal use `openImage` */
  constructor(
    decoder: Sharp,
    facts: { width: number; height: number; format: string; order?: 'rgb' | 'bgr'; ready?: Uint8Array | undefined },
    signal: AbortSignal | undefined,
  ) {
    this.width = facts.width
    this.height = facts.height
    this.format = facts.format
    this.#order = facts.order ?? 'rgb'
    this.#ready = facts.ready
    this.#decoder = decoder
    this.#signal = signal
  }

  /**
   * uint8 pixels in sRGB, of the size the model takes or of the image's own.
   * @throws ImageError (ERR_IMAGE) when the pixels cannot be decoded; AbortError (ERR_ABORTED)
   */
  async pixels(order: ChannelOrder, resize?: Resize): Promise<Pixels<Uint8Array>> {
    const channels = order === 'grey' ? 1 : 3
    // The size may also be the very one that is wanted: then nothing is cut off or added either.
    const isWanted = !resize || (isSameSize(this, resize) && resize.crop === 1)
    if (isWanted && this.#ready && order === this.#order) {
      throwIfAborted(this.#signal)
      return { data: this.#ready, width: this.width, height: this.height, channels }
    }
    const pipeline = await this.#pipeline(order)
    if (!resize) return { data: await this.#raw(pipeline), width: this.width, height: this.height, channels }
    const { crop, size, pad } = planResize(this, resize)
    const { width, height, filter } = resize
    if (crop.width < this.width || crop.height < this.height) pipeline.extract(crop)
    let data = await this.#guard(resample(pipeline, crop, size, channels, filter))
    if (size.width < width || size.height < height) {
      const image = await rawImage(data, size, channels)
      data = await this.#raw(image.extend({ ...pad, background: BACKGROUND }))
    }
    return { data, width, height, channels }
  }

  /**
   * float32 pixels in sRGB, 0..255, of the image's own size. sharp converts them on its own thread: of a large photograph
   * they are hundreds of megabytes, which a loop here would hold the event loop for.
   * @throws ImageError (ERR_IMAGE) when the pixels cannot be decoded; AbortError (ERR_ABORTED)
   */
  async floatPixels(order: ChannelOrder): Promise<Pixels<Float32Array>> {
    const { width, height } = this
    const bytes = await this.#guard((await this.#pipeline(order)).raw({ depth: 'float' }).toBuffer())
    const data = floats(bytes)
    return { data, width, height, channels: order === 'grey' ? 1 : 3 }
  }

  /**
   * The image as a PNG file with an SVG of the same size drawn over it.
   * @throws ImageError (ERR_IMAGE) when the pixels cannot be decoded; AbortError (ERR_ABORTED)
   */
  async overlay(svg: string): Promise<Buffer> {
    const pipeline = await this.#pipeline('rgb')
    return this.#guard(
      pipeline
        .composite([{ input: Buffer.from(svg) }])
        .removeAlpha()
        .png()
        .toBuffer(),
    )
  }

  async #pipeline(order: ChannelOrder): Promise<Sharp> {
    throwIfAborted(this.#signal)
    const pipeline = this.#decoder.clone()
    if (order !== 'grey') return order === this.#order ? pipeline : pipeline.recomb(SWAP)
    if (this.#order === 'rgb') return pipeline.greyscale().toColourspace('b-w')
    // sharp swaps channels after it makes grey, so the other way round takes a pass of its own.
    const data = await this.#raw(pipeline.recomb(SWAP))
    const image = await rawImage(data, this, 3)
    return image.greyscale().toColourspace('b-w')
  }

  async #raw(pipeline: Sharp): Promise<Uint8Array> {
    return this.#guard(pipeline.raw().toBuffer())
  }

  async #guard<T>(work: Promise<T>): Promise<T> {
    return abortable(work, this.#signal).catch((cause) => {
      throw decodeFailure(cause, this.format)
    })
  }
}

function decodeFailure(cause: unknown, format?: string): Error {
  if (InferenceError.isInstance(cause)) return cause
  // A damaged file has libvips say the same again and again, a line each; the cause has them all.
  const [reason] = (cause as Error).message.trim().split('\n')
  const what = format ? `The ${format} image` : 'The image'
  return new ImageError(`${what} cannot be decoded: ${reason}.`, { format, cause })
}

/**
 * An image ready to be decoded: the first frame of an animated one.
 * Raw pixels are copied before this returns its promise.
 * @throws ArgumentError (ERR_ARGUMENT) for what is no image, a remote URL without `allowRemote`, or a bad option
 * @throws ImageError (ERR_IMAGE) for what cannot be read or decoded, or exceeds a limit; AbortError (ERR_ABORTED)
 */
export async function openImage(input: ImageInput, options?: Given<ImageOptions>): Promise<OpenImage> {
  const resolved = resolveOptions('openImage', IMAGE_DEFAULTS, IMAGE_CHECKS, options)
  const { signal, limitInputPixels, failOn } = resolved
  throwIfAborted(signal)
  const source = await readSource(input, resolved)
  if (source.kind === 'pixels') return openPixels(source, signal)
  if (source.kind === 'sharp') return openPixels(await runPipeline(source.sharp, resolved), signal)
  const sharp = await loadSharp()
  try {
    // The limit is checked here, from the header, so that the error can say both sizes.
    const file = sharp(source.bytes, { limitInputPixels: false, failOn })
    const { autoOrient, format } = await abortable(file.metadata(), signal)
    const { width, height } = autoOrient
    refuseTooManyPixels(width, height, limitInputPixels, format)
    return new OpenImage(normalise(file.autoOrient()), { width, height, format }, signal)
  } catch (cause) {
    throw decodeFailure(cause)
  }
}

/** Three channels of 8 bits in sRGB, whatever the file has. */
const normalise = (pipeline: Sharp): Sharp => pipeline.flatten({ background: BACKGROUND }).toColourspace('srgb')

async function openPixels(
  { data, width, height, channels, channelOrder }: PixelsSource,
  signal: AbortSignal | undefined,
): Promise<OpenImage> {
  const sharp = await loadSharp()
  const decoder = normalise(sharp(data, { raw: { width, height, channels }, limitInputPixels: false }))
  const ready = channels === 3 ? data : undefined
  return new OpenImage(decoder, { width, height, format: 'raw', order: channelOrder, ready }, signal)
}

/** What comes out of the caller's own sharp pipeline, which is left as it was. */
async function runPipeline(pipeline: Sharp, { limitInputPixels, signal }: ImageOptions): Promise<PixelsSource> {
  try {
    const output = normalise(pipeline.clone().autoOrient()).raw({ depth: 'uchar' })
    const { data, info } = await abortable(output.toBuffer({ resolveWithObject: true }), signal)
    refuseTooManyPixels(info.width, info.height, limitInputPixels)
    return { data, width: info.width, height: info.height, channels: 3, channelOrder: 'rgb' }
  } catch (cause) {
    throw decodeFailure(cause)
  }
}
