import { describe, expect, it } from 'vitest'
import { pyramid } from './pyramid.js'

const sizes = (...args: Parameters<typeof pyramid>) => pyramid(...args).map(({ width, height }) => [width, height])

describe('pyramid', () => {
  it('shrinks the image until its shorter side is P-Net’s window', () => {
    expect(sizes(960, 661, 40, 0.709)).toEqual([
      [288, 198],
      [204, 140],
      [144, 99],
      [102, 70],
      [72, 50],
      [51, 35],
      [36, 25],
      [25, 17],
      [18, 12],
    ])
  })

  it('counts one cell for each window of 12 pixels, two pixels apart', () => {
    const [level] = pyramid(24, 15, 12, 0.5)
    expect(level).toMatchObject({ scale: 1, width: 24, height: 15, columns: 7, rows: 2 })
  })

  it('has no level for an image that the smallest face fills', () => {
    expect(pyramid(40, 200, 40, 0.709)).toEqual([])
    expect(sizes(13, 13, 12, 0.709)).toEqual([[13, 13]])
  })

  it('is computed in float32, in which 40 times 12/40 is no more than 12', () => {
    expect(pyramid(41, 41, 41, 0.709)).toEqual([])
    for (const { scale } of pyramid(960, 661, 20, 0.709)) expect(scale).toBe(Math.fround(scale))
  })
})
