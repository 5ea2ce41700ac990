import { expect, it } from 'vitest'
import { faceOf } from './landmarks.js'

it('places the points in the square that O-Net saw, not in the box that it made of it', () => {
  const face = faceOf({
    box: { xMin: 0, yMin: 0, xMax: 1, yMax: 1 },
    seen: { xMin: 100, yMin: 200, xMax: 140, yMax: 220 },
    score: 0.9,
    points: Float32Array.of(0, 0.25, 0.5, 0.75, 1, 0, 0.25, 0.5, 0.75, 1),
  })
  expect(face).toEqual({
    box: { xMin: 0, yMin: 0, xMax: 1, yMax: 1 },
    score: 0.9,
    landmarks: {
      leftEye: { x: 100, y: 200 },
      rightEye: { x: 110, y: 205 },
      nose: { x: 120, y: 210 },
      mouthLeft: { x: 130, y: 215 },
      mouthRight: { x: 140, y: 220 },
    },
  })
})
