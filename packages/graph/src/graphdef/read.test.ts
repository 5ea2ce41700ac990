import protobuf from 'protobufjs/minimal.js'
import { describe, expect, it } from 'vitest'
import { float32, graphBytes, int32, placeholder, type TestAttr } from '../../test/support/graph-bytes.js'
import { ModelLoadError } from '../errors.js'
import {
  boolAttr,
  dtypeAttr,
  floatAttr,
  intAttr,
  intsAttr,
  listAttr,
  shapeAttr,
  stringAttr,
  tensorAttr,
} from './attr.js'
import type { Node } from './graph.js'
import { readGraph } from './read.js'
import { ATTR_LIST, ATTR_VALUE, GRAPH_DEF, MAP_ENTRY, NODE_DEF } from './schema.js'
import { key } from './wire.js'

const nodeWith = (attrs: Readonly<Record<string, TestAttr>>): Node =>
  readGraph(graphBytes({ nodes: [{ name: 'n', op: 'Op', attrs }] })).nodes[0]!

/** A graph of one node with one attribute, its value's fields written by `write`. */
const withRawAttr = (write: (writer: protobuf.Writer) => void): Uint8Array => {
  const writer = protobuf.Writer.create()
  writer.uint32(GRAPH_DEF.node).fork()
  writer.uint32(NODE_DEF.name).string('n').uint32(NODE_DEF.op).string('Op')
  writer.uint32(NODE_DEF.attr).fork()
  writer.uint32(MAP_ENTRY.key).string('a').uint32(MAP_ENTRY.value).fork()
  write(writer)
  return writer.ldelim().ldelim().ldelim().finish()
}

