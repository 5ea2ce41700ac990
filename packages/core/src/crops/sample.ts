import { sizeOf } from '../dtype.js'
import { type Axis, axisOf, OUTSIDE } from './axis.js'
import { CHANNELS, type Crop, type CropFormat, type CropSource } from './crop.js'

/** What Crops are made of. */
interface CropsFacts {
  readonly source: CropSource
  readonly shape: readonly number[]
  readonly crops: readonly Crop[]
  readonly format: CropFormat
}

/** What an engine without a sampler of its own is fed. The other sampler is `packages/native/src/crops.cc`. */
export function sampleCrops(facts: CropsFacts): Float32Array {
  const { source, shape, crops, format } = facts
  const elements = new Float32Array(sizeOf(shape))
  const width = shape.at(-2)!
  for (const crop of crops) {
    const rows = axisOf(crop.rows, source.height, format.outside)
    const columns = axisOf(crop.columns, source.width, format.outside)
    writeCrop(facts, crop, { rows, columns, width }, elements)
  }
  return elements
}

interface Places {
  readonly rows: Axis
  readonly columns: Axis
  /** Pixels of a row of the tensor. */
  readonly width: number
}

function writeCrop(
  { source, format }: CropsFacts,
  { to }: Crop,
  { rows, columns, width }: Places,
  out: Float32Array,
): void {
  const { data } = source
  const { scale, offset } = format
  const { lower, upper, fraction } = columns
  const [red, blue] = format.swapChannels ? [2, 0] : [0, 2]
  for (let y = 0; y < rows.lower.length; y++) {
    // What lies outside stays 0.
    if (rows.lower[y] === OUTSIDE) continue
    const top = rows.lower[y]! * source.width
    const bottom = rows.upper[y]! * source.width
    const down = rows.fraction[y]! * scale
    const up = scale - down
    let at = (to + y * width) * CHANNELS
    for (let x = 0; x < lower.length; x++, at += CHANNELS) {
      const from = lower[x]!
      if (from === OUTSIDE) continue
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
      out[at] = data[a + red!]! * ofA + data[b + red!]! * ofB + data[c + red!]! * ofC + data[d + red!]! * ofD + offset
      out[at + 1] = data[a + 1]! * ofA + data[b + 1]! * ofB + data[c + 1]! * ofC + data[d + 1]! * ofD + offset
      out[at + 2] =
        data[a + blue!]! * ofA + data[b + blue!]! * ofB + data[c + blue!]! * ofC + data[d + blue!]! * ofD + offset
    }
  }
}
