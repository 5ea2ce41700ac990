import type { TfliteTensor } from './model.js'

/** No list of sizes, axes or paddings is longer. */
const MOST_VALUES = 64

/** The elements of a small constant of integers or reals; undefined for a tensor that is computed, large, or of another dtype. */
export const valuesOf = ({ dtype, data }: TfliteTensor): readonly number[] | undefined => {
  if (!data) return undefined
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength)
  const list = (size: number, read: (at: number) => number) =>
    data.byteLength > size * MOST_VALUES
      ? undefined
      : Array.from({ length: Math.floor(data.byteLength / size) }, (_, i) => read(size * i))
  if (dtype === 'int32') return list(4, (at) => view.getInt32(at, true))
  if (dtype === 'int64') return list(8, (at) => Number(view.getBigInt64(at, true)))
  if (dtype === 'float32') return list(4, (at) => view.getFloat32(at, true))
  return undefined
}
