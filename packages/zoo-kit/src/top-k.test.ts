import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { topK } from './top-k.js'

describe('topK', () => {
  it('gives the indices of the largest values, largest first', () => {
    expect(topK([0.1, 0.5, 0.05, 0.3], 2)).toEqual([1, 3])
    expect(topK([1, 2], 5)).toEqual([1, 0])
    expect(topK([], 3)).toEqual([])
  })

  it('looks at one row of a batch, counting from its start', () => {
    expect(topK(Float32Array.of(9, 9, 1, 3, 2, 9), 2, 2, 5)).toEqual([1, 2])
  })

  it('never chooses NaN', () => {
    expect(topK([Number.NaN, 0.2, Number.NaN, 0.7], 3)).toEqual([3, 1])
  })

  it('agrees with a stable sort of everything', () => {
    const values = fc.array(fc.integer({ min: -5, max: 5 }), { maxLength: 60 })
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 70 }), (numbers, k) => {
        const sorted = numbers.map((_, i) => i).sort((a, b) => numbers[b]! - numbers[a]! || a - b)
        expect(topK(numbers, k)).toEqual(sorted.slice(0, k))
      }),
    )
  })
})
