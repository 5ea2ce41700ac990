import { describe, expect, it } from 'vitest'
import { nms } from './nms.js'

const square = (x: number, side = 10) => ({ xMin: x, yMin: 0, xMax: x + side, yMax: side })

describe('nms', () => {
  it('drops boxes that overlap a better one, and gives the rest best first', () => {
    expect(nms([square(0), square(1), square(50)], [0.8, 0.9, 0.95])).toEqual([2, 1])
  })

  it('lets a box stay whose only better neighbour was itself dropped', () => {
    expect(nms([square(0), square(4), square(8)], [0.9, 0.8, 0.7], { iouThreshold: 0.4 })).toEqual([0, 2])
  })

  it('takes the lower index first among equal scores', () => {
    expect(nms([square(0), square(100)], [0.5, 0.5])).toEqual([0, 1])
  })

  it('drops low scores and keeps at most the limit', () => {
    const boxes = [square(0), square(100), square(200)]
    expect(nms(boxes, [0.9, 0.1, 0.5], { scoreThreshold: 0.2 })).toEqual([0, 2])
    expect(nms(boxes, [0.9, 0.1, 0.5], { limit: 1 })).toEqual([0])
  })

  it('refuses thresholds that make no sense, and options there are none of', () => {
    expect(() => nms([], [], { iouThreshold: 2 })).toThrow(expect.objectContaining({ code: 'ERR_ARGUMENT' }))
    expect(() => nms([square(0)], [])).toThrow(expect.objectContaining({ code: 'ERR_ARGUMENT', option: 'scores' }))
    expect(() => nms([], [], { threshold: 0.5 } as never)).toThrow(expect.objectContaining({ option: 'threshold' }))
  })
})
