import type { Box } from '@zoo/kit'
import { Axis, OUTSIDE } from './axis.js'
import { pixelsOf, STRIDE } from './cells.js'
import type { Tile } from './tiles.js'

/** The image as the nets' inputs are sampled from it. */
export interface Photo {
  /** uint8 `[height, width, RGB]` */
  readonly data: Uint8Array
  readonly width: number
  readonly height: number
}

const CHANNELS = 3

/** The scaling of the nets: 0..255 to about -1..1. `@source mtcnn.pb: sub, truediv` */
const RANGE = 128
const OFFSET = 127.5 / RANGE

/** Writes a net's inputs, square and scaled, float32 `[…, side, side, BGR]`, by bilinear sampling of the image. */
export class Sampler {
  readonly #side: number
  readonly #rows: Axis
  readonly #columns: Axis

  /** @param side of an input, pixels */
  constructor(side: number) {
    this.#side = side
    this.#rows = new Axis(side)
    this.#columns = new Axis(side)
  }

  /** The pixels of a tile's blocks: each level is the image, resized. What lies between blocks is left as it was. */
  fillTile(photo: Photo, tile: Tile, input: Float32Array): void {
    for (const { level, column, row, columns, rows, left, top } of tile) {
      this.#rows.resize(row * STRIDE, pixelsOf(rows), level.height, photo.height)
      this.#columns.resize(column * STRIDE, pixelsOf(columns), level.width, photo.width)
      this.#write(photo, input, (top * this.#side + left) * STRIDE)
    }
  }

  /** Each box's pixels, one box after the other; what of a box lies outside of the image is 0. */
  fillCrops(photo: Photo, boxes: readonly Box[], input: Float32Array): void {
    const side = this.#side
    boxes.forEach(({ xMin, yMin, xMax, yMax }, i) => {
      this.#rows.crop(yMin, yMax, side, photo.height)
      this.#columns.crop(xMin, xMax, side, photo.width)
      this.#write(photo, input, i * side * side)
    })
  }

  /** @param first where in the input the first pixel goes */
  #write({ data, width }: Photo, input: Float32Array, first: number): void {
    const { lower, upper, fraction, count } = this.#columns
    const rows = this.#rows
    for (let y = 0; y < rows.count; y++) {
      let to = (first + y * this.#side) * CHANNELS
      if (rows.lower[y] === OUTSIDE) {
        input.fill(0, to, to + count * CHANNELS)
        continue
      }
      const top = rows.lower[y]! * width
      const bottom = rows.upper[y]! * width
      const down = rows.fraction[y]! / RANGE
      const up = 1 / RANGE - down
      for (let x = 0; x < count; x++, to += CHANNELS) {
        const from = lower[x]!
        if (from === OUTSIDE) {
          input.fill(0, to, to + CHANNELS)
          continue
        }
        const next = upper[x]!
        const a = (top + from) * CHANNELS
        const b = (top + next) * CHANNELS
        const c = (bottom + from) * CHANNELS
        const d = (bottom + next) * CHANNELS
        const right = fraction[x]!
        const ofB = right * up
        const ofA = up - ofB
        const ofD = right * down
        const ofC = down - ofD
        input[to] = data[a + 2]! * ofA + data[b + 2]! * ofB + data[c + 2]! * ofC + data[d + 2]! * ofD - OFFSET
        input[to + 1] = data[a + 1]! * ofA + data[b + 1]! * ofB + data[c + 1]! * ofC + data[d + 1]! * ofD - OFFSET
        input[to + 2] = data[a]! * ofA + data[b]! * ofB + data[c]! * ofC + data[d]! * ofD - OFFSET
      }
    }
  }
}
