import { RunError, type Tensor } from '@zoo/core'
import type { Box, Point } from '@zoo/kit'

/** The five points of a face. Left and right are the viewer's. */
export interface Landmarks {
  readonly leftEye: Point
  readonly rightEye: Point
  readonly nose: Point
  readonly mouthLeft: Point
  readonly mouthRight: Point
}

/** One face. */
export interface Face {
  /** Pixels of the image as it is shown, EXIF orientation applied; may reach over its edge. */
  readonly box: Box
  /** 0..1. */
  readonly score: number
  readonly landmarks: Landmarks
}

const COORDINATES = 4
const POINTS = 5

/**
 * Faces, best score first.
 * @param box float32 `[n, 4]`: yMin, xMin, yMax, xMax, input pixels
 * @param prob float32 `[n]`, 0..1
 * @param landmarks float32 `[n, 10]`: five y, then five x, input pixels
 * @throws RunError (ERR_RUN) when the three n differ
 * @source model/model.json, "outputs"
 */
export function decode(box: Tensor, prob: Tensor, landmarks: Tensor, engine: string): Face[] {
  const boxes = box.data as Float32Array
  const scores = prob.data as Float32Array
  const points = landmarks.data as Float32Array
  const count = scores.length
  if (boxes.length !== count * COORDINATES || points.length !== count * POINTS * 2) {
    throw new RunError(
      `The graph gave ${count} scores, ${boxes.length} box coordinates and ${points.length} landmark coordinates, which do not belong together.`,
      { status: 'INCONSISTENT_OUTPUTS', engine },
    )
  }
  const faces = Array.from(scores, (score, face): Face => {
    const [yMin, xMin, yMax, xMax] = boxes.subarray(face * COORDINATES) as unknown as [number, number, number, number]
    const at = (point: number): Point => ({
      x: points[(face * 2 + 1) * POINTS + point]!,
      y: points[face * 2 * POINTS + point]!,
    })
    return {
      box: { xMin, yMin, xMax, yMax },
      score,
      landmarks: { leftEye: at(0), rightEye: at(1), nose: at(2), mouthLeft: at(3), mouthRight: at(4) },
    }
  })
  return faces.sort((a, b) => b.score - a.score)
}
