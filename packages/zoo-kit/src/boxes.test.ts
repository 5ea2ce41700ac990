import { describe, expect, it } from 'vitest'
import { area, clipBox, intersectionOverUnion, scaleBox } from './boxes.js'

const box = (xMin: number, yMin: number, xMax: number, yMax: number) => ({ xMin, yMin, xMax, yMax })

describe('boxes', () => {
  it('keeps the part of a box that is inside the image', () => {
    expect(clipBox(box(-5, 10, 120, 90), 100, 80)).toEqual(box(0, 10, 100, 80))
    expect(area(clipBox(box(200, 200, 300, 300), 100, 80))).toBe(0)
  })

  it('scales a box to another image of the same view', () => {
    expect(scaleBox(box(10, 20, 30, 40), 2, 0.5)).toEqual(box(20, 10, 60, 20))
  })

  it('measures overlap as intersection over union', () => {
    expect(intersectionOverUnion(box(0, 0, 10, 10), box(0, 0, 10, 10))).toBe(1)
    expect(intersectionOverUnion(box(0, 0, 10, 10), box(5, 0, 15, 10))).toBeCloseTo(1 / 3)
    expect(intersectionOverUnion(box(0, 0, 10, 10), box(10, 0, 20, 10))).toBe(0)
    expect(intersectionOverUnion(box(0, 0, 0, 0), box(0, 0, 0, 0))).toBe(0)
  })
})
