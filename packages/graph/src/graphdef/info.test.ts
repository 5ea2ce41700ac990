import { describe, expect, it } from 'vitest'
import { float32, graphBytes, placeholder, type TestGraph, type TestNode } from '../../test/support/graph-bytes.js'
import { graphInfo } from './info.js'
import { readGraph } from './read.js'

const info = (graph: TestGraph) => graphInfo(readGraph(graphBytes(graph)))
const node = (name: string, op: string, inputs: readonly string[], attrs: TestNode['attrs'] = {}): TestNode => ({
  name,
  op,
  inputs,
  attrs: { T: { type: 'float32' }, ...attrs },
})

const model = info({
  nodes: [
    placeholder('x', [null, 3]),
    {
      name: 'd',
      op: 'PlaceholderWithDefault',
      inputs: ['c'],
      attrs: { dtype: { type: 'int64' }, shape: { shape: [2] } },
    },
    float32('c', [2]),
    float32('leftover', [7]),
    node('relu', 'Relu', ['x']),
    node('inner', 'Relu', ['relu'], { _output_shapes: { shapes: [[null, 3]] } }),
    node('top', 'TopKV2', ['inner', 'c']),
    node('noop', 'NoOp', ['^d']),
  ],
})

describe('graphInfo', () => {
  it('has placeholders as inputs, in file order', () => {
    expect(model.inputs).toEqual([
      { name: 'x', dtype: 'float32', shape: [null, 3] },
      { name: 'd', dtype: 'int64', shape: [2] },
    ])
  })

  it('has every output of the nodes nothing takes as outputs, leftover constants aside', () => {
    expect(model.outputs.map(({ name, dtype }) => [name, dtype])).toEqual([
      ['top', 'float32'],
      ['top:1', 'int32'],
    ])
  })

  it('infers the shapes of outputs', () => {
    expect(model.outputs[0]!.shape).toEqual([null, null])
    expect(JSON.parse(JSON.stringify(model.outputs[0]))).toEqual({ name: 'top', dtype: 'float32', shape: [null, null] })
  })

  it('takes a lone constant or placeholder as output when there is nothing else', () => {
    expect(info({ nodes: [float32('c', [2])] }).outputs.map(({ name }) => name)).toEqual(['c'])
    expect(info({ nodes: [] }).outputs).toEqual([])
  })

  it('knows inner tensors, under any spelling of their names', () => {
    expect(model.tensor('relu')).toEqual({ name: 'relu', dtype: 'float32', shape: null })
    expect(model.tensor('relu:0')!.name).toBe('relu')
    expect(model.tensor('inner')!.shape).toEqual([null, 3])
    expect(model.tensor('c')!.shape).toEqual([2])
    expect(model.tensor('top:1')).toMatchObject({ name: 'top:1', dtype: 'int32' })
  })

  it.each(['relu:1', 'top:2', 'noop', 'nope', '^x', '', 'x:y'])('has no tensor "%s"', (name) => {
    expect(model.tensor(name)).toBeUndefined()
  })

  it('lists the names it knows', () => {
    expect(model.names()).toEqual(['x', 'd', 'c', 'leftover', 'relu', 'inner', 'top', 'top:1'])
    for (const name of model.names()) expect(model.tensor(name)).toBeDefined()
  })

  it('says what must be fed', () => {
    const names = (fetches: readonly string[], feeds: readonly string[]) =>
      model.required(fetches, feeds).map(({ name }) => name)
    expect(names(['top'], [])).toEqual(['x'])
    expect(names(['top'], ['x'])).toEqual([])
    expect(names(['top'], ['inner:0'])).toEqual([])
    expect(names(['d'], [])).toEqual([])
  })

  it('believes any output of an unknown op that is taken', () => {
    const custom = info({ nodes: [node('c', 'MyCustomOp', []), node('y', 'Relu', ['c:2'])] })
    expect(custom.tensor('c:2')).toEqual({ name: 'c:2', dtype: null, shape: null })
    expect(custom.tensor('c:3')).toBeUndefined()
  })

  it('reads a placeholder without dimensions in an old graph as one of any shape', () => {
    const nodes = [placeholder('x', [])]
    expect(info({ nodes, producer: 21 }).inputs[0]!.shape).toBeNull()
    expect(info({ nodes, producer: 22 }).inputs[0]!.shape).toEqual([])
  })
})
