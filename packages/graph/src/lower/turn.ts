/** How many rows are turned at a time: their elements of one column fill a line of the cache. */
const STRIP = 16

/**
 * Writes a matrix column by column, each multiplied by its factor.
 * @param read fills an array with the matrix' elements, row by row, from the `first` on
 * @param into as many elements as the matrix has
 * @param factors one for each column
 */
export const turn = (
  read: (into: Float32Array, first: number) => void,
  into: Float32Array,
  rows: number,
  factors: Float32Array,
): void => {
  const columns = factors.length
  const strip = new Float32Array(Math.min(STRIP, rows) * columns)
  for (let top = 0; top < rows; top += STRIP) {
    const from = strip.subarray(0, (rows - top) * columns)
    read(from, top * columns)
    turnStrip(from, factors, into, rows, top)
  }
}

/** Apart and small, so that it is soon compiled: most of a lowering's time goes by in here. */
const turnStrip = (from: Float32Array, factors: Float32Array, into: Float32Array, rows: number, top: number): void => {
  const columns = factors.length
  for (let column = 0; column < columns; column++) {
    const factor = factors[column]!
    for (let source = column, target = column * rows + top; source < from.length; source += columns) {
      into[target++] = from[source]! * factor
    }
  }
}
