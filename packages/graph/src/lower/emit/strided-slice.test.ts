import { describe, expect, it } from 'vitest'
import { int32, placeholder, type TestAttr } from '../../../test/support/graph-bytes.js'
import { float, operatorsOf } from '../../../test/support/lowering.js'

type Shape = readonly (number | null)[]

/** The operators of x[begin:end:strides] with these masks. */
const sliced = (
  shape: Shape,
  spec: readonly (readonly [number, number, number])[],
  masks: Readonly<Record<string, number>>,
) => {
  const attrs: Record<string, TestAttr> = { Index: { type: 'int32' } }
  for (const [mask, bits] of Object.entries(masks)) attrs[`${mask}_mask`] = { int: bits }
  const vector = (name: string, of: 0 | 1 | 2) =>
    int32(
      name,
      spec.map((entry) => entry[of]),
      [spec.length],
    )
  const nodes = [placeholder('x', shape), vector('begin', 0), vector('end', 1), vector('strides', 2)]
  const inputs = ['x', 'begin', 'end', 'strides']
  return operatorsOf([...nodes, float('y', 'StridedSlice', inputs, attrs)], { feeds: { x: shape }, fetches: ['y'] })
}

describe('a strided slice', () => {
  it('is one operator where it keeps the axes', () => {
    expect(
      sliced(
        [4, 6],
        [
          [1, 3, 1],
          [0, 6, 2],
        ],
        {},
      ),
    ).toEqual(['STRIDED_SLICE'])
    expect(
      sliced(
        [4, 6, 2],
        [
          [0, 0, 1],
          [0, 2, 1],
        ],
        { ellipsis: 1 },
      ),
    ).toEqual(['STRIDED_SLICE'])
  })

  it('is reshaped where it drops or adds an axis, or both', () => {
    expect(sliced([4, 6], [[1, 2, 1]], { shrink_axis: 1 })).toEqual(['STRIDED_SLICE', 'RESHAPE'])
    expect(
      sliced(
        [4, 6],
        [
          [0, 1, 1],
          [1, 3, 1],
        ],
        { new_axis: 1 },
      ),
    ).toEqual(['STRIDED_SLICE', 'RESHAPE'])
    // Of one rank before and after, the axis in another place.
    expect(
      sliced(
        [4, 6],
        [
          [0, 1, 1],
          [0, 4, 1],
          [5, 6, 1],
        ],
        { new_axis: 1, shrink_axis: 4 },
      ),
    ).toEqual(['STRIDED_SLICE', 'RESHAPE'])
  })

  it('may leave an open dimension whole, or take one of it', () => {
    expect(
      sliced(
        [null, 6],
        [
          [0, 0, 1],
          [2, 4, 1],
        ],
        { begin: 1, end: 1 },
      ),
    ).toEqual(['STRIDED_SLICE'])
    expect(sliced([null, 6], [[0, 1, 1]], { shrink_axis: 1 })).toEqual(['STRIDED_SLICE', 'RESHAPE'])
    expect(() => sliced([null, 6], [[1, 3, 1]], {})).toThrow('it takes a part of an open dimension')
  })
})
