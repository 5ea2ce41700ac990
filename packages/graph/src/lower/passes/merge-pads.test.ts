import { describe, expect, it } from 'vitest'
import { float32, int32, placeholder } from '../../../test/support/graph-bytes.js'
import { conv2d, float, opsAfter } from '../../../test/support/lowering.js'

type Pads = readonly [top: number, bottom: number, left: number, right: number]

const nodes = (size: number | null, [top, bottom, left, right]: Pads, stride: number, padding = 'VALID') => [
  placeholder('x', [1, size, size, 1]),
  int32('amounts', [0, 0, top, bottom, left, right, 0, 0], [4, 2]),
  float('pad', 'Pad', ['x', 'amounts'], { Tpaddings: { type: 'int32' } }),
  float32('filter', [3, 3, 1, 1]),
  conv2d('conv', 'pad', 'filter', { strides: { ints: [1, stride, stride, 1] }, padding: { string: padding } }),
]
const after = (graph: ReturnType<typeof nodes>, size: number | null, fetches = ['conv']) =>
  opsAfter('merge-pads', graph, { feeds: { x: [1, size, size, 1] }, fetches })

describe('merge-pads', () => {
  it('merges the zeros that SAME adds', () => {
    expect(after(nodes(8, [1, 1, 1, 1], 1), 8)).toEqual(['Conv2D'])
    expect(after(nodes(9, [1, 1, 1, 1], 2), 9)).toEqual(['Conv2D'])
    expect(after(nodes(null, [1, 1, 1, 1], 1), null)).toEqual(['Conv2D'])
  })

  it('leaves others: with stride 2 SAME pads an even size on one side only', () => {
    expect(after(nodes(8, [1, 1, 1, 1], 2), 8)).toEqual(['Pad', 'Conv2D'])
    expect(after(nodes(8, [0, 1, 0, 1], 2), 8)).toEqual(['Conv2D'])
    expect(after(nodes(8, [2, 0, 1, 1], 1), 8)).toEqual(['Pad', 'Conv2D'])
    expect(after(nodes(null, [0, 1, 0, 1], 2), null)).toEqual(['Pad', 'Conv2D'])
  })

  it('leaves a pad that is fetched, and one before a convolution that pads by itself', () => {
    expect(after(nodes(8, [1, 1, 1, 1], 1), 8, ['pad', 'conv'])).toEqual(['Pad', 'Conv2D'])
    expect(after(nodes(8, [1, 1, 1, 1], 1, 'SAME'), 8)).toEqual(['Pad', 'Conv2D'])
  })
})
