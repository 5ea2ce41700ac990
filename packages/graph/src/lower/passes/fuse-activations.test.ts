import { describe, expect, it } from 'vitest'
import { float32, placeholder } from '../../../test/support/graph-bytes.js'
import { conv2d, float, opsAfter } from '../../../test/support/lowering.js'

const nodes = [
  placeholder('x', [1, 4, 4, 2]),
  float32('filter', [1, 1, 2, 2]),
  conv2d('conv', 'x', 'filter'),
  float('relu', 'Relu', ['conv']),
  float('tanh', 'Tanh', ['conv']),
  float('sum', 'AddV2', ['x', 'x']),
  float('relu6', 'Relu6', ['sum']),
  float('again', 'Relu', ['relu6']),
]
const after = (...fetches: string[]) => opsAfter('fuse-activations', nodes, { feeds: { x: [1, 4, 4, 2] }, fetches })

describe('fuse-activations', () => {
  it('lets the op before apply a Relu or Relu6', () => {
    expect(after('relu')).toEqual(['Conv2D+relu'])
    expect(after('relu6')).toEqual(['AddV2+relu6'])
  })

  it('leaves an op whose own result is fetched or taken twice', () => {
    expect(after('conv', 'relu')).toEqual(['Conv2D', 'Relu'])
    expect(after('relu', 'tanh')).toEqual(['Conv2D', 'Relu', 'Tanh'])
  })

  it('fuses one activation and no second', () => {
    expect(after('again')).toEqual(['AddV2+relu6', 'Relu'])
  })
})
