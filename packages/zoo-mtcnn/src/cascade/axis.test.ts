import { describe, expect, it } from 'vitest'
import { Axis, OUTSIDE } from './axis.js'

const samples = ({ count, lower, upper, fraction }: Axis) =>
  Array.from({ length: count }, (_, i) => [lower[i], upper[i], fraction[i]])

describe('Axis', () => {
  it('resizes from corner to corner, not from middle to middle', () => {
    expect(samples(new Axis(8).resize(0, 4, 4, 10))).toEqual([
      [0, 1, 0],
      [2, 3, 0.5],
      [5, 6, 0],
      [7, 8, 0.5],
    ])
  })

  it('gives a part of a resized axis as it is in the whole', () => {
    const whole = samples(new Axis(100).resize(0, 100, 100, 333))
    expect(samples(new Axis(100).resize(60, 30, 100, 333))).toEqual(whole.slice(60, 90))
  })

  it('stays inside where nothing is resized', () => {
    expect(samples(new Axis(3).resize(0, 3, 3, 3)).at(-1)).toEqual([2, 2, 0])
  })

  it('crops from the first sample on one edge to the last on the other', () => {
    // Edges 0 and 10 of 10 pixels are the first and the last pixel.
    expect(samples(new Axis(4).crop(0, 10, 4, 10))).toEqual([
      [0, 1, 0],
      [3, 4, 0],
      [6, 7, 0],
      [9, 9, 0],
    ])
  })

  it('marks what a crop takes from outside of the image', () => {
    const { lower } = new Axis(5).crop(-5, 15, 5, 10)
    expect([...lower]).toEqual([OUTSIDE, 0, 4, 9, OUTSIDE])
    expect(new Axis(2).crop(20, 30, 2, 10).lower).toEqual(Int32Array.of(OUTSIDE, OUTSIDE))
  })

  it('marks what lies between the last pixel and the edge', () => {
    expect([...new Axis(2).crop(0, 10.5, 2, 10).lower]).toEqual([0, OUTSIDE])
  })
})
