import type { Face } from '@zoo/mtcnn'
import { displayName } from './image-argument.js'
import { table } from './table.js'
import { colors, printable } from './terminal.js'

/** `[[x1,y1,x2,y2],…]` in pixels to three decimals, in the order of the faces. */
export const rawLine = (faces: readonly Face[]): string =>
  JSON.stringify(
    faces.map(({ box }) => [box.xMin, box.yMin, box.xMax, box.yMax].map((value) => Number(value.toFixed(3)))),
  )

/** How many faces an image has, and a row for each: score and box. */
export function facesText(faces: readonly Face[], name: string, drawing: string | undefined): string {
  const { bold, dim } = colors(process.stdout)
  const count = faces.length === 0 ? 'no faces' : faces.length === 1 ? '1 face' : `${faces.length} faces`
  const title = `${printable(displayName(name))}: ${bold(count)}${drawing === undefined ? '' : `, drawn in ${printable(drawing)}`}`
  if (faces.length === 0) return title
  const rows = faces.map(({ box, score }, index) => [
    `  ${index + 1}`,
    score.toFixed(4),
    ...[box.xMin, box.yMin, box.xMax, box.yMax].map((value) => value.toFixed(1)),
  ])
  const heading = ['  #', 'score', 'xMin', 'yMin', 'xMax', 'yMax']
  const align = heading.map(() => 'right' as const)
  return `${title}\n${table([heading, ...rows], align, (cell, row) => (row === 0 ? dim(cell) : cell))}`
}
