import { describe, expect, it } from 'vitest'
import { calibrate, squareOf } from './calibrate.js'

describe('calibrate', () => {
  it('moves the edges by shares of the height and the width', () => {
    const box = { xMin: 10, yMin: 20, xMax: 30, yMax: 60 }
    expect(calibrate(box, [0.25, 0.5, -0.5, 0])).toEqual({ xMin: 20, yMin: 30, xMax: 30, yMax: 40 })
  })
})

describe('squareOf', () => {
  it('widens the narrower direction about the middle', () => {
    expect(squareOf({ xMin: 0, yMin: 10, xMax: 10, yMax: 40 })).toEqual({ xMin: -10, yMin: 10, xMax: 20, yMax: 40 })
    expect(squareOf({ xMin: 0, yMin: 10, xMax: 30, yMax: 20 })).toEqual({ xMin: 0, yMin: 0, xMax: 30, yMax: 30 })
    expect(squareOf({ xMin: 1, yMin: 2, xMax: 3, yMax: 4 })).toEqual({ xMin: 1, yMin: 2, xMax: 3, yMax: 4 })
  })
})
