import { describe, expect, it } from 'vitest'
import { leastLead, probability } from './probability.js'

describe('probability', () => {
  it('is the softmax’s second value', () => {
    expect(probability(0, 0)).toBe(0.5)
    expect(probability(1, 3)).toBeCloseTo(0.880797, 6)
    expect(probability(500, -500)).toBe(0)
    expect(probability(-500, 500)).toBe(1)
  })

  it('saturates where float32 does, so that sure faces tie', () => {
    expect(probability(0, 18)).toBe(1)
    expect(probability(-1, 40)).toBe(1)
  })
})

describe('leastLead', () => {
  it('lets every logit pair through whose probability is above the threshold', () => {
    for (const threshold of [0, 0.001, 0.5, 0.6, 0.7, 0.999, 1]) {
      for (let lead = -20; lead <= 20; lead += 0.01) {
        if (probability(0, lead) > threshold) expect(lead).toBeGreaterThanOrEqual(leastLead(threshold))
      }
    }
  })
})
