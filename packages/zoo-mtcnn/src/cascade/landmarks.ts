import type { Box } from '@zoo/kit'
import type { Face } from '../decode.js'

/** What O-Net says of a face. */
export interface SeenFace {
  /** The face's own box. */
  readonly box: Box
  /** The square that O-Net saw. */
  readonly seen: Box
  readonly score: number
  /** float32 `[10]`: five y, then five x, as fractions of the height and width of what was seen */
  readonly points: Float32Array
}

const POINTS = 5

/** A face with its landmarks in pixels of the image. `@source mtcnn.pb: onet/cond/add` */
export function faceOf({ box, seen, score, points }: SeenFace): Face {
  const at = (point: number) => ({
    x: seen.xMin + (seen.xMax - seen.xMin) * points[POINTS + point]!,
    y: seen.yMin + (seen.yMax - seen.yMin) * points[point]!,
  })
  return {
    box,
    score,
    landmarks: { leftEye: at(0), rightEye: at(1), nose: at(2), mouthLeft: at(3), mouthRight: at(4) },
  }
}
