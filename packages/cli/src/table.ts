/** One cell: its text, and whether numbers line up on the right. */
export type Align = 'left' | 'right'

/**
 * Rows as aligned columns, two spaces apart, without trailing spaces.
 * @param paint colours a cell after it was padded
 */
export function table(
  rows: readonly (readonly string[])[],
  align: readonly Align[] = [],
  paint: (cell: string, row: number, column: number) => string = (cell) => cell,
): string {
  const widths: number[] = []
  for (const row of rows) {
    row.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, cell.length)
    })
  }
  const lines = rows.map((row, index) =>
    row
      .map((cell, column) => {
        const right = align[column] === 'right'
        const last = column === row.length - 1
        const padded = right ? cell.padStart(widths[column]!) : last ? cell : cell.padEnd(widths[column]!)
        return paint(padded, index, column)
      })
      .join('  '),
  )
  return lines.join('\n')
}
