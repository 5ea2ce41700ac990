import { setImmediate } from 'node:timers/promises'
import type { CropSource } from '@zoo/core/engine'
import { mapLimited } from '@zoo/kit'
import type { DetectOptions } from '../options.js'
import { cellsOf } from './cells.js'
import type { Net } from './net.js'
import { type Proposal, readProposals, windowOf } from './proposals.js'
import { type Level, pyramid } from './pyramid.js'
import { tileRegions } from './regions.js'
import { type Found, LIMIT } from './suppress.js'
import { thin } from './thin.js'
import { packTiles } from './tiles.js'

/** The windows in which P-Net sees a face: those of the largest level first, of each the best first. */
export async function propose(
  pnet: Net,
  photo: CropSource,
  { minFaceSize, scaleFactor, thresholds, signal }: DetectOptions,
  atOnce: number,
): Promise<Found[]> {
  const threshold = Math.fround(thresholds[0])
  const columns = cellsOf(pnet.side)
  const levels = pyramid(photo.width, photo.height, minFaceSize, scaleFactor)
  const proposals = new Map<Level, Proposal[]>(levels.map((level) => [level, []]))
  await mapLimited(packTiles(levels, pnet.side), atOnce, (tile) => {
    const read = ([logits, offsets]: readonly Float32Array[]) => {
      for (const block of tile) {
        const maps = { logits: logits!, offsets: offsets!, columns }
        proposals.get(block.level)!.push(...readProposals(maps, block, threshold))
      }
    }
    return pnet.run(photo, tileRegions(photo, tile, pnet.side), read, signal)
  })
  const found: Found[] = []
  for (const [level, ofLevel] of proposals) {
    for (const { cell, score, offsets } of thin(ofLevel, level, LIMIT)) {
      found.push({ box: windowOf(cell, level), score, offsets })
    }
    // A crowd has thousands of proposals in each level: others get a turn in between.
    await setImmediate()
  }
  return found
}
