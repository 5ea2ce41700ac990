import { describe, expect, it } from 'vitest'
import { placeholder } from '../../../test/support/graph-bytes.js'
import { float, floats, lowerNodes, operatorsOf } from '../../../test/support/lowering.js'

type Shape = readonly (number | null)[]

const sum = (a: Shape, b: Shape) => {
  const nodes = [placeholder('a', a), placeholder('b', b), float('y', 'AddV2', ['a', 'b'])]
  return operatorsOf(nodes, { feeds: { a, b }, fetches: ['y'] })
}

describe('operands of more axes than the kernels stretch', () => {
  it('are taken as they are where none is stretched, or up to four axes', () => {
    expect(sum([2, 3, 4, 5, 6], [2, 3, 4, 5, 6])).toEqual(['ADD'])
    expect(sum([2, 3, 4, 5], [3, 1, 5])).toEqual(['ADD'])
  })

  it('have neighbours that are stretched alike taken together', () => {
    expect(sum([2, 3, 4, 5, 6], [6])).toEqual(['RESHAPE', 'RESHAPE', 'ADD', 'RESHAPE'])
    expect(sum([2, 3, 4, 5, 6, 7], [2, 3, 1, 1, 6, 1])).toEqual(['RESHAPE', 'RESHAPE', 'ADD', 'RESHAPE'])
  })

  it('are refused where they alternate along more', () => {
    expect(() => sum([2, 3, 4, 5, 6], [2, 1, 4, 1, 6])).toThrow('stretches operands along up to 4 axes, not 5')
  })

  it('keep two open dimensions apart from others: they may be one and many', () => {
    expect(sum([null, 3, 4, 5, 6], [null, 3, 4, 5, 6])).toEqual(['RESHAPE', 'RESHAPE', 'ADD', 'RESHAPE'])
  })

  it('take a constant in another shape as it is', () => {
    const nodes = [placeholder('a', [2, 3, 4, 5, 6]), floats('c', [1, 2, 3, 4, 5, 6]), float('y', 'Mul', ['a', 'c'])]
    const run = { feeds: { a: [2, 3, 4, 5, 6] }, fetches: ['y'] }
    expect(lowerNodes(nodes, run).bytes!.length).toBeGreaterThan(0)
    expect(operatorsOf(nodes, run).at(-2)).toBe('MUL')
  })
})
