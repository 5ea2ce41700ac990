import { describe, expect, it } from 'vitest'
import { int32, placeholder, type TestNode } from '../../../test/support/graph-bytes.js'
import { conv2d, float, floats, lowerNodes, opsAfter } from '../../../test/support/lowering.js'

const x = placeholder('x', [1, 4, 4, 2])
const run = { feeds: { x: [1, 4, 4, 2] }, fetches: ['y'] }

describe('fold-constants', () => {
  it('calculates what depends on constants alone: an unfused batch norm becomes a scale and a shift', () => {
    const nodes = [
      x,
      floats('variance', [3, 8]),
      floats('epsilon', [1], []),
      float('sum', 'Add', ['variance', 'epsilon']),
      float('inverse', 'Rsqrt', ['sum']),
      floats('gamma', [2, 3]),
      float('scale', 'Mul', ['inverse', 'gamma']),
      float('y', 'Mul', ['x', 'scale']),
    ]
    const { operations } = lowerNodes(nodes, run).programs.get('fold-constants')!
    expect(operations.map(({ op, inputs }) => [op, ...inputs[1]!.data!])).toEqual([['Mul', 1, 1]])
  })

  it('calculates what weights go through before a convolution takes them', () => {
    const weights: TestNode[] = [
      floats('weights', [1, 2, 3, 4, 5, 6], [1, 1, 3, 2]),
      int32('order', [0, 1, 3, 2]),
      float('filter', 'Transpose', ['weights', 'order'], { Tperm: { type: 'int32' } }),
    ]
    const nodes = [x, ...weights, conv2d('y', 'x', 'filter')]
    const { operations } = lowerNodes(nodes, run).programs.get('fold-constants')!
    expect(operations.map(({ op, inputs }) => [op, ...inputs[1]!.data!])).toEqual([['Conv2D', 1, 3, 5, 2, 4, 6]])
  })

  it('leaves what is fed, and a function that it does not know', () => {
    const nodes = [x, floats('c', [1, 2]), float('e', 'Erf', ['c']), float('y', 'Mul', ['x', 'e'])]
    expect(opsAfter('fold-constants', nodes, run)).toEqual(['Erf', 'Mul'])
    expect(opsAfter('fold-constants', [x, float('y', 'Exp', ['x'])], run)).toEqual(['Exp'])
  })

  it('follows shapes into the constants of a Reshape', () => {
    const nodes = [
      x,
      float('shape', 'Shape', ['x'], { out_type: { type: 'int32' } }),
      float('y', 'Reshape', ['x', 'shape'], { Tshape: { type: 'int32' } }),
    ]
    const { operations } = lowerNodes(nodes, run).programs.get('fold-constants')!
    expect(operations.map(({ op, inputs }) => [op, ...inputs[1]!.data!])).toEqual([['Reshape', 1, 4, 4, 2]])
  })
})
