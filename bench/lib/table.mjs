const isNumeric = (cell) => /^[-+]?[\d.]+( ?%| ms| MB| x)?$/.test(cell)

/**
 * A section of the report as text: title, aligned columns (numbers to the right), then the notes.
 * @param section { title, columns: string[], rows: string[][], notes?: string[] }
 */
export const renderSection = ({ title, columns, rows, notes = [] }) => {
  const widths = columns.map((column, i) => Math.max(column.length, ...rows.map((row) => row[i].length)))
  const toRight = columns.map((_, i) => rows.length > 0 && rows.every((row) => row[i] === '-' || isNumeric(row[i])))
  const align = (cells) =>
    cells.map((cell, i) => (toRight[i] ? cell.padStart(widths[i]) : cell.padEnd(widths[i]))).join('  ')
  return [
    `## ${title}`,
    '',
    align(columns).trimEnd(),
    widths.map((width) => '-'.repeat(width)).join('  '),
    ...rows.map((row) => align(row).trimEnd()),
    ...notes.map((note) => `  ${note}`),
    '',
  ].join('\n')
}

/** Milliseconds with as many digits as they deserve. */
export const ms = (value) => (Number.isFinite(value) ? value.toFixed(value < 100 ? 2 : 0) : '-')

/** A signed difference in milliseconds. */
export const signedMs = (value) => `${value < 0 ? '-' : '+'}${Math.abs(value).toFixed(3)}`

/** A signed share in percent. */
export const signedPercent = (fraction) => `${fraction < 0 ? '-' : '+'}${Math.abs(fraction * 100).toFixed(1)} %`

/** Milliseconds where no column says so. */
export const inMs = (value) => `${ms(value)} ms`

/** How many times as much. */
export const times = (value) => `${value.toFixed(2)} x`

/** A number of threads in words. */
export const inThreads = (count) => `${count} thread${count === 1 ? '' : 's'}`
