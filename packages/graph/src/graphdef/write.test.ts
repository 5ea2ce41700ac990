import { describe, expect, it } from 'vitest'
import { graphBytes, placeholder } from '../../test/support/graph-bytes.js'
import { floatAttr, intAttr, intsAttr, shapeAttr, stringAttr, tensorAttr } from './attr.js'
import { attr, makeConstant, makeNode, makePlaceholder } from './make.js'
import { readGraph } from './read.js'
import { tensorData } from './tensor-value.js'
import { writeGraph } from './write.js'

const nodes = [
  makePlaceholder('x', 'float32', [null, 3]),
  makeConstant('c', 'float32', [3], Float32Array.of(1, 2.5, -3)),
  makeNode('y', 'AddV2', ['x', 'c', '^x'], { T: attr.type('float32') }),
  makeNode('z', 'Strange', ['y:1'], {
    ints: attr.ints([1, -1, 2 ** 40]),
    count: attr.int(-7),
    rate: attr.float(0.5),
    word: attr.string('SAME'),
    flag: attr.bool(true),
    any: attr.shape(null),
  }),
]

describe('writeGraph', () => {
  it('writes what readGraph reads', () => {
    const graph = readGraph(writeGraph(nodes))
    expect(graph.nodes.map(({ name, op, inputs }) => [name, op, inputs])).toEqual(
      nodes.map(({ name, op, inputs }) => [name, op, inputs]),
    )
    const z = graph.node('z')!
    expect(intsAttr(z, 'ints')).toEqual([1, -1, 2 ** 40])
    expect(intAttr(z, 'count')).toBe(-7)
    expect(floatAttr(z, 'rate')).toBe(0.5)
    expect(stringAttr(z, 'word')).toBe('SAME')
    expect(shapeAttr(z, 'any')).toBeNull()
    expect(shapeAttr(graph.node('x')!, 'shape')).toEqual([null, 3])
    expect([...(tensorData(tensorAttr(graph.node('c')!, 'value')!) as Float32Array)]).toEqual([1, 2.5, -3])
  })

  it('writes the same bytes for the same nodes, also for those that were read', () => {
    const bytes = writeGraph(nodes)
    expect(writeGraph(nodes)).toEqual(bytes)
    const { nodes: read, producer } = readGraph(bytes)
    expect(writeGraph(read, producer)).toEqual(bytes)
  })

  it('keeps an int beyond 2^53', () => {
    const big = makeNode('big', 'Strange', [], { n: { kind: 'int', value: -(2n ** 60n) - 1n } })
    expect(
      readGraph(writeGraph([big]))
        .node('big')!
        .attrs.get('n'),
    ).toEqual({ kind: 'int', value: -(2n ** 60n) - 1n })
  })

  it('keeps the version of a graph that was read', () => {
    const old = readGraph(graphBytes({ nodes: [placeholder('x', [])], producer: 20 }))
    expect(readGraph(writeGraph(old.nodes, old.producer)).producer).toBe(20)
  })

  it('says which input is no name of a tensor', () => {
    expect(() => makeNode('y', 'Neg', ['a:b'], {})).toThrow('"a:b" is no name of a tensor.')
  })
})
