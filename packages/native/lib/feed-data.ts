import { type Crop, Crops, type Tensor } from '@zoo/core/engine'

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

/** What the addon is given of a tensor that is fed. */
export const feedData = (tensor: Tensor): ArrayBufferView | readonly Uint8Array[] | NativeCrops =>
  Crops.isCrops(tensor) ? nativeCrops(tensor) : tensor.data

const nativeCrops = ({ source, crops, format }: Crops): NativeCrops => ({
  image: source.data,
  width: source.width,
  height: source.height,
  scale: format.scale,
  offset: format.offset,
  swapChannels: format.swapChannels,
  zeroOutside: format.outside === 'zero',
  crops: Float64Array.from(crops.flatMap(numbersOf)),
})

const numbersOf = ({ to, rows, columns }: Crop): number[] => [
  to,
  rows.start,
  rows.first,
  rows.step,
  rows.count,
  columns.start,
  columns.first,
  columns.step,
  columns.count,
]
