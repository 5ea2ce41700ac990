import { type Crop, Crops, type Feed } from '@zoo/core/engine'
import type { NativeData } from './addon.js'

/** Crops as the addon takes them, to sample on the thread that runs the model. */
export interface NativeCrops {
  /** uint8 `[height, width, 3]`; kept, not copied, until the run is over */
  readonly image: Uint8Array
  readonly width: number
  readonly height: number
  readonly scale: number
  readonly offset: number
  readonly swapChannels: boolean
  readonly zeroOutside: boolean
  /** For each crop the pixel it goes to, then start, first, step and count of its rows and of its columns. */
  readonly crops: Float64Array
}

/** What the addon is given of a feed. */
export const feedData = ({ tensor }: Feed): NativeData => (Crops.isCrops(tensor) ? nativeCrops(tensor) : tensor.data)

const nativeCrops = ({ source, crops, format }: Crops): NativeCrops => ({
  image: source.data,
  width: source.width,
  height: source.height,
  scale: format.scale,
  offset: format.offset,
  swapChannels: format.swapChannels,
  zeroOutside: format.outside === 'zero',
  crops: numbersOf(crops),
})

/** Numbers of a crop; src/js-feeds.cc reads as many. */
const NUMBERS = 9

function numbersOf(crops: readonly Crop[]): Float64Array {
  const numbers = new Float64Array(crops.length * NUMBERS)
  let at = 0
  for (const { to, rows, columns } of crops) {
    numbers[at++] = to
    for (const { start, first, step, count } of [rows, columns]) {
      numbers[at++] = start
      numbers[at++] = first
      numbers[at++] = step
      numbers[at++] = count
    }
  }
  return numbers
}
