import { describe, expect, it } from 'vitest'
import { float32, placeholder, type TestNode } from '../../../test/support/graph-bytes.js'
import { conv2d, float, floats, lowerNodes, opsAfter } from '../../../test/support/lowering.js'

const statistics = [
  floats('gamma', [2, 3]),
  floats('beta', [1, -1]),
  floats('mean', [4, 5]),
  floats('variance', [3, 8]),
]
const norm = (input: string, training = false): TestNode =>
  float('norm', 'FusedBatchNormV3', [input, 'gamma', 'beta', 'mean', 'variance'], {
    U: { type: 'float32' },
    epsilon: { float: 1 },
    is_training: { bool: training },
  })
const run = { feeds: { x: [1, 4, 4, 2] }, fetches: ['norm'] }
const x = placeholder('x', [1, 4, 4, 2])

describe('expand-batch-norm', () => {
  it('writes a batch norm as gamma / sqrt(variance + epsilon) and what is left to add', () => {
    const { programs } = lowerNodes([x, ...statistics, norm('x')], run)
    const { operations } = programs.get('expand-batch-norm')!
    expect(operations.map(({ op }) => op)).toEqual(['Mul', 'AddV2'])
    const [scale, shift] = operations.map(({ inputs }) => [...inputs[1]!.data!])
    expect(scale).toEqual([1, 1])
    expect(shift).toEqual([-3, -6])
  })

  it('comes out as the convolution alone where one is before it', () => {
    const nodes = [x, float32('filter', [1, 1, 2, 2]), conv2d('conv', 'x', 'filter'), ...statistics, norm('conv')]
    expect(opsAfter('fold-affine', nodes, run)).toEqual(['Conv2D'])
  })

  it('is refused where it works out the statistics of what it is given', () => {
    expect(() => lowerNodes([x, ...statistics, norm('x', true)], run)).toThrow(
      expect.objectContaining({ code: 'ERR_UNSUPPORTED_GRAPH', nodes: [expect.objectContaining({ node: 'norm' })] }),
    )
  })
})
