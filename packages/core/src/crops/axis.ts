import type { CropAxis } from './crop.js'

/** A sample outside of the image; see `Axis.lower`. */
export const OUTSIDE = -1

/** The pixels along one axis that samples lie between. */
export interface Axis {
  /** The pixel before each sample, or OUTSIDE. */
  readonly lower: Int32Array
  /** The pixel after it. */
  readonly upper: Int32Array
  /** How far it is from the first to the second, 0..1. */
  readonly fraction: Float32Array
}

/** @param size of the image along the axis, pixels */
export function axisOf({ start, first, step, count }: CropAxis, size: number, outside: 'nearest' | 'zero'): Axis {
  const lower = new Int32Array(count)
  const upper = new Int32Array(count)
  const fraction = new Float32Array(count)
  const last = size - 1
  for (let i = 0; i < count; i++) {
    const place = Math.fround(start + (first + i) * step)
    const inside = place >= 0 && place <= last
    if (!inside && outside === 'zero') {
      lower[i] = OUTSIDE
      continue
    }
    const nearest = inside ? place : place > last ? last : 0
    lower[i] = Math.floor(nearest)
    upper[i] = Math.min(lower[i]! + 1, last)
    fraction[i] = nearest - lower[i]!
  }
  return { lower, upper, fraction }
}
