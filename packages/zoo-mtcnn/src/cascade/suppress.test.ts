import { describe, expect, it } from 'vitest'
import { nextSquares, suppress } from './suppress.js'

const found = (xMin: number, score: number) => ({
  box: { xMin, yMin: 0, xMax: xMin + 10, yMax: 20 },
  score,
  offsets: [0, 0.1, 0, 0.1] as const,
})

describe('suppress', () => {
  it('keeps the best of what overlaps, best first, the first among equals', () => {
    const [a, b, c, d] = [found(0, 0.8), found(1, 0.9), found(50, 0.95), found(51, 0.95)]
    expect(suppress([a, b, c, d], 0.7)).toEqual([c, b])
    expect(suppress([a, b], 0.9)).toEqual([b, a])
  })

  it('keeps a thousand at most', () => {
    const many = Array.from({ length: 1500 }, (_, i) => found(i * 20, i))
    const kept = suppress(many, 0.7)
    expect(kept).toHaveLength(1000)
    expect(kept[0]!.score).toBe(1499)
  })
})

describe('nextSquares', () => {
  it('calibrates first and makes square then', () => {
    expect(nextSquares([found(0, 0.9), found(1, 0.8)])).toEqual([{ xMin: -4, yMin: 0, xMax: 16, yMax: 20 }])
  })
})
