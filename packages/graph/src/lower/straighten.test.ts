import { describe, expect, it } from 'vitest'
import { float32, graphBytes, int32, placeholder, type TestNode } from '../../test/support/graph-bytes.js'
import { conv2d, float, floats } from '../../test/support/lowering.js'
import { readGraph } from '../graphdef/read.js'
import type { PartialShape } from '../spec.js'
import { Refusals, unsupported } from './refusal.js'
import { straighten } from './straighten.js'

const x = placeholder('x', [null, 4, 4, 3])

const straight = (nodes: readonly TestNode[], fetches: readonly string[], shape: PartialShape = [null, 4, 4, 3]) => {
  const refusals = new Refusals()
  const request = { feeds: new Map([['x', { shape }]]), fetches }
  return { program: straighten(readGraph(graphBytes({ nodes })), request, refusals), refusals }
}

const opsOf = (...args: Parameters<typeof straight>) => straight(...args).program?.operations.map(({ op }) => op)

describe('straighten', () => {
  it('keeps the ops of the graph that the fetches need, and those alone', () => {
    const nodes = [
      x,
      float32('filter', [3, 3, 3, 2]),
      conv2d('conv', 'x', 'filter'),
      float('relu', 'Relu', ['conv']),
      float('same', 'Identity', ['relu']),
      float('other', 'Exp', ['relu']),
    ]
    expect(opsOf(nodes, ['same'])).toEqual(['Conv2D', 'Relu'])
    expect(opsOf(nodes, ['other', 'conv'])).toEqual(['Conv2D', 'Relu', 'Exp'])
  })

  it('calculates what is constant, shapes included', () => {
    const nodes = [
      x,
      float('a', 'Mul', ['two', 'three']),
      floats('two', [2], []),
      floats('three', [3], []),
      float('y', 'AddV2', ['x', 'a']),
      { name: 'shape', op: 'Shape', inputs: ['y'], attrs: { T: { type: 'float32' }, out_type: { type: 'int32' } } },
      float('flat', 'Reshape', ['y', 'shape']),
    ] satisfies TestNode[]
    const [add] = straight(nodes, ['y']).program!.operations
    expect([...add!.inputs[1]!.data!]).toEqual([6])
    expect(opsOf(nodes, ['flat'])).toEqual(['AddV2', 'Shape', 'Reshape'])
    expect(opsOf(nodes, ['flat'], [2, 4, 4, 3])).toEqual(['AddV2', 'Reshape'])
  })

  it('refuses control flow, dtypes and ranks, and names them', () => {
    const { program, refusals } = straight([x, int32('axis', [0]), float('m', 'Merge', ['x', 'x'])], ['m'])
    expect(program).toBeUndefined()
    const error = unsupported(refusals, 'It cannot run', 'Try another.')
    expect(error).toMatchObject({ code: 'ERR_UNSUPPORTED_GRAPH', nodes: [{ node: 'm', op: 'Merge' }] })
    expect(error.message).toMatch(/^It cannot run: m \(Merge\): .*\. Try another\.$/)
    expect(straight([x], ['x'], null).refusals.nodes).toMatchObject([
      { node: 'x', reason: expect.stringContaining('rank of x') },
    ])
  })
})
