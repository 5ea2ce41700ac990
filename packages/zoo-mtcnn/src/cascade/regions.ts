import type { Crop, CropAxis, CropSource } from '@zoo/core/engine'
import type { Box } from '@zoo/kit'
import { pixelsOf, STRIDE } from './cells.js'
import type { Tile } from './tiles.js'

/** The pixels of a tile's blocks, in a tile of `side` pixels: each level is the image, resized. */
export const tileRegions = (photo: CropSource, tile: Tile, side: number): Crop[] =>
  tile.map(({ level, column, row, columns, rows, left, top }) => ({
    to: (top * side + left) * STRIDE,
    rows: resized(row * STRIDE, pixelsOf(rows), level.height, photo.height),
    columns: resized(column * STRIDE, pixelsOf(columns), level.width, photo.width),
  }))

/** Each box's pixels, resized to `side` and one box after the other. */
export const boxRegions = (photo: CropSource, boxes: readonly Box[], side: number): Crop[] =>
  boxes.map(({ xMin, yMin, xMax, yMax }, i) => ({
    to: i * side * side,
    rows: cropped(yMin, yMax, side, photo.height),
    columns: cropped(xMin, xMax, side, photo.width),
  }))

/**
 * Pixels of an axis resized to `size` pixels: TensorFlow's first bilinear resize, in which a pixel's place is its upper left
 * corner.
 * @source tensorflow/core/kernels/image/resize_bilinear_op.cc, LegacyScaler; mtcnn.pb: pnet/while/ResizeBilinear
 */
const resized = (first: number, count: number, size: number, original: number): CropAxis => ({
  start: 0,
  first,
  step: Math.fround(original / size),
  count,
})

/**
 * Samples from one edge of a box to the other. As in the graph, edges are made fractions of the image's size, and these are
 * read as fractions of the way from its first pixel to its last.
 * @source tensorflow/core/kernels/image/crop_and_resize_op.cc; mtcnn.pb: rnet/cond/truediv, onet/cond/truediv
 */
function cropped(from: number, to: number, count: number, original: number): CropAxis {
  const last = original - 1
  return { start: (from / original) * last, first: 0, step: (((to - from) / original) * last) / (count - 1), count }
}
