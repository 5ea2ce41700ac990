import { describe, expect, it } from 'vitest'
import { graphBytes, placeholder, type TestNode } from '../../test/support/graph-bytes.js'
import { InferenceError } from '../errors.js'
import { prune } from './prune.js'
import { readGraph } from './read.js'

const node = (name: string, op: string, inputs: readonly string[]): TestNode => ({
  name,
  op,
  inputs,
  attrs: { T: { type: 'float32' }, num_split: { int: 2 } },
})

const graph = readGraph(
  graphBytes({
    nodes: [
      placeholder('a', [4]),
      placeholder('b', [4]),
      { name: 'd', op: 'PlaceholderWithDefault', inputs: ['zero'], attrs: { dtype: { type: 'float32' } } },
      { name: 'zero', op: 'Const', attrs: { dtype: { type: 'float32' } } },
      node('sum', 'Add', ['a', 'd']),
      node('axis', 'Const', []),
      node('split', 'Split', ['axis', 'sum']),
      node('left', 'Relu', ['split']),
      node('both', 'Add', ['split', 'split:1']),
      node('after', 'Relu', ['b', '^left']),
      node('afterInput', 'Relu', ['b', '^a']),
    ],
  }),
)

const pruned = (fetches: readonly string[], feeds: readonly string[] = []) => {
  const { graph: rest, feeds: used, missing } = prune(graph, { fetches, feeds })
  return { nodes: rest.nodes.map(({ name }) => name), feeds: used, missing: missing.map(({ name }) => name) }
}

describe('prune', () => {
  it('keeps what the fetches need, in file order, and says what must be fed', () => {
    expect(pruned(['left'])).toEqual({
      nodes: ['a', 'd', 'zero', 'sum', 'axis', 'split', 'left'],
      feeds: [],
      missing: ['a'],
    })
    expect(pruned(['after']).missing).toEqual(['a', 'b'])
  })

  it('needs no feed for a placeholder with a default', () => {
    expect(pruned(['d'])).toEqual({ nodes: ['d', 'zero'], feeds: [], missing: [] })
    expect(pruned(['d'], ['d'])).toEqual({ nodes: [], feeds: ['d'], missing: [] })
  })

  it('cuts the graph at fed inner tensors', () => {
    expect(pruned(['left'], ['split:0'])).toEqual({ nodes: ['left'], feeds: ['split'], missing: [] })
    expect(pruned(['left'], ['sum'])).toEqual({ nodes: ['axis', 'split', 'left'], feeds: ['sum'], missing: [] })
  })

  it('still runs a fed node whose other output is needed', () => {
    expect(pruned(['both'], ['split']).missing).toEqual(['a'])
    expect(pruned(['both'], ['split', 'split:1'])).toEqual({
      nodes: ['both'],
      feeds: ['split', 'split:1'],
      missing: [],
    })
  })

  it('runs what is waited for, fed or not, but for placeholders', () => {
    expect(pruned(['after'], ['b', 'left']).nodes).toContain('left')
    expect(pruned(['afterInput'], ['a', 'b'])).toEqual({ nodes: ['afterInput'], feeds: ['b'], missing: [] })
  })

  it('says which feeds take no part', () => {
    expect(pruned(['left'], ['a', 'b']).feeds).toEqual(['a'])
  })

  it('lets a fed tensor be fetched', () => {
    expect(pruned(['sum'], ['sum'])).toEqual({ nodes: [], feeds: ['sum'], missing: [] })
  })

  it.each([[['nope']], [['^a']], [['']]])('rejects the fetch %j', (fetches) => {
    expect(() => prune(graph, { fetches })).toThrow(InferenceError)
    expect(() => prune(graph, { fetches })).toThrow(expect.objectContaining({ code: 'ERR_TENSOR_NAME' }))
  })
})
