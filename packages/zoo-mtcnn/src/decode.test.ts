import { Tensor } from '@zoo/core'
import { describe, expect, it } from 'vitest'
import { decode } from './decode.js'

const float = (shape: readonly number[], ...values: number[]) => new Tensor('float32', shape, Float32Array.from(values))

describe('decode', () => {
  it('names the numbers, and gives the best face first', () => {
    const faces = decode(
      float([2, 4], 10, 20, 30, 40, -1, -2, 3, 4),
      float([2], 0.75, 0.875),
      float([2, 10], 1, 2, 3, 4, 5, 11, 12, 13, 14, 15, 6, 7, 8, 9, 10, 16, 17, 18, 19, 20),
      'test',
    )
    expect(faces).toEqual([
      {
        box: { xMin: -2, yMin: -1, xMax: 4, yMax: 3 },
        score: 0.875,
        landmarks: {
          leftEye: { x: 16, y: 6 },
          rightEye: { x: 17, y: 7 },
          nose: { x: 18, y: 8 },
          mouthLeft: { x: 19, y: 9 },
          mouthRight: { x: 20, y: 10 },
        },
      },
      {
        box: { xMin: 20, yMin: 10, xMax: 40, yMax: 30 },
        score: 0.75,
        landmarks: {
          leftEye: { x: 11, y: 1 },
          rightEye: { x: 12, y: 2 },
          nose: { x: 13, y: 3 },
          mouthLeft: { x: 14, y: 4 },
          mouthRight: { x: 15, y: 5 },
        },
      },
    ])
  })

  it('gives no faces for none, and refuses outputs that do not belong together', () => {
    expect(decode(float([0, 4]), float([0]), float([0, 10]), 'test')).toEqual([])
    expect(() => decode(float([0, 4]), float([1], 0.5), float([0, 10]), 'test')).toThrow(
      expect.objectContaining({ code: 'ERR_RUN', status: 'INCONSISTENT_OUTPUTS' }),
    )
  })
})
