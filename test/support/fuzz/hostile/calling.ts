import { type Attrs, attrValue, functionFields, graphDef, nodeFields } from '../graph-def.js'
import type { HostileGraph } from '../hostile-graphs.js'
import { bytes, type Fields } from '../protobuf.js'
import { BOOL, CALL, call, EVIL, GOOD, INT32, int32, result, STRING, text, truth, WRITER } from './pieces.js'

const INNER = { evil: EVIL, writer: WRITER } as const

/** Ways in which a graph comes to run a function of no argument; each gives the nodes, and the functions beside it. */
const WAYS: Readonly<
  Record<string, (name: string) => readonly [nodes: readonly Fields[], functions?: readonly Fields[]]>
> = {
  'by its name as an op': (name) => [[nodeFields('c', name), result('c')]],
  'by PartitionedCall': (name) => [[call('c', name), result('c')]],
  'by StatefulPartitionedCall': (name) => [[call('c', name, 'StatefulPartitionedCall'), result('c')]],
  'in a branch of If': (name) => [
    [
      truth('t', true),
      nodeFields('c', 'If', ['t'], {
        ...CALL,
        Tcond: attrValue.type(BOOL),
        then_branch: attrValue.func(name),
        else_branch: attrValue.func('good'),
      }),
      result('c'),
    ],
  ],
  'in the other branch of StatelessIf': (name) => [
    [
      truth('t', false),
      nodeFields('c', 'StatelessIf', ['t'], {
        ...CALL,
        Tcond: attrValue.type(BOOL),
        then_branch: attrValue.func('good'),
        else_branch: attrValue.func(name),
      }),
      result('c'),
    ],
  ],
  'in a branch of Case': (name) => [
    [
      int32('i', 1),
      nodeFields('c', 'Case', ['i'], { ...CALL, branches: attrValue.funcs(['good', name]) }),
      result('c'),
    ],
  ],
  'in a branch of StatelessCase': (name) => [
    [
      int32('i', 0),
      nodeFields('c', 'StatelessCase', ['i'], { ...CALL, branches: attrValue.funcs([name, 'good']) }),
      result('c'),
    ],
  ],
  'in the body of While': (name) => loop('While', name),
  'in the body of StatelessWhile': (name) => loop('StatelessWhile', name),
  'in a function in a function': (name) => [
    [call('c', 'outer'), result('c')],
    [
      functionFields({ name: 'outer', results: [['out', STRING, 'c:out:0']], nodes: [nodeFields('c', 'middle')] }),
      functionFields({ name: 'middle', results: [['out', STRING, 'c:output:0']], nodes: [call('c', name)] }),
    ],
  ],
  'in a function that nothing calls': () => [[text('t', 'x'), result('t')]],
  'in an attribute of a call': (name) => [
    [
      nodeFields('c', 'PartitionedCall', [], { ...CALL, f: attrValue.func('outer', { g: attrValue.func(name) }) }),
      result('c'),
    ],
    [outer('g')],
  ],
  'in an attribute of a node that is a call': (name) => [
    [nodeFields('c', 'outer', [], { g: attrValue.func(name) }), result('c')],
    [outer('g')],
  ],
  'in a list attribute of an op without functions': (name) => [
    [nodeFields('t', 'NoOp', [], { _functions: attrValue.funcs([name]) }), text('s', 'x'), result('s')],
  ],
  'in a default of a function attribute': (name) => [
    [nodeFields('c', 'outer'), result('c')],
    [outer('g', attrValue.func(name))],
  ],
  'in a default that is a list': (name) => [
    [int32('i', 0), nodeFields('c', 'outer', ['i']), result('c')],
    [
      withAttr(
        functionFields({
          name: 'outer',
          args: [['i', INT32]],
          results: [['out', STRING, 'c:output:0']],
          nodes: [nodeFields('c', 'Case', ['i'], { ...CALL, branches: attrValue.placeholder('g') })],
        }),
        'g',
        'list(func)',
        attrValue.funcs([name, 'good']),
      ),
    ],
  ],
}

const loop = (op: string, name: string): readonly [readonly Fields[], readonly Fields[]] => [
  [
    text('t', 'x'),
    truth('go', true),
    nodeFields('c', op, ['t', 'go'], {
      T: attrValue.types([STRING, BOOL]),
      cond: attrValue.func('again'),
      body: attrValue.func('once'),
    }),
    result('c'),
  ],
  [
    functionFields({
      name: 'again',
      args: [
        ['x', STRING],
        ['go', BOOL],
      ],
      results: [['out', BOOL, 'go']],
    }),
    functionFields({
      name: 'once',
      args: [
        ['x', STRING],
        ['go', BOOL],
      ],
      results: [
        ['out', STRING, 'c:out:0'],
        ['stop', BOOL, 'no:output:0'],
      ],
      nodes: [nodeFields('c', name), truth('no', false)],
    }),
  ],
]

