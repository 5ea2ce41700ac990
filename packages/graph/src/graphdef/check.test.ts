import { describe, expect, it } from 'vitest'
import { graphBytes, int32, placeholder, type TestGraph, type TestNode } from '../../test/support/graph-bytes.js'
import { ModelLoadError } from '../errors.js'
import { checkGraph } from './check.js'
import { readGraph } from './read.js'

const check = (graph: TestGraph) => checkGraph(readGraph(graphBytes(graph)))
const node = (name: string, op: string, inputs: readonly string[], attrs: TestNode['attrs'] = {}): TestNode => ({
  name,
  op,
  inputs,
  attrs: { T: { type: 'float32' }, ...attrs },
})

const INT32: TestNode['attrs'] = { T: { type: 'int32' } }

/** A loop that counts, in TensorFlow 1's ops. */
const loop: readonly TestNode[] = [
  int32('zero', 0),
  int32('ten', 10),
  node('enter', 'Enter', ['zero'], INT32),
  node('merge', 'Merge', ['enter', 'next'], { ...INT32, N: { int: 2 } }),
  node('less', 'Less', ['merge', 'ten'], INT32),
  node('cond', 'LoopCond', ['less']),
  node('switch', 'Switch', ['merge', 'cond'], INT32),
  node('body', 'Add', ['switch:1', 'switch:1'], INT32),
  node('next', 'NextIteration', ['body'], INT32),
  node('exit', 'Exit', ['switch'], INT32),
]

describe('checkGraph', () => {
  it('accepts sound graphs, loops included, in any order of nodes', () => {
    expect(() => check({ nodes: loop })).not.toThrow()
    expect(() => check({ nodes: loop.toReversed() })).not.toThrow()
    expect(() => check({ nodes: [] })).not.toThrow()
  })

  it.each([
    ['an input that is not there', [node('y', 'Relu', ['x'])], /node "y" takes "x", which it does not have/],
    ['a control input that is not there', [node('y', 'NoOp', ['^x'])], /node "y" takes "x"/],
    [
      'an output its node does not have',
      [placeholder('x', [2]), node('y', 'Relu', ['x:1'])],
      /node "y" takes output 1 of "x", which has 1/,
    ],
    [
      'an output of a node that has none',
      [node('x', 'NoOp', []), node('y', 'Relu', ['x'])],
      /node "y" takes output 0 of "x", which has 0/,
    ],
    ['a node that takes itself', [node('y', 'Relu', ['y'])], /node "y" waits for its own result/],
    [
      'nodes that take each other',
      [placeholder('x', [2]), node('a', 'Add', ['x', 'b']), node('b', 'Relu', ['a'])],
      /node "a" waits for its own result/,
    ],
    ['nodes that wait for each other', [node('a', 'NoOp', ['^b']), node('b', 'NoOp', ['^a'])], /node "a" waits/],
    [
      'a node of absurdly many outputs',
      [node('s', 'Split', [], { num_split: { int: 1e9 } })],
      /node "s" says it has 1000000000 outputs/,
    ],
  ])('names %s', (_, nodes, message) => {
    expect(() => check({ nodes })).toThrow(ModelLoadError)
    expect(() => check({ nodes })).toThrow(message)
  })

  it('lets outputs of unknown ops be taken', () => {
    expect(() => check({ nodes: [node('c', 'MyCustomOp', []), node('y', 'Relu', ['c:7'])] })).not.toThrow()
  })

  it('checks functions', () => {
    const body = (inputs: readonly string[], result: string): TestGraph => ({
      nodes: [],
      functions: [
        { name: 'f', args: { a: 'float32' }, results: { r: ['float32', result] }, nodes: [node('n', 'Relu', inputs)] },
      ],
    })
    expect(() => check(body(['a'], 'n:activations:0'))).not.toThrow()
    expect(() => check(body(['b'], 'n:activations:0'))).toThrow(/in the function "f" the node "n" takes "b"/)
    expect(() => check(body(['a'], 'm:y:0'))).toThrow(/function "f" returns "m" as "r"/)
  })

  it('wants a value of the constants in functions, which TensorFlow takes for granted', () => {
    const nodes = [{ name: 'c', op: 'Const', attrs: { dtype: { type: 'float32' } } }] as const
    const functions = [{ name: 'f', args: {}, results: { r: ['float32', 'c:output:0'] }, nodes }] as const
    expect(() => check({ nodes: [], functions })).toThrow(/constant "c" in the function "f" has no value/)
  })

  it('takes time in proportion to the edges', () => {
    const many = Array.from({ length: 20_000 }, (_, i) => placeholder(`x${i}`, []))
    const sum = node(
      'sum',
      'AddN',
      many.map(({ name }) => name),
      { N: { int: 20_000 } },
    )
    const again = node('again', 'AddN', new Array<string>(20_000).fill('sum'), { N: { int: 20_000 } })
    expect(() => check({ nodes: [...many, sum, again] })).not.toThrow()
  })
})
