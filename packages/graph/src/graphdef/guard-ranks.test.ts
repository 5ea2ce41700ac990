import { describe, expect, it } from 'vitest'
import { guardGraph, guardRanks } from './guard-ranks.js'
import { attr, makeConstant, makeNode, makePlaceholder } from './make.js'

const float = { T: attr.type('float32') }
const filter = makeConstant('filter', 'float32', [1, 1, 2, 2], new Float32Array(4))
const convolution = (input: string) =>
  makeNode('conv', 'Conv2D', [input, 'filter'], {
    ...float,
    strides: attr.ints([1, 1, 1, 1]),
    padding: attr.string('SAME'),
  })
const hidden = makeNode('hidden', 'PlaceholderWithDefault', ['filter'], {
  dtype: attr.type('float32'),
  shape: attr.shape(null),
})

describe('guardRanks', () => {
  it('returns the same nodes where the graph tells every rank', () => {
    const nodes = [
      makePlaceholder('x', 'float32', [null, 4, 4, 2]),
      makeNode('y', 'Relu', ['x'], float),
      filter,
      convolution('y'),
    ]
    expect(guardRanks(nodes, false)).toBe(nodes)
  })

  it('puts an EnsureShape of the op’s rank and dtype before an operand of unknown rank', () => {
    const guarded = guardRanks([hidden, filter, convolution('hidden')], false)
    const conv = guarded.find(({ name }) => name === 'conv')
    expect(conv?.inputs.map(({ node }) => node)).toEqual(['hidden/rank_4', 'filter'])
    expect(guarded.at(-1)).toEqual({
      name: 'hidden/rank_4',
      op: 'EnsureShape',
      device: '',
      inputs: [{ node: 'hidden', output: 0, control: false }],
      attrs: new Map([
        ['T', attr.type('float32')],
        ['shape', attr.shape([null, null, null, null])],
      ]),
    })
  })

  it('guards a tensor once, whatever takes it, under a name that the graph has not', () => {
    const taken = makeNode('hidden/rank_4', 'Identity', ['hidden'], float)
    const second = { ...convolution('hidden'), name: 'conv2' }
    const guards = guardRanks([hidden, filter, taken, convolution('hidden'), second], false).filter(
      ({ op }) => op === 'EnsureShape',
    )
    expect(guards.map(({ name }) => name)).toEqual(['hidden/rank_4_'])
  })

  it('guards an operand whose known rank is another, so that libtensorflow refuses the graph', () => {
    const vector = makeConstant('x', 'float32', [2], Float32Array.of(1, 2))
    expect(guardRanks([vector, filter, convolution('x')], false)).toHaveLength(4)
  })

  it('names the output of a guard in a function, and leaves functions without such ops alone', () => {
    const body = (name: string, nodes: ReturnType<typeof makeNode>[]) => ({
      name,
      args: [],
      results: [],
      nodes,
      returns: new Map(),
      controlReturns: [],
    })
    const { functions } = guardGraph({
      nodes: [],
      functions: new Map([
        ['f', body('f', [filter, convolution('x')])],
        ['g', body('g', [filter])],
      ]),
    })
    const inputs = functions.get('f')?.nodes[1]?.inputs
    expect(inputs?.[0]).toEqual({ node: 'x/rank_4', output: 0, control: false, port: 'output' })
    expect(functions.get('g')?.nodes).toEqual([filter])
  })

  it('takes the rank of an image or volume from data_format', () => {
    const norm = (format: string) =>
      makeNode('y', 'FusedBatchNormV3', ['hidden', 'v', 'v', 'v', 'v'], {
        ...float,
        U: attr.type('float32'),
        data_format: attr.string(format),
      })
    const vector = makeConstant('v', 'float32', [2], Float32Array.of(1, 2))
    const guard = (format: string) => guardRanks([hidden, vector, norm(format)], false).at(-1)?.name
    expect([guard('NHWC'), guard('NDHWC')]).toEqual(['hidden/rank_4', 'hidden/rank_5'])
  })
})
