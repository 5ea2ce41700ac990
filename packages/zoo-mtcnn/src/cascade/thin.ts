import type { Proposal } from './proposals.js'
import type { Level } from './pyramid.js'

/**
 * Non-maximum suppression within one level, by an IoU above 0.5: the best proposals, best first, the first cell first among equals.
 * Before calibration all windows of a level are squares of 11 pixels two apart, so a window overlaps just its eight neighbours by
 * that much (99 of 143 beside, 81 of 161 across, but 77 of 165 two cells away), and no overlap need be computed.
 * @source mtcnn.pb: pnet/while/non_max_suppression/NonMaxSuppressionV2
 */
export function thin(proposals: readonly Proposal[], { columns, rows }: Level, limit: number): Proposal[] {
  const width = columns + 2 // a cell's neighbours exist at the edges too
  const taken = new Uint8Array(width * (rows + 2))
  const kept: Proposal[] = []
  for (const proposal of [...proposals].sort((a, b) => b.score - a.score || a.cell - b.cell)) {
    if (kept.length === limit) break
    const middle = (Math.floor(proposal.cell / columns) + 1) * width + (proposal.cell % columns) + 1
    if (taken[middle]) continue
    kept.push(proposal)
    for (const row of [middle - width, middle, middle + width]) taken.fill(1, row - 1, row + 2)
  }
  return kept
}
