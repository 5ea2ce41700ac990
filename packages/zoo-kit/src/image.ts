import { ImageError, InferenceError } from '@zoo/core'
import type { Matrix3x3, Sharp } from 'sharp'
import { throwIfAborted } from './abort.js'
import { refuseTooManyDecodedBytes } from './decoded-bytes.js'
import { onDecoderThread, timeoutSeconds, tookTooLong } from './decoder-threads.js'
import { refusedFormat, requireFormat } from './image-formats.js'
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

/** What ends a decode before it is done. */
type DecodeLimits = Pick<ImageOptions, 'signal' | 'decodeTimeoutMs'>

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
  readonly #limits: DecodeLimits

  /** @internal use `openImage` */
  constructor(
    decoder: Sharp,
    facts: { width: number; height: number; format: string; order?: 'rgb' | 'bgr'; ready?: Uint8Array | undefined },
    limits: DecodeLimits,
  ) {
    this.width = facts.width
    this.height = facts.height
    this.format = facts.format
    this.#order = facts.order ?? 'rgb'
    this.#ready = facts.ready
    this.#decoder = decoder
    this.#limits = limits
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
      throwIfAborted(this.#limits.signal)
      return { data: this.#ready, width: this.width, height: this.height, channels }
    }
    const pipeline = await this.#pipeline(order)
    if (!resize) return { data: await this.#raw(pipeline), width: this.width, height: this.height, channels }
    const { crop, size, pad } = planResize(this, resize)
    const { width, height, filter } = resize
    if (crop.width < this.width || crop.height < this.height) pipeline.extract(crop)
    const seconds = timeoutSeconds(this.#limits.decodeTimeoutMs)
    let data = await this.#guard(() => resample(pipeline, crop, size, channels, filter, seconds))
    if (size.width < width || size.height < height) {
      const image = await rawImage(data, size, channels, seconds)
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
    const pipeline = await this.#pipeline(order)
    const bytes = await this.#guard(() => pipeline.raw({ depth: 'float' }).toBuffer())
    const data = floats(bytes)
    return { data, width, height, channels: order === 'grey' ? 1 : 3 }
  }

  /**
   * The image as a PNG file with an SVG of the same size drawn over it.
   * @throws ImageError (ERR_IMAGE) when the pixels cannot be decoded; AbortError (ERR_ABORTED)
   */
  async overlay(svg: string): Promise<Buffer> {
    const pipeline = await this.#pipeline('rgb')
    return this.#guard(() =>
      pipeline
        .composite([{ input: Buffer.from(svg) }])
        .removeAlpha()
        .png()
        .toBuffer(),
    )
  }

  async #pipeline(order: ChannelOrder): Promise<Sharp> {
    throwIfAborted(this.#limits.signal)
    const pipeline = this.#decoder.clone()
    if (order !== 'grey') return order === this.#order ? pipeline : pipeline.recomb(SWAP)
    if (this.#order === 'rgb') return pipeline.greyscale().toColourspace('b-w')
    // sharp swaps channels after it makes grey, so the other way round takes a pass of its own.
    const data = await this.#raw(pipeline.recomb(SWAP))
    const image = await rawImage(data, this, 3, timeoutSeconds(this.#limits.decodeTimeoutMs))
    return image.greyscale().toColourspace('b-w')
  }

  async #raw(pipeline: Sharp): Promise<Uint8Array> {
    return this.#guard(() => pipeline.raw().toBuffer())
  }

  async #guard<T>(start: () => Promise<T>): Promise<T> {
    return onDecoderThread(this.#limits, this.format, start).catch((cause) => {
      throw decodeFailure(cause, this.#limits, this.format)
    })
  }
}

function decodeFailure(cause: unknown, { decodeTimeoutMs }: DecodeLimits, format?: string): Error {
  if (InferenceError.isInstance(cause)) return cause
  // A damaged file has libvips say the same again and again, a line each; the cause has them all.
  const [reason] = (cause as Error).message.trim().split('\n')
  if (/^timeout: \d+% complete/.test(reason!)) return tookTooLong(decodeTimeoutMs, format, cause)
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
  throwIfAborted(resolved.signal)
  const source = await readSource(input, resolved)
  if (source.kind === 'pixels') return openPixels(source, resolved)
  if (source.kind === 'sharp') return openPixels(await runPipeline(source.sharp, resolved), resolved)
  return openFile(source.bytes, resolved)
}

/** The image in a file's bytes; its format and header are checked before a pixel is decoded. */
async function openFile(bytes: Uint8Array, options: ImageOptions): Promise<OpenImage> {
  const { formats, limitInputPixels, limitDecodedBytes, failOn, decodeTimeoutMs } = options
  const { format, isDecoder } = requireFormat(bytes, formats)
  const sharp = await loadSharp()
  try {
    // The limit is checked here, from the header, so that the error can say both sizes.
    const file = sharp(bytes, { limitInputPixels: false, failOn, pages: 1 })
    const metadata = await onDecoderThread(options, format, () => file.metadata())
    // Whichever decoder libvips has chosen: one that is not in the list must not get to the pixels.
    if (!isDecoder(metadata.format)) throw refusedFormat(metadata.format, formats)
    const { width, height } = metadata.autoOrient
    refuseTooManyPixels(width, height, limitInputPixels, metadata.format)
    const { channels = 4, depth = 'uchar', isProgressive = false, orientation = 1 } = metadata
    refuseTooManyDecodedBytes(format, { width, height, channels, depth, isProgressive, orientation }, limitDecodedBytes)
    const decoder = normalise(file.autoOrient(), decodeTimeoutMs)
    return new OpenImage(decoder, { width, height, format: metadata.format }, options)
  } catch (cause) {
    throw decodeFailure(cause, options)
  }
}

/** Three channels of 8 bits in sRGB, whatever the file has, within the time there is. */
const normalise = (pipeline: Sharp, decodeTimeoutMs: number): Sharp =>
  pipeline
    .flatten({ background: BACKGROUND })
    .toColourspace('srgb')
    .timeout({ seconds: timeoutSeconds(decodeTimeoutMs) })

async function openPixels(
  { data, width, height, channels, channelOrder }: PixelsSource,
  limits: DecodeLimits,
): Promise<OpenImage> {
  const sharp = await loadSharp()
  const image = sharp(data, { raw: { width, height, channels }, limitInputPixels: false })
  const decoder = normalise(image, limits.decodeTimeoutMs)
  const ready = channels === 3 ? data : undefined
  return new OpenImage(decoder, { width, height, format: 'raw', order: channelOrder, ready }, limits)
}

/** What comes out of the caller's own sharp pipeline, which is left as it was. */
async function runPipeline(pipeline: Sharp, options: ImageOptions): Promise<PixelsSource> {
  try {
    const output = normalise(pipeline.clone().autoOrient(), options.decodeTimeoutMs).raw({ depth: 'uchar' })
    const { data, info } = await onDecoderThread(options, undefined, () => output.toBuffer({ resolveWithObject: true }))
    refuseTooManyPixels(info.width, info.height, options.limitInputPixels)
    return { data, width: info.width, height: info.height, channels: 3, channelOrder: 'rgb' }
  } catch (cause) {
    throw decodeFailure(cause, options)
  }
}