/** A function whose OpDef declares an attribute. */
const withAttr = (body: Fields, name: string, type: string, fallback?: Fields): Fields => {
  const attr = bytes(4, [bytes(1, name), bytes(2, type), ...(fallback ? [bytes(3, fallback)] : [])])
  // A signature that comes twice is a kind of its own; here the attribute goes into the one there is.
  const [signature, ...rest] = body
  return [bytes(1, [contentOf(signature!), attr]), ...rest]
}

/** What a length-delimited field holds. */
const contentOf = (field: Uint8Array): Uint8Array => {
  let at = 1
  while (field[at]! & 0x80) at++
  return field.subarray(at + 1)
}

const outer = (attr: string, fallback?: Fields): Fields =>
  withAttr(
    functionFields({
      name: 'outer',
      results: [['out', STRING, 'c:output:0']],
      nodes: [nodeFields('c', 'PartitionedCall', [], { ...CALL, f: attrValue.placeholder(attr) })],
    }),
    attr,
    'func',
    fallback,
  )

const reached: HostileGraph[] = Object.entries(WAYS).flatMap(([way, make]) =>
  Object.entries(INNER).map(([name, body]) => {
    const [nodes, functions = []] = make(name)
    return { kind: 'reaches a file', name: `${name} ${way}`, bytes: graphDef(nodes, [...functions, body, GOOD]) }
  }),
)

const stream = (value: Fields): Attrs => ({ output_stream: value })
const FILE = 'file://written-by-print.txt'
const printing = (attrs: Attrs): Fields => nodeFields('p', 'PrintV2', ['t'], attrs)
const shown = nodeFields('y', 'Identity', ['t', '^p'], { T: attrValue.type(STRING) })
const printFunction = (attr: string, type: string, fallback?: Fields): Fields =>
  withAttr(
    functionFields({
      name: 'print',
      results: [['out', STRING, 't:output:0']],
      nodes: [text('t', 'x'), nodeFields('p', 'PrintV2', ['t:output:0'], stream(attrValue.placeholder(attr)))],
      controls: ['p'],
    }),
    attr,
    type,
    fallback,
  )

const printed: HostileGraph[] = Object.entries<Uint8Array>({
  'to a file': graphDef([text('t', 'x'), printing(stream(attrValue.string(FILE))), shown]),
  'to a file in a function': graphDef(
    [nodeFields('c', 'print'), result('c')],
    [
      functionFields({
        name: 'print',
        results: [['out', STRING, 't:output:0']],
        nodes: [text('t', 'x'), nodeFields('p', 'PrintV2', ['t:output:0'], stream(attrValue.string(FILE)))],
        controls: ['p'],
      }),
    ],
  ),
  'to what its caller says': graphDef(
    [nodeFields('c', 'print', [], { s: attrValue.string(FILE) }), result('c')],
    [printFunction('s', 'string')],
  ),
  'to what a call of a call says': graphDef(
    [
      nodeFields('c', 'PartitionedCall', [], { ...CALL, f: attrValue.func('print', { s: attrValue.string(FILE) }) }),
      result('c'),
    ],
    [printFunction('s', 'string')],
  ),
  'to what a default says': graphDef(
    [nodeFields('c', 'print'), result('c')],
    [printFunction('s', 'string', attrValue.string(FILE))],
  ),
  'to a placeholder outside of a function': graphDef([
    text('t', 'x'),
    printing(stream(attrValue.placeholder('s'))),
    shown,
  ]),
  'to a stream that is a list': graphDef([text('t', 'x'), printing(stream(attrValue.strings([FILE]))), shown]),
}).map(([name, graph]) => ({ kind: 'prints to a file', name: `print ${name}`, bytes: graph }))

/** Grappler swaps a function for another that says it implements the same, whether or not anything calls it. */
const selected: HostileGraph[] = (['evil', 'writer'] as const).flatMap((name) =>
  [1, 9, 30].map((length) => {
    const tag = (device: string): Fields => [
      bytes(5, [bytes(1, 'api_implements'), bytes(2, attrValue.string('lookup'))]),
      bytes(5, [bytes(1, 'api_preferred_device'), bytes(2, attrValue.string(device))]),
    ]
    const nodes = [[...nodeFields('c', 'good'), bytes(4, '/job:localhost/replica:0/task:0/device:CPU:0')]]
    let last = 'c'
    for (let i = 0; i < length; i++) {
      nodes.push(
        [...text(`k${i}`, '')],
        [...nodeFields(`j${i}`, 'StringJoin', [last, `k${i}`], { N: attrValue.int(2) })],
      )
      last = `j${i}`
    }
    return {
      kind: 'swaps a function',
      name: `${name} after ${length} nodes`,
      bytes: graphDef(
        [...nodes, result(last)],
        [
          [...GOOD, ...tag('GPU')],
          [...INNER[name], ...tag('CPU')],
        ],
      ),
    }
  }),
)

export const CALLING: readonly HostileGraph[] = [...reached, ...printed, ...selected]
