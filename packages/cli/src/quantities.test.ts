import { describe, expect, it } from 'vitest'
import { bytesText, rounded } from './quantities.js'

describe('quantities', () => {
  it('are rounded to three digits with their prefix', () => {
    expect([0, 999, 1000, 602_123_456, 1.5e9, 2e12, 7e15].map(rounded)).toEqual([
      '0',
      '999',
      '1 k',
      '602 M',
      '1.5 G',
      '2 T',
      '7000 T',
    ])
  })

  it('are bytes', () => {
    expect([0, 512, 14_000_000, 853_200_000].map(bytesText)).toEqual(['0 B', '512 B', '14 MB', '853 MB'])
  })
})
