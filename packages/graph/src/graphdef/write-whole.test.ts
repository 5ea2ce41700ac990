import { describe, expect, it } from 'vitest'
import { attr, file, node, number, part, text } from '../../test/support/message-bytes.js'
import { type Attr, stringAttr } from './attr.js'
import type { Graph, Node } from './graph.js'
import { readGraph } from './read.js'
import { tensorData } from './tensor-value.js'
import { writeWholeGraph } from './write-whole.js'

const type = (dtype: number) => number(6, dtype)
const float = (field: number, ...bytes: readonly number[]) => [field * 8 + 5, ...bytes]
const shape = (...dims: readonly number[]) => part(2, ...dims.map((dim) => part(2, number(1, dim))))
const call = { callConfig: Uint8Array.of(1, 2) }
const rewritten = (graph: Graph): Graph => readGraph(writeWholeGraph(graph, call))

/** Tensors without the bytes of their message, which is written in another order. */
const plain = (value: unknown): unknown => {
  if (value instanceof Uint8Array) return [...value]
  if (value instanceof Map) return [...value].map(plain)
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  const own = Object.entries(value).filter(([name]) => name !== 'message')
  return Object.fromEntries(own.map(([name, inner]) => [name, plain(inner)]))
}

const EVERY_KIND = [
  attr(5, 's', part(2, [0xff, 0, 1])),
  attr(5, 'i', number(3, 2 ** 40)),
  attr(5, 'f', float(4, 0, 0, 0x80, 0x3f)),
  attr(5, 'b', number(5, 1)),
  attr(5, 't', type(20)),
  attr(5, 'shape', part(7, part(2, number(1, 3)))),
  attr(5, 'open', part(7, number(3, 1))),
  attr(5, 'func', part(10, text(1, 'f'), attr(2, 'x', type(1)))),
  attr(5, 'p', text(9, 'T')),
  attr(
    5,
    'list',
    part(1, text(2, 'a'), number(3, 7), number(5, 1), type(1), part(9, text(1, 'f')), part(8, number(1, 3))),
  ),
  attr(5, 'empty', part(1)),
]

const FUNCTION = part(
  1,
  part(
    1,
    text(1, 'f'),
    part(2, text(1, 'x'), number(3, 1), part(7, number(1, 1), part(2, part(2, number(1, 4))))),
    part(2, text(1, 'list'), text(4, 'T'), text(5, 'N')),
    part(3, text(1, 'o'), number(3, 101), number(16, 1)),
    part(4, text(1, 'N'), text(2, 'int'), part(3, number(3, 2)), number(5, 1), number(6, 1)),
    part(4, text(1, 'T'), text(2, 'type'), part(7, part(1, type(1), type(2)))),
    number(16, 1),
    number(17, 1),
    number(18, 1),
    number(19, 1),
    text(20, 'done'),
    number(21, 1),
  ),
  node(3, 'a', 'Identity', text(3, 'x'), text(3, 'list:0'), text(3, 'b:output:1'), text(3, '^b'), text(4, '/cpu:0')),
  node(3, 'b', 'NoOp'),
  part(4, text(1, 'o'), text(2, 'a:output:0')),
  attr(5, '_noinline', number(5, 1)),
  part(6, text(1, 'done'), text(2, 'b')),
  part(7, number(1, 1), part(2, attr(1, '_user_specified_name', text(2, 'x')))),
  part(8, number(1, 1), number(2, 9)),
)