describe('readGraph', () => {
  it('reads nodes in file order, found by name, with their inputs taken apart', () => {
    const graph = readGraph(
      graphBytes({
        producer: 27,
        nodes: [placeholder('x', [2]), { name: 'y', op: 'Add', inputs: ['x', 'x:0', 'split:1', '^x'] }],
      }),
    )
    expect(graph.nodes.map((node) => node.name)).toEqual(['x', 'y'])
    expect(graph.producer).toBe(27)
    expect(graph.node('y')).toMatchObject({ op: 'Add', device: '' })
    expect(graph.node('y')!.inputs).toEqual([
      { node: 'x', output: 0, control: false },
      { node: 'x', output: 0, control: false },
      { node: 'split', output: 1, control: false },
      { node: 'x', output: 0, control: true },
    ])
    expect(graph.node('z')).toBeUndefined()
  })

  it('reads attributes of every kind', () => {
    const node = nodeWith({
      text: { string: 'SAME' },
      count: { int: -3 },
      factor: { float: 0.5 },
      flag: { bool: true },
      T: { type: 'float16' },
      reference: { type: 101 },
      handle: { type: 20 },
      shape: { shape: [null, 3] },
      open: { shape: null },
      strides: { ints: [1, 2, 2, 1] },
      types: { types: ['int64', 'string'] },
      shapes: { shapes: [[1], null] },
      value: { tensor: { dtype: 'int32', shape: [1], content: Uint8Array.of(7, 0, 0, 0) } },
    })
    expect(stringAttr(node, 'text')).toBe('SAME')
    expect(intAttr(node, 'count')).toBe(-3)
    expect(floatAttr(node, 'factor')).toBe(0.5)
    expect(boolAttr(node, 'flag')).toBe(true)
    expect(dtypeAttr(node, 'T')).toBe('float16')
    expect(dtypeAttr(node, 'reference')).toBe('float32')
    expect(dtypeAttr(node, 'handle')).toBeNull()
    expect(shapeAttr(node, 'shape')).toEqual([null, 3])
    expect(shapeAttr(node, 'open')).toBeNull()
    expect(intsAttr(node, 'strides')).toEqual([1, 2, 2, 1])
    expect(listAttr(node, 'types')!.types).toEqual([9, 7])
    expect(listAttr(node, 'shapes')!.shapes).toEqual([[1], null])
    expect(tensorAttr(node, 'value')).toMatchObject({ dtype: 'int32', shape: [1], size: 1 })
    expect(intAttr(node, 'text')).toBeUndefined()
    expect(intAttr(node, 'none')).toBeUndefined()
  })

  it('keeps integers exact: as numbers to 2^53, as bigints beyond', () => {
    const read = (value: bigint) => {
      let rest = BigInt.asUintN(64, value)
      const varint: number[] = []
      for (; rest > 127n; rest >>= 7n) varint.push(Number(rest & 127n) | 128)
      varint.push(Number(rest))
      const bytes = withRawAttr((w) => {
        w.uint32(ATTR_VALUE.int)
        for (const byte of varint) w.uint32(byte & 127)
      })
      // The writer has no way to write a byte with its high bit alone, so those are set behind it.
      const at = bytes.length - varint.length
      varint.forEach((byte, i) => {
        bytes[at + i] = byte
      })
      return readGraph(bytes).nodes[0]!.attrs.get('a')
    }
    expect(read(0n)).toEqual({ kind: 'int', value: 0 })
    expect(read(-1n)).toEqual({ kind: 'int', value: -1 })
    expect(read(300n)).toEqual({ kind: 'int', value: 300 })
    expect(read(2n ** 53n - 1n)).toEqual({ kind: 'int', value: 2 ** 53 - 1 })
    expect(read(-(2n ** 53n) + 1n)).toEqual({ kind: 'int', value: -(2 ** 53) + 1 })
    expect(read(2n ** 53n + 1n)).toEqual({ kind: 'int', value: 2n ** 53n + 1n })
    expect(read(2n ** 63n - 1n)).toEqual({ kind: 'int', value: 2n ** 63n - 1n })
    expect(read(-(2n ** 63n))).toEqual({ kind: 'int', value: -(2n ** 63n) })
  })

  it('reads repeated numbers packed as well as one by one', () => {
    const bytes = withRawAttr((w) => {
      w.uint32(ATTR_VALUE.list).fork().uint32(ATTR_LIST.packedInt).fork()
      for (const value of [1, 2, 2, 1]) w.int64(value)
      w.ldelim().ldelim()
    })
    expect(intsAttr(readGraph(bytes).nodes[0]!, 'a')).toEqual([1, 2, 2, 1])
  })

  it('steps over fields it does not know', () => {
    const writer = protobuf.Writer.create()
    writer.uint32(key(90, 'varint')).int32(5).uint32(key(91, 'bytes')).string('?').uint32(key(92, 'fixed64')).fixed64(1)
    const bytes = Buffer.concat([writer.finish(), graphBytes({ nodes: [placeholder('x', [2])] })])
    expect(readGraph(bytes).nodes).toHaveLength(1)
  })

  it('leaves stored tensors in the bytes it was given', () => {
    const bytes = graphBytes({ nodes: [float32('w', [2, 3])] })
    const { content } = tensorAttr(readGraph(bytes).nodes[0]!, 'value')!
    expect(content!.buffer).toBe(bytes.buffer)
    expect(content).toHaveLength(24)
  })

  it('keeps the functions of the library', () => {
    const graph = readGraph(
      graphBytes({
        nodes: [placeholder('x', [2])],
        functions: [
          {
            name: 'twice',
            args: { a: 'float32' },
            results: { r: ['float32', 'sum:z:0'] },
            nodes: [{ name: 'sum', op: 'AddV2', inputs: ['a', 'a'], attrs: { T: { type: 'float32' } } }],
          },
        ],
      }),
    )
    const body = graph.functions.get('twice')!
    expect(body.args).toMatchObject([{ name: 'a', type: 1 }])
    expect(body.results).toMatchObject([{ name: 'r', type: 1 }])
    expect(body.nodes.map((node) => node.op)).toEqual(['AddV2'])
    expect(body.returns.get('r')).toEqual({ node: 'sum', port: 'z', output: 0, control: false })
  })
})

