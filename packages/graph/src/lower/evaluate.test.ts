import { describe, expect, it } from 'vitest'
import { transposed } from './evaluate.js'
import { floatConstant, intConstant } from './value.js'

const counting = (shape: readonly number[]) =>
  floatConstant(
    'c',
    shape,
    Float32Array.from({ length: shape.reduce((size, d) => size * d, 1) }, (_, i) => i),
  )

/** The slow way: each element of the result by its place. */
const expected = (shape: readonly number[], order: readonly number[]): number[] => {
  const place = (index: readonly number[]) => shape.reduce((at, size, axis) => at * size + index[axis]!, 0)
  const all: number[] = []
  const visit = (prefix: readonly number[]): void => {
    if (prefix.length < order.length) {
      for (let i = 0; i < shape[order[prefix.length]!]!; i++) visit([...prefix, i])
      return
    }
    all.push(place(shape.map((_, axis) => prefix[order.indexOf(axis)]!)))
  }
  visit([])
  return all
}

describe('transposed', () => {
  it.each<[readonly number[], readonly number[]]>([
    [
      [3, 3, 40, 70],
      [3, 0, 1, 2],
    ],
    [
      [5, 3, 2, 7],
      [1, 2, 3, 0],
    ],
    [
      [4, 5, 6],
      [2, 1, 0],
    ],
    [
      [2, 3, 4, 5],
      [0, 3, 1, 2],
    ],
    [
      [33, 65],
      [1, 0],
    ],
    [
      [2, 3],
      [0, 1],
    ],
    [[4], [0]],
  ])('turns %j by %j', (shape, order) => {
    const result = transposed(counting(shape), order)
    expect(result.shape).toEqual(order.map((axis) => shape[axis]))
    expect([...(result.data as Float32Array)]).toEqual(expected(shape, order))
  })

  it('leaves a scalar, and other dtypes as they are', () => {
    expect([...(transposed(counting([]), []).data as Float32Array)]).toEqual([0])
    const { data, dtype } = transposed(intConstant('c', [1, 2, 3, 4, 5, 6], [2, 3]), [1, 0])
    expect([dtype, ...(data as Int32Array)]).toEqual(['int32', 1, 4, 2, 5, 3, 6])
  })
})
