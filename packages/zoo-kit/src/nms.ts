import { ArgumentError } from '@zoo/core'
import { area, type Box } from './boxes.js'
import { type Checks, check, type Given, isCount, isFraction, resolveOptions } from './options.js'

/** What `nms` keeps. */
export interface NmsOptions {
  /** A box that overlaps a better one by more than this is dropped. 0..1, default 0.5. */
  readonly iouThreshold: number
  /** Boxes with a lower score are dropped first. Default -Infinity: none are. */
  readonly scoreThreshold: number
  /** Keep at most so many. Default Infinity. */
  readonly limit: number
}

/** What `nms` uses where it is not told. */
export const NMS_DEFAULTS: NmsOptions = { iouThreshold: 0.5, scoreThreshold: -Infinity, limit: Infinity }

const checks: Checks<NmsOptions> = {
  iouThreshold: isFraction,
  scoreThreshold: check('a number', (value) => typeof value === 'number' && !Number.isNaN(value)),
  limit: check('a whole number from 1 up, or Infinity', (value) => value === Infinity || isCount.test(value)),
}

/**
 * Greedy non-maximum suppression: indices of the boxes to keep, best score first, the lower index first among equals.
 * @throws ArgumentError (ERR_ARGUMENT) for a bad or unknown option, or when there are not as many scores as boxes
 */
export function nms(boxes: readonly Box[], scores: ArrayLike<number>, options?: Given<NmsOptions>): number[] {
  const { iouThreshold, scoreThreshold, limit } = resolveOptions('nms', NMS_DEFAULTS, checks, options)
  if (scores.length !== boxes.length) {
    throw new ArgumentError(`nms takes a score for each of the ${boxes.length} boxes, not ${scores.length}.`, {
      option: 'scores',
      expected: `${boxes.length} scores`,
      received: scores.length,
    })
  }
  const order = boxes
    .map((_, index) => index)
    .filter((index) => scores[index]! >= scoreThreshold)
    .sort((a, b) => scores[b]! - scores[a]! || a - b)
  const kept: number[] = []
  const found = new Float64Array(Math.min(limit, order.length) * EDGES)
  for (const candidate of order) {
    if (kept.length >= limit) break
    const box = boxes[candidate]!
    if (overlaps(box, found, kept.length, iouThreshold)) continue
    found.set([box.xMin, box.yMin, box.xMax, box.yMax, area(box)], kept.length * EDGES)
    kept.push(candidate)
  }
  return kept
}

/** Numbers held of a kept box: its four edges and its area. */
const EDGES = 5

/** Whether a box overlaps one of the kept ones by more; as `intersectionOverUnion`, on flat memory, since a crowd takes millions. */
function overlaps(box: Box, kept: Float64Array, count: number, iouThreshold: number): boolean {
  const { xMin, yMin, xMax, yMax } = box
  const own = area(box)
  for (let at = 0; at < count * EDGES; at += EDGES) {
    const width = Math.min(xMax, kept[at + 2]!) - Math.max(xMin, kept[at]!)
    if (width <= 0) continue
    const height = Math.min(yMax, kept[at + 3]!) - Math.max(yMin, kept[at + 1]!)
    if (height <= 0) continue
    const intersection = width * height
    if (!(intersection / (own + kept[at + 4]! - intersection) <= iouThreshold)) return true
  }
  return false
}