describe('readGraph on damaged files', () => {
  const whole = graphBytes({ nodes: [placeholder('x', [2]), int32('axis', 1)] })

  it('throws at every length it is cut off at, but between nodes', () => {
    const boundaries = new Set<number>([0])
    const reader = protobuf.Reader.create(whole)
    while (reader.pos < reader.len) {
      reader.skipType(reader.uint32() & 7)
      boundaries.add(reader.pos)
    }
    for (let length = 0; length < whole.length; length++) {
      const read = () => readGraph(whole.subarray(0, length))
      if (boundaries.has(length)) expect(read).not.toThrow()
      else expect(read, `cut at ${length}`).toThrow(ModelLoadError)
    }
  })

  it.each([
    ['a node without a name', [{ name: '', op: 'Add' }], /a node has no name/],
    ['a node without an operation', [{ name: 'n', op: '' }], /node "n" has no operation/],
    ['an input that is no name', [{ name: 'n', op: 'Add', inputs: ['a:b'] }], /node "n" has an input named "a:b"/],
    ['two nodes of one name', [placeholder('x', [1]), placeholder('x', [1])], /two nodes named "x"/],
    ['a dimension below -1', [placeholder('x', [-5])], /a dimension of -5/],
  ])('names what is wrong with %s', (_, nodes, message) => {
    expect(() => readGraph(graphBytes({ nodes }))).toThrow(message)
  })

  it('takes the numbered unknown dimensions that TensorFlow notes down as it optimises a graph', () => {
    const noted = { shapes: [[-3, -4, 3], null] } as const
    expect(listAttr(nodeWith({ _input_shapes: noted }), '_input_shapes')?.shapes).toEqual([[null, null, 3], null])
    expect(() => nodeWith({ output_shapes: noted })).toThrow(/a dimension of -3/)
  })

  it('names a stored tensor whose bytes do not fit its shape', () => {
    const value = { tensor: { dtype: 'float32', shape: [3], content: new Uint8Array(8) } } as const
    const bytes = graphBytes({ nodes: [{ name: 'w', op: 'Const', attrs: { value } }] })
    expect(() => readGraph(bytes)).toThrow(/float32 tensor of shape \[3\] should take 12 bytes and takes 8/)
  })

  it('stops at a shape with more elements than can be counted', () => {
    const value = { tensor: { dtype: 'float32', shape: [2 ** 31, 2 ** 31] } } as const
    const bytes = graphBytes({ nodes: [{ name: 'w', op: 'Const', attrs: { value } }] })
    expect(() => readGraph(bytes)).toThrow(/stored tensor has the shape/)
  })

  it('stops at functions nested in functions nested…', () => {
    const nest = (writer: protobuf.Writer, depth: number): void => {
      writer.uint32(ATTR_VALUE.func).fork().uint32(key(2, 'bytes')).fork()
      writer.uint32(MAP_ENTRY.key).string('f').uint32(MAP_ENTRY.value).fork()
      if (depth > 0) nest(writer, depth - 1)
      writer.ldelim().ldelim().ldelim()
    }
    expect(() => readGraph(withRawAttr((w) => nest(w, 5)))).not.toThrow()
    expect(() => readGraph(withRawAttr((w) => nest(w, 2000)))).toThrow(/nested more than 64 deep/)
  })

  it.each([
    ['empty shapes', ATTR_LIST.shape],
    ['empty strings', ATTR_LIST.string],
  ])('stops at a file that is millions of %s', (_, listKey) => {
    // Two bytes each.
    const parts = new Uint8Array(4_000_000)
    for (let i = 0; i < parts.length; i += 2) parts[i] = listKey
    const bytes = withRawAttr((w) => w.uint32(ATTR_VALUE.list).bytes(parts))
    expect(() => readGraph(bytes)).toThrow(/too many parts/)
  })

  it('stops at millions of numbers, of nodes and of inputs', () => {
    const numbers = new Uint8Array(20_000_000)
    const bytes = withRawAttr((w) => {
      w.uint32(ATTR_VALUE.list).fork().uint32(ATTR_LIST.packedInt).bytes(numbers).ldelim()
    })
    expect(() => readGraph(bytes)).toThrow(/too many parts/)
    const node = graphBytes({ nodes: [{ name: 'n', op: 'A' }] }).subarray(0, 8)
    const nodes = Buffer.concat(new Array<Uint8Array>(200_001).fill(node))
    expect(() => readGraph(nodes)).toThrow(/more than 200000 nodes/)
    const inputs = new Array<string>(1_000_001).fill('n')
    expect(() => readGraph(graphBytes({ nodes: [{ name: 'n', op: 'A', inputs }] }))).toThrow(/more than 1000000 inputs/)
  })
})