describe('writeWholeGraph', () => {
  it('keeps nodes, attributes of every kind, functions, gradients and versions', () => {
    const graph = readGraph(
      file(
        node(1, 'n', 'Strange', text(3, 'm:2'), text(3, '^m'), text(4, '/cpu:0'), ...EVERY_KIND),
        part(2, FUNCTION, part(2, text(1, 'f'), text(2, 'g')), part(3, text(1, 'g'), text(2, 'MyOp'))),
        part(4, number(1, 1395), number(2, 12), number(3, 5), number(3, 6)),
      ),
    )
    const again = rewritten(graph)
    expect(plain(again.nodes)).toEqual(plain(graph.nodes))
    expect(plain(again.functions)).toEqual(plain(graph.functions))
    expect(again.gradients).toEqual([
      { of: 'f', by: 'g', registered: false },
      { of: 'MyOp', by: 'g', registered: true },
    ])
    expect(again.versions).toEqual({ producer: 1395, minConsumer: 12, badConsumers: [5, 6] })
    expect(graph.functions.get('f')!.details).toMatchObject({
      stateful: true,
      distributed: true,
      controlOutputs: ['done'],
    })
    expect(graph.functions.get('f')!.nodes[0]!.inputs[1]).toMatchObject({ node: 'list', port: '' })
  })

  it.each([
    ['float32 values', 1, [float(5, 0, 0, 0x80, 0x3f), float(5, 0, 0, 0, 0x40)]],
    ['packed float32 values', 1, [part(5, [0, 0, 0x80, 0x3f, 0, 0, 0, 0x40])]],
    ['float64 values', 2, [part(6, [0, 0, 0, 0, 0, 0, 0xf0, 0x3f])]],
    ['int32 values', 3, [number(7, 5), number(7, 6)]],
    ['uint8 values', 4, [part(7, [200, 1, 3])]],
    ['int64 values', 9, [part(10, [5])]],
    ['bools', 10, [part(11, [1])]],
    ['complex64 values', 8, [part(9, [0, 0, 0x80, 0x3f, 0, 0, 0, 0x40])]],
    ['half values', 19, [part(13, [0x80, 0x78])]],
    ['uint32 values', 22, [number(16, 7)]],
    ['uint64 values', 23, [number(17, 7)]],
    ['strings', 7, [text(8, 'a'), text(8, '')]],
  ])('keeps a constant of %s', (_, dtype, fields) => {
    const bytes = file(node(1, 'c', 'Const', attr(5, 'value', part(8, number(1, dtype), shape(2), ...fields))))
    const storedOf = (graph: Graph) => (graph.nodes[0]!.attrs.get('value') as Extract<Attr, { kind: 'tensor' }>).value
    const [before, after] = [readGraph(bytes), rewritten(readGraph(bytes))].map(storedOf)
    expect(tensorData(after!)).toEqual(tensorData(before!))
  })

  it.each([
    ['qint8', 11, 7],
    ['bfloat16', 14, 13],
    ['complex128', 18, 12],
  ])('keeps the values of a %s constant, and no field of another dtype', (_, dtype, field) => {
    const own = part(field, [1, 2])
    const value = part(8, number(1, dtype), shape(2), own, part(5, [9, 9, 9, 9]), text(8, 'other'), number(3, 1))
    const { message } = (rewritten(readGraph(file(node(1, 'c', 'Const', attr(5, 'value', value))))).nodes[0]!.attrs.get(
      'value',
    ) as Extract<Attr, { kind: 'tensor' }>)!.value
    expect([...message]).toEqual([...number(1, dtype), ...shape(2), ...own])
  })

  it('keeps large constants, among small ones and attributes', () => {
    const content = Array.from({ length: 40_000 }, (_, i) => i % 251)
    const value = attr(5, 'value', part(8, number(1, 4), shape(2, 20_000), part(4, content)))
    const bytes = file(
      node(1, 'a', 'NoOp'),
      node(1, 'b', 'Const', value, text(3, '^a'), attr(5, 'dtype', type(4)), text(4, '/cpu:0')),
      node(1, 'c', 'Const', attr(5, 'dtype', type(4)), value),
      node(1, 'd', 'NoOp'),
      part(2, part(1, part(1, text(1, 'f')), node(3, 'e', 'Const', value))),
    )
    const graph = readGraph(bytes)
    const again = rewritten(graph)
    const sorted = ({ attrs, ...rest }: Node) =>
      plain({ ...rest, attrs: [...attrs].sort(([a], [b]) => (a < b ? -1 : 1)) })
    expect(again.nodes.map(sorted)).toEqual(graph.nodes.map(sorted))
    expect(plain(again.functions)).toEqual(plain(graph.functions))
  })

  it('drops fields that are not read', () => {
    const clean = file(node(1, 'n', 'NoOp'), part(4, number(1, 27)))
    const noisy = file(
      part(1, text(1, 'n'), text(2, 'NoOp'), part(6, text(1, 'debug')), part(7), text(99, 'x')),
      part(4, number(1, 27), text(9, 'x')),
      part(5, text(1, 'stack trace')),
      number(3, 20),
    )
    expect(writeWholeGraph(readGraph(noisy), call)).toEqual(writeWholeGraph(readGraph(clean), call))
  })

  it('drops what has TensorFlow compile a call, swap its function or configure it', () => {
    const hooks = [
      attr(5, '_XlaMustCompile', number(5, 1)),
      attr(5, '_tpu_replicate', text(2, 'c')),
      attr(5, 'api_implements', text(2, 'x')),
      attr(5, 'api_preferred_device', text(2, 'CPU')),
    ]
    const kept = attr(5, '_noinline', number(5, 1))
    const graph = rewritten(
      readGraph(
        file(
          node(
            1,
            'n',
            'PartitionedCall',
            ...hooks,
            attr(5, 'config_proto', text(2, 'its own')),
            attr(5, 'executor_type', text(2, 'X')),
          ),
          part(2, part(1, part(1, text(1, 'f')), node(3, 'm', 'StatefulPartitionedCall'), ...hooks, kept)),
        ),
      ),
    )
    const body = graph.functions.get('f')!
    expect([...body.details!.attrs.keys()]).toEqual(['_noinline'])
    for (const called of [graph.nodes[0]!, body.nodes[0]!] satisfies Node[]) {
      expect([...called.attrs.keys()]).toEqual(['config_proto'])
      expect(stringAttr(called, 'config_proto')).toBe('\x01\x02')
    }
  })
})
