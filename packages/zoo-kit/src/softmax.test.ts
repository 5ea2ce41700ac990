import { describe, expect, it } from 'vitest'
import { softmax } from './softmax.js'

describe('softmax', () => {
  it('makes probabilities that add to 1', () => {
    const [a, b, c] = softmax([1, 2, 3])
    expect(a).toBeCloseTo(0.0900306, 6)
    expect(b).toBeCloseTo(0.2447285, 6)
    expect(c).toBeCloseTo(0.6652409, 6)
  })

  it('does not overflow', () => {
    expect([...softmax([1000, 1000])]).toEqual([0.5, 0.5])
  })
})
