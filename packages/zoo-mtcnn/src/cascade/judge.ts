import type { CropSource } from '@zoo/core/engine'
import { type Box, mapLimited } from '@zoo/kit'
import type { Net } from './net.js'
import { probability } from './probability.js'
import type { Offsets } from './proposals.js'
import { boxRegions } from './regions.js'
import type { Found } from './suppress.js'

/** A box that R- or O-Net takes for a face's. */
export interface Judged extends Found {
  /** Five y, then five x, as fractions of the box's height and width; empty where the net gives none. */
  readonly points: Float32Array
}

/** How a stage runs its net. */
export interface JudgeOptions {
  /** A box with no higher score is dropped, 0..1. */
  readonly threshold: number
  /** Runs under way at once. */
  readonly atOnce: number
  readonly signal: AbortSignal | undefined
}

/** What a net makes of each box's pixels: those that it takes for faces, in the order given. */
export async function judge(
  net: Net,
  photo: CropSource,
  boxes: readonly Box[],
  { threshold, atOnce, signal }: JudgeOptions,
): Promise<Judged[]> {
  const batches = Array.from({ length: Math.ceil(boxes.length / net.batch) }, (_, i) =>
    boxes.slice(i * net.batch, (i + 1) * net.batch),
  )
  const judged = await mapLimited(batches, atOnce, (batch) => {
    const regions = boxRegions(photo, batch, net.side)
    return net.run(photo, regions, (answer) => readJudged(answer, batch, threshold), signal)
  })
  return judged.flat()
}

/**
 * The boxes of a batch with a score above the threshold.
 * @param answer logits float32 `[box, (no face, face)]`, offsets `[box, (yMin, xMin, yMax, xMax)]`, points `[box, 10]` or none
 */
export function readJudged(answer: readonly Float32Array[], batch: readonly Box[], threshold: number): Judged[] {
  const [logits, offsets, points] = answer as [Float32Array, Float32Array, Float32Array?]
  return batch.flatMap((box, i) => {
    const score = probability(logits[i * 2]!, logits[i * 2 + 1]!)
    if (!(score > threshold)) return []
    return {
      box,
      score,
      offsets: Array.from(offsets.subarray(i * 4, i * 4 + 4)) as unknown as Offsets,
      points: points?.slice(i * POINTS, (i + 1) * POINTS) ?? NO_POINTS,
    }
  })
}

/** Coordinates. */
const POINTS = 10
const NO_POINTS = new Float32Array()
