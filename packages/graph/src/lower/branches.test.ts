import { describe, expect, it } from 'vitest'
import { placeholder, type TestNode } from '../../test/support/graph-bytes.js'
import { float, floats, opsAfter } from '../../test/support/lowering.js'

const bool = (name: string, value: boolean): TestNode => ({
  name,
  op: 'Const',
  attrs: {
    dtype: { type: 'bool' },
    value: { tensor: { dtype: 'bool', shape: [], content: Uint8Array.of(Number(value)) } },
  },
})

/** What Keras writes for a layer that trains otherwise than it is used: doubled in training, its root else. */
const layer = (training: boolean): readonly TestNode[] => [
  placeholder('x', [2]),
  bool('default', training),
  {
    name: 'phase',
    op: 'PlaceholderWithDefault',
    inputs: ['default'],
    attrs: { dtype: { type: 'bool' }, shape: { shape: [] } },
  },
  { name: 'choice', op: 'Switch', inputs: ['phase', 'phase'], attrs: { T: { type: 'bool' } } },
  { name: 'then', op: 'Identity', inputs: ['choice:1'], attrs: { T: { type: 'bool' } } },
  { ...floats('two', [2], []), inputs: ['^then'] },
  float('trained', 'Switch', ['x', 'phase']),
  float('used', 'Switch', ['x', 'phase']),
  float('doubled', 'Mul', ['trained:1', 'two']),
  float('root', 'Sqrt', ['used']),
  float('merged', 'Merge', ['root', 'doubled'], { N: { int: 2 } }),
  float('y', 'Exp', ['merged']),
]

const ops = (nodes: readonly TestNode[], feeds = {}, fetch = 'y') =>
  opsAfter('remove-identities', nodes, { feeds: { x: [2], ...feeds }, fetches: [fetch] })

describe('branches', () => {
  it('that a constant chooses are taken, and the others left out', () => {
    expect(ops(layer(false))).toEqual(['Sqrt', 'Exp'])
    expect(ops(layer(true))).toEqual(['Mul', 'Exp'])
  })

  it('are followed through what is made of the constant', () => {
    const through = layer(true).map((node): TestNode => {
      return node.op === 'PlaceholderWithDefault' ? { name: 'phase', op: 'LogicalNot', inputs: ['default'] } : node
    })
    expect(ops(through)).toEqual(['Sqrt', 'Exp'])
  })

  it('that the run chooses are refused', () => {
    expect(() => ops(layer(false), { phase: [] })).toThrow('merged (Merge): it is control flow')
  })

  it('are refused where it is asked which was taken', () => {
    expect(() => ops(layer(false), {}, 'merged:1')).toThrow('which branch was taken is asked for')
  })

  it('may be fed inside', () => {
    expect(ops(layer(true), { root: [2] }, 'root')).toEqual([])
    expect(() => ops(layer(true), { root: [2] })).toThrow('merged (Merge)')
  })

  it('of a loop are never taken for known', () => {
    const loop = [
      placeholder('x', [2]),
      float('enter', 'Enter', ['x'], { frame_name: { string: 'f' } }),
      float('merged', 'Merge', ['enter', 'next'], { N: { int: 2 } }),
      float('next', 'NextIteration', ['grown']),
      float('grown', 'Exp', ['merged']),
      float('y', 'Exp', ['merged']),
    ]
    expect(() => ops(loop)).toThrow('merged (Merge): it is control flow')
  })
})
