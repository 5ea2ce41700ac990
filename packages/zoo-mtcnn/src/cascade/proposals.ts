import type { Box } from '@zoo/kit'
import { STRIDE } from './cells.js'
import { leastLead, probability } from './probability.js'
import type { Level } from './pyramid.js'
import type { Block } from './tiles.js'

/** How the edges of a box move, in its heights and widths: yMin, xMin, yMax, xMax. */
export type Offsets = readonly [number, number, number, number]

/** A window in which P-Net sees a face. */
export interface Proposal {
  /** Place among the level's cells, row by row. */
  readonly cell: number
  /** 0..1. */
  readonly score: number
  readonly offsets: Offsets
}

/** P-Net's answer for one tile. */
export interface CellMaps {
  /** float32 `[row, column, (no face, face)]` */
  readonly logits: Float32Array
  /** float32 `[row, column, (yMin, xMin, yMax, xMax)]` */
  readonly offsets: Float32Array
  /** Cells of a row. */
  readonly columns: number
}

/** The cells of a block with a score above the threshold. */
export function readProposals({ logits, offsets, columns }: CellMaps, block: Block, threshold: number): Proposal[] {
  const least = leastLead(threshold)
  const proposals: Proposal[] = []
  for (let row = 0; row < block.rows; row++) {
    let at = (block.top + row) * columns + block.left
    let cell = (block.row + row) * block.level.columns + block.column
    for (const end = at + block.columns; at < end; at++, cell++) {
      const no = logits[at * 2]!
      const yes = logits[at * 2 + 1]!
      if (!(yes - no >= least)) continue
      const score = probability(no, yes)
      if (!(score > threshold)) continue
      const o = at * 4
      proposals.push({ cell, score, offsets: [offsets[o]!, offsets[o + 1]!, offsets[o + 2]!, offsets[o + 3]!] })
    }
  }
  return proposals
}

/** Pixels of a level from a cell's first to its window's near and far edges. `@source mtcnn.pb: pnet/while/add, add_1` */
const NEAR = 1
const FAR = 12

/** A cell's window, in pixels of the image. */
export function windowOf(cell: number, { columns, scale }: Level): Box {
  const x = (cell % columns) * STRIDE
  const y = Math.floor(cell / columns) * STRIDE
  return {
    xMin: (x + NEAR) / scale,
    yMin: (y + NEAR) / scale,
    xMax: (x + FAR) / scale,
    yMax: (y + FAR) / scale,
  }
}
