/** A sample outside of the image; see `Axis.lower`. */
export const OUTSIDE = -1

/** Where samples fall along one axis of the image: each between two pixels. Filled anew for each use, since there are thousands. */
export class Axis {
  /** Samples that hold now. */
  count = 0
  /** The pixel before a sample, or OUTSIDE. */
  readonly lower: Int32Array
  /** The pixel after it. */
  readonly upper: Int32Array
  /** How far it is from the first to the second, 0..1. */
  readonly fraction: Float64Array

  /** @param most samples at a time */
  constructor(most: number) {
    this.lower = new Int32Array(most)
    this.upper = new Int32Array(most)
    this.fraction = new Float64Array(most)
  }

  /**
   * Pixels of an axis resized to `size` pixels, `count` from `first` on: TensorFlow's first bilinear resize, in which a pixel's
   * place is its upper left corner.
   * @source tensorflow/core/kernels/image/resize_bilinear_op.cc, LegacyScaler; mtcnn.pb: pnet/while/ResizeBilinear
   */
  resize(first: number, count: number, size: number, original: number): this {
    const scale = Math.fround(original / size)
    this.count = count
    for (let i = 0; i < count; i++) this.#place(i, Math.fround((first + i) * scale), original - 1)
    return this
  }

  /**
   * Samples from one edge of a box to the other. As in the graph, edges are made fractions of the image's size, and these are
   * read as fractions of the way from its first pixel to its last.
   * @source tensorflow/core/kernels/image/crop_and_resize_op.cc; mtcnn.pb: rnet/cond/truediv, onet/cond/truediv
   */
  crop(from: number, to: number, count: number, original: number): this {
    const last = original - 1
    const first = (from / original) * last
    const step = (((to - from) / original) * last) / (count - 1)
    this.count = count
    for (let i = 0; i < count; i++) {
      const place = first + i * step
      this.#place(i, place > last ? OUTSIDE : place, last)
    }
    return this
  }

  #place(i: number, place: number, last: number): void {
    const lower = Math.floor(place)
    this.lower[i] = place < 0 ? OUTSIDE : lower
    this.upper[i] = Math.min(lower + 1, last)
    this.fraction[i] = place - lower
  }
}
