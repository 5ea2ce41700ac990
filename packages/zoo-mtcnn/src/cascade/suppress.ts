import { type Box, nms } from '@zoo/kit'
import { calibrate, squareOf } from './calibrate.js'
import type { Offsets } from './proposals.js'

/** Boxes that a suppression keeps, at most. `@source mtcnn.pb: pnet/non_max_suppression/NonMaxSuppressionV2, and its like` */
export const LIMIT = 1000

/** A box that a net takes for a face's. */
export interface Found {
  readonly box: Box
  /** 0..1. */
  readonly score: number
  readonly offsets: Offsets
}

/** The best of what overlaps by more than a threshold, best first. */
export function suppress<T extends Pick<Found, 'box' | 'score'>>(found: readonly T[], iouThreshold: number): T[] {
  const boxes = found.map(({ box }) => box)
  const scores = found.map(({ score }) => score)
  return nms(boxes, scores, { iouThreshold, limit: LIMIT }).map((index) => found[index]!)
}

/**
 * The squares that the next net is to see: the best of what overlaps, calibrated.
 * @source mtcnn.pb: pnet/non_max_suppression, rnet/cond/non_max_suppression, in which the threshold is 0.7
 */
export const nextSquares = (found: readonly Found[]): Box[] =>
  suppress(found, 0.7).map(({ box, offsets }) => squareOf(calibrate(box, offsets)))
