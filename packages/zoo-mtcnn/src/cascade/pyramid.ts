import { cellsOf, WINDOW } from './cells.js'

/** One size at which P-Net looks at the image. */
export interface Level {
  /** Pixels of the level to one of the image. */
  readonly scale: number
  /** Pixels. */
  readonly width: number
  readonly height: number
  /** Cells of P-Net's answer. */
  readonly columns: number
  readonly rows: number
}

/**
 * The sizes at which P-Net looks at an image, largest first: at the first the smallest face fills a window, at the last the
 * image's shorter side does. Computed in float32 as the graph does, since sizes are cut to whole pixels.
 * @param minFaceSize pixels of the image
 * @param scaleFactor size of a level over that of the one before, 0..1
 * @source mtcnn.pb: pnet/truediv, pnet/while/Greater, pnet/while/mul_1, pnet/while/mul_2, pnet/while/mul_5
 */
export function pyramid(width: number, height: number, minFaceSize: number, scaleFactor: number): Level[] {
  const { fround } = Math
  const levels: Level[] = []
  const shorter = Math.min(width, height)
  const factor = fround(scaleFactor)
  let scale = fround(WINDOW / fround(minFaceSize))
  while (fround(shorter * scale) > WINDOW) {
    const scaled = { width: Math.trunc(fround(width * scale)), height: Math.trunc(fround(height * scale)) }
    levels.push({ scale, ...scaled, columns: cellsOf(scaled.width), rows: cellsOf(scaled.height) })
    scale = fround(scale * factor)
  }
  return levels
}
