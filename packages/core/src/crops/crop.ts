/** Channels of the image and of the tensor. */
export const CHANNELS = 3

/** The image that crops are taken from. */
export interface CropSource {
  /**
   * uint8 `[height, width, 3]`, row by row from the top. Native engines copy the rows that samples lie in when the run starts, others
   * read them then. The first run of a kind may wait until the model is ready: leave the array as it is until the run has settled.
   */
  readonly data: Uint8Array
  /** Pixels. */
  readonly width: number
  readonly height: number
}

/** Where samples fall along one axis of the image: sample `i` at `start + (first + i) * step`, rounded to float32. */
export interface CropAxis {
  /** Pixels; the middle of the first pixel is at 0. */
  readonly start: number
  /** The number of the first sample. A part of a longer axis thus has its very samples. */
  readonly first: number
  /** Pixels from one sample to the next. */
  readonly step: number
  /** Samples. */
  readonly count: number
}

/** A rectangle of the image, resized into a rectangle of the tensor. */
export interface Crop {
  /** The pixel of the tensor that the first sample goes to, counted over all images and rows of it. */
  readonly to: number
  readonly rows: CropAxis
  readonly columns: CropAxis
}

/** How samples become elements of the tensor. */
export interface CropFormat {
  /** Each element is a sample times this, plus `offset`. */
  readonly scale: number
  readonly offset: number
  /** Whether the channels' order is turned round, as from RGB to BGR. */
  readonly swapChannels: boolean
  /** What lies outside of the image: its nearest pixel, or elements of 0. */
  readonly outside: 'nearest' | 'zero'
}
