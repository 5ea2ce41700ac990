import { ArgumentError, Tensor, type TensorData, type TensorSpec } from '@zoo/core'
import { atIndex } from './at-index.js'
import type { ChannelOrder, Pixels } from './image.js'
import type { ImageInput } from './image-input.js'
import { imageOpeners } from './image-openers.js'
import type { ImageOptions } from './image-options.js'
import type { Resize } from './resize.js'
import { type PixelDType, type PixelTables, pixelTables, type Scaling, writePixels } from './scaling.js'

/** How images become the input of a model that takes one size. */
export interface Encoding {
  readonly channelOrder: ChannelOrder
  readonly resize: Resize
  readonly scaling: Scaling
}

/** Gives the pixels of one image of a call. */
export type PixelReader = (order: ChannelOrder, resize: Resize) => Promise<Pixels<Uint8Array>>

/**
 * A reader for each image: files are read when their turn comes, raw pixels are copied now. In an error an image of several
 * is called by its index.
 */
export function pixelReaders(images: readonly ImageInput[], options: ImageOptions): PixelReader[] {
  return imageOpeners(images, options).map((open, index) => async (order, resize) => {
    try {
      const image = await open()
      return await image.pixels(order, resize)
    } catch (error) {
      throw atIndex(error, index, images.length)
    }
  })
}

/** Makes the input tensor of an image model, by its preprocessing as data. */
export class ImageEncoder {
  /** Images a run must have, or null where it may have any number. */
  readonly batch: number | null
  readonly #input: TensorSpec
  readonly #encoding: Encoding
  readonly #dtype: PixelDType
  readonly #tables: PixelTables

  /**
   * @param input dtype float32, uint8 or int8, shape `[batch, height, width, channels]` or `[height, width, channels]`
   * @throws ArgumentError (ERR_ARGUMENT) when the encoding does not fit the input
   */
  constructor(input: TensorSpec, encoding: Encoding) {
    const { channelOrder, resize, scaling } = encoding
    const channels = channelOrder === 'grey' ? 1 : 3
    const { shape } = input
    const wanted = [resize.height, resize.width, channels]
    const image = shape?.slice(-3) ?? wanted
    const fits =
      image.length === 3 && image.every((dimension, axis) => dimension === null || dimension === wanted[axis])
    if (!fits || (shape?.length ?? 4) > 4) {
      const expected = `images of [${wanted.join(', ')}] (height, width, channels)`
      throw new ArgumentError(
        `The input '${input.name}' of shape [${shape?.map((d) => d ?? '?').join(', ')}] takes no ${expected}.`,
        {
          option: 'input',
          expected,
          received: input,
        },
      )
    }
    this.#tables = pixelTables(scaling, input, channels)
    this.#dtype = input.dtype as PixelDType
    this.#input = input
    this.#encoding = encoding
    this.batch = shape === null ? null : shape.length === 3 ? 1 : shape[0]!
  }

  /**
   * The tensor of some images, at most `batch`; where the model wants more rows than there are images, the rest are 0.
   * @throws ImageError (ERR_IMAGE), ArgumentError (ERR_ARGUMENT), AbortError (ERR_ABORTED)
   */
  async encode(images: readonly PixelReader[]): Promise<Tensor<PixelDType>> {
    const { resize, channelOrder } = this.#encoding
    const channels = this.#tables.length
    const row = resize.height * resize.width * channels
    const rows = this.batch ?? images.length
    const data = allocate(this.#dtype, rows * row)
    await Promise.all(
      images.map(async (read, index) => {
        const pixels = await read(channelOrder, resize)
        await writePixels(pixels.data, this.#tables, data, index * row)
      }),
    )
    const image = [resize.height, resize.width, channels]
    return new Tensor(this.#dtype, this.#input.shape?.length === 3 ? image : [rows, ...image], data)
  }
}

const allocate = (dtype: PixelDType, size: number): TensorData[PixelDType] =>
  dtype === 'float32' ? new Float32Array(size) : dtype === 'int8' ? new Int8Array(size) : new Uint8Array(size)
