import { describe, expect, it } from 'vitest'
import { readJudged } from './judge.js'

const box = (xMin: number) => ({ xMin, yMin: 0, xMax: xMin + 10, yMax: 10 })

describe('readJudged', () => {
  // A batch of four of which two hold boxes: the others are left over and must not be read.
  const logits = Float32Array.of(0, 3, 0, -3, 0, 9, 0, 9)
  const offsets = Float32Array.from({ length: 16 }, (_, i) => i / 4)
  const points = Float32Array.from({ length: 40 }, (_, i) => i)

  it('keeps the boxes above the threshold with what the net says of them', () => {
    const found = readJudged([logits, offsets, points], [box(1), box(2)], 0.7)
    expect(found).toEqual([
      { box: box(1), score: expect.closeTo(0.952574, 6), offsets: [0, 0.25, 0.5, 0.75], points: points.slice(0, 10) },
    ])
  })

  it('has no points where the net gives none', () => {
    const [first, second] = readJudged([logits, offsets], [box(1), box(2)], 0.01)
    expect(first!.points).toHaveLength(0)
    expect(second).toMatchObject({ box: box(2), offsets: [1, 1.25, 1.5, 1.75] })
  })
})
