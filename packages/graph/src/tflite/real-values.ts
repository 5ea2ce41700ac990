import { ModelLoadError } from '../errors.js'
import type { TfliteTensor } from './model.js'

/** How elements of these dtypes lie in a file: bytes each, and how one is read. */
const READERS: Readonly<Record<string, readonly [size: number, read: (view: DataView, at: number) => number]>> = {
  float32: [4, (view, at) => view.getFloat32(at, true)],
  int32: [4, (view, at) => view.getInt32(at, true)],
  int8: [1, (view, at) => view.getInt8(at)],
  uint8: [1, (view, at) => view.getUint8(at)],
}

/**
 * The real numbers that a stored tensor stands for, row-major: `scale · (stored − zeroPoint)` where it is quantised, rounded to
 * float32 once.
 * @throws ModelLoadError (ERR_MODEL_LOAD) when the file stores no elements of it, or of another dtype than weights have
 */
export const realValues = ({ name, dtype, shape, data, quantization }: TfliteTensor): Float32Array<ArrayBuffer> => {
  const [size, read] = READERS[dtype ?? ''] ?? []
  const count = shape.reduce((product, dimension) => product * dimension, 1)
  if (!data || !size || !read || data.byteLength < count * size) {
    throw new ModelLoadError(
      `The file stores no weights in "${name}": expected ${count} elements of float32, int32, int8 or uint8, found ${data?.byteLength ?? 0} bytes of ${dtype ?? 'another dtype'}.`,
    )
  }
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength)
  const { scales = [1], zeroPoints = [0], axis = 0 } = dtype === 'float32' ? {} : (quantization ?? {})
  const run = shape.slice(axis + 1).reduce((product, dimension) => product * dimension, 1)
  const values = new Float32Array(count)
  for (let i = 0; i < count; i++) {
    const channel = scales.length > 1 ? Math.floor(i / run) % scales.length : 0
    values[i] = (read(view, i * size) - (zeroPoints[channel] ?? zeroPoints[0] ?? 0)) * (scales[channel] ?? 1)
  }
  return values
}
