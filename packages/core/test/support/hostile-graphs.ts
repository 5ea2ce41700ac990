import { TENSORFLOW_DTYPE } from '@zoo/graph'
import {
  graphBytes,
  int32,
  placeholder,
  type TestAttr,
  type TestFunction,
  type TestNode,
} from '../../../graph/test/support/graph-bytes.js'
import { attr, type Bytes, file, node, number, part, text } from '../../../graph/test/support/message-bytes.js'

type Hostile = readonly [name: string, bytes: Uint8Array]

const FLOAT = { T: { type: 'float32' } } as const satisfies Record<string, TestAttr>
const STRING = TENSORFLOW_DTYPE.string
const VERSIONS = part(4, number(1, 1395))
const types = (...dtypes: readonly number[]) => part(1, part(6, dtypes))
const stringConst = (field: number, name: string, value: string) =>
  node(
    field,
    name,
    'Const',
    attr(5, 'dtype', number(6, STRING)),
    attr(5, 'value', part(8, number(1, STRING), part(2), text(8, value))),
  )
const result = (from: string) => part(4, text(1, 'out'), text(2, from))
const stringFunction = (name: string, ...parts: readonly Bytes[]) =>
  part(1, part(1, text(1, name), part(3, text(1, 'out'), number(3, STRING))), ...parts)
const EVIL = stringFunction(
  'evil',
  stringConst(3, 'path', '/etc/hostname'),
  node(3, 'read', 'ReadFile', text(3, 'path:output:0')),
  result('read:contents:0'),
)
const GOOD = stringFunction('good', stringConst(3, 'path', 'harmless'), result('path:output:0'))
const callOf = (op: string, ...calls: readonly Bytes[]) =>
  node(1, 'y', op, attr(5, 'Tin', part(1)), attr(5, 'Tout', types(STRING)), ...calls)
const func = (name: string) => part(10, text(1, name))

/** Graphs that read a file where a reader keeps the last of repeated fields and TensorFlow merges them, and the like. */
const BYPASSES: readonly Hostile[] = [
  [
    'value merged with an empty one',
    file(
      callOf('PartitionedCall', part(5, text(1, 'f'), part(2, func('evil')), part(2))),
      part(2, EVIL, GOOD),
      VERSIONS,
    ),
  ],
  [
    'func merged with its name last',
    file(
      callOf('StatefulPartitionedCall', attr(5, 'f', func('evil'), part(10, attr(2, 'a', number(6, 1))))),
      part(2, EVIL, GOOD),
      VERSIONS,
    ),
  ],
  [
    'two entries of one attribute',
    file(
      callOf('PartitionedCall', attr(5, 'f', func('evil')), attr(5, 'f', func('good'))),
      part(2, EVIL, GOOD),
      VERSIONS,
    ),
  ],
  [
    'two libraries',
    file(callOf('PartitionedCall', attr(5, 'f', func('good'))), part(2, GOOD), part(2, EVIL), VERSIONS),
  ],
  [
    'two functions of one name',
    file(
      callOf('PartitionedCall', attr(5, 'f', func('good'))),
      part(
        2,
        GOOD,
        stringFunction(
          'good',
          stringConst(3, 'p', '/etc/hostname'),
          node(3, 'r', 'ReadFile', text(3, 'p:output:0')),
          result('r:contents:0'),
        ),
      ),
      VERSIONS,
    ),
  ],
  [
    'op given twice',
    file(
      stringConst(1, 'p', '/etc/hostname'),
      part(1, text(1, 'y'), text(2, 'ReadFile'), text(3, 'p'), text(2, 'Identity')),
      VERSIONS,
    ),
  ],
  [
    'op by an overlong tag',
    file(
      stringConst(1, 'p', '/etc/hostname'),
      part(1, text(1, 'y'), text(2, 'Identity'), text(3, 'p'), [0x92, 0, 8, ...Buffer.from('ReadFile')]),
      VERSIONS,
    ),
  ],
  ['unused function', file(callOf('PartitionedCall', attr(5, 'f', func('good'))), part(2, GOOD, EVIL), VERSIONS)],
  [
    'operation called by name',
    file(
      stringConst(1, 'p', '/etc/hostname'),
      node(
        1,
        'y',
        'PartitionedCall',
        text(3, 'p'),
        attr(5, 'Tin', types(STRING)),
        attr(5, 'Tout', types(STRING)),
        attr(5, 'f', func('ReadFile')),
      ),
      VERSIONS,
    ),
  ],
  [
    'call in the attributes of a call',
    file(
      callOf('PartitionedCall', attr(5, 'f', part(10, text(1, 'good'), attr(2, 'g', func('evil'))))),
      part(2, GOOD, EVIL),
      VERSIONS,
    ),
  ],
  [
    'default of an attribute',
    file(
      node(1, 'y', 'wrap'),
      part(
        2,
        EVIL,
        part(
          1,
          part(
            1,
            text(1, 'wrap'),
            part(3, text(1, 'out'), number(3, STRING)),
            part(4, text(1, 'g'), text(2, 'func'), part(3, func('evil'))),
          ),
          node(
            3,
            'c',
            'PartitionedCall',
            attr(5, 'Tin', part(1)),
            attr(5, 'Tout', types(STRING)),
            attr(5, 'f', text(9, 'g')),
          ),
          result('c:output:0'),
        ),
      ),
      VERSIONS,
    ),
  ],
  ...(['file:written.txt', 'file://written.txt', 'FILE:x', 'written.txt', 'stdout '] as const).map(
    (stream): Hostile => [
      `prints to ${stream}`,
      file(
        stringConst(1, 't', 'x'),
        node(1, 'y', 'PrintV2', text(3, 't'), attr(5, 'output_stream', text(2, stream))),
        VERSIONS,
      ),
    ],
  ),
]

const unary = (name: string, callee: string, calls = 1): TestFunction => {
  const nodes = Array.from(
    { length: calls },
    (_, i): TestNode => ({ name: `c${i}`, op: callee, inputs: [i === 0 ? 'x' : `c${i - 1}:o:0`] }),
  )
  return { name, args: { x: 'float32' }, results: { o: ['float32', `c${calls - 1}:o:0`] }, nodes }
}
const leaf: TestFunction = {
  name: 'leaf',
  args: { x: 'float32' },
  results: { o: ['float32', 'n:y:0'] },
  nodes: [{ name: 'n', op: 'Neg', inputs: ['x'], attrs: FLOAT }],
}
const calling = (functions: readonly TestFunction[], op = 'f0'): Uint8Array =>
  graphBytes({ nodes: [placeholder('x', [2]), { name: 'y', op, inputs: ['x'] }], functions })
const chain = (length: number) =>
  Array.from({ length }, (_, i) => unary(`f${i}`, i === length - 1 ? 'leaf' : `f${i + 1}`)).concat(leaf)
const recursion = (op: string, attrs: TestNode['attrs']): Uint8Array =>
  calling([
    {
      name: 'f0',
      args: { x: 'float32' },
      results: { o: ['float32', 'x'] },
      nodes: [{ name: 'c', op, inputs: ['x'], ...(attrs && { attrs }) }],
    },
  ])
const LISTS: TestNode['attrs'] = { Tin: { types: ['float32'] }, Tout: { types: ['float32'] } }

/** Calls that end or exhaust a process which replaces each by what it calls. */
const CALLS: readonly Hostile[] = [
  ['two functions that call each other', calling([unary('f0', 'f1'), unary('f1', 'f0')])],
  ['recursion by an attribute', recursion('PartitionedCall', { ...LISTS, f: { func: 'f0' } })],
  [
    'recursion by the body of a loop',
    recursion('StatelessWhile', { T: { types: ['float32'] }, cond: { func: 'f0' }, body: { func: 'f0' } }),
  ],
  ['recursion by a list', recursion('Identity', { ...FLOAT, branches: { funcs: ['f0'] } })],
  ['recursion that nothing calls', graphBytes({ nodes: [placeholder('x', [2])], functions: [unary('f0', 'f0')] })],
  ['chain of 101', calling(chain(101))],
  ['chain of 6000', calling(chain(6_000))],
  [
    'ten calls in each of nine',
    calling(Array.from({ length: 9 }, (_, i) => unary(`f${i}`, i === 8 ? 'leaf' : `f${i + 1}`, 10)).concat(leaf)),
  ],
  [
    '200 calls in each of three',
    calling(Array.from({ length: 3 }, (_, i) => unary(`f${i}`, i === 2 ? 'leaf' : `f${i + 1}`, 200)).concat(leaf)),
  ],
]

const one = (n: TestNode): Uint8Array => graphBytes({ nodes: [placeholder('x', [2]), int32('axis', 0), n] })
const counted = (op: string, inputs: readonly string[], attrs: TestNode['attrs']): Hostile => [
  `${op} of too many`,
  one({ name: 'y', op, inputs, attrs: { ...FLOAT, ...attrs } }),
]
const HUGE = { int: 2 ** 31 - 1 }

/** A few bytes that say they are many tensors, or large ones. */
const COUNTS: readonly Hostile[] = [
  counted('Pack', ['x'], { N: HUGE }),
  counted('ConcatV2', ['x', 'axis'], { N: HUGE, Tidx: { type: 'int32' } }),
  counted('Split', ['axis', 'x'], { num_split: HUGE }),
  counted('Unpack', ['x'], { num: HUGE }),
  counted('DynamicPartition', ['x', 'axis'], { num_partitions: HUGE }),
  counted('AddN', ['x'], { N: { int: -1 } }),
  counted('IdentityN', ['x'], { T: { types: new Array<number>(1_000).fill(1) } }),
  [
    'many splits',
    graphBytes({
      nodes: [
        placeholder('x', [2]),
        int32('axis', 0),
        ...Array.from(
          { length: 40 },
          (_, i): TestNode => ({
            name: `s${i}`,
            op: 'Split',
            inputs: ['axis', 'x'],
            attrs: { ...FLOAT, num_split: { int: 60_000 } },
          }),
        ),
      ],
    }),
  ],
  ...[[1e9], [1e5, 1e5], [2 ** 31, 2]].map(
    (shape): Hostile => [`constant of ${shape}`, graphBytes({ nodes: [repeated('y', shape)] })],
  ),
  [
    'constants that are large together',
    graphBytes({ nodes: Array.from({ length: 12 }, (_, i) => repeated(`c${i}`, [6_000_000])) }),
  ],
  [
    'large constants in a function',
    graphBytes({
      nodes: [placeholder('x', [2])],
      functions: [{ name: 'f', args: {}, results: {}, nodes: [repeated('c', [1e9])] }],
    }),
  ],
  [
    'string constant of 1e8',
    graphBytes({
      nodes: [
        {
          name: 'y',
          op: 'Const',
          attrs: { dtype: { type: 'string' }, value: { tensor: { dtype: 'string', shape: [1e8] } } },
        },
      ],
    }),
  ],
]

function repeated(name: string, shape: readonly number[]): TestNode {
  const fields = (writer: { uint32(value: number): { float(value: number): unknown } }) => writer.uint32(45).float(1)
  return {
    name,
    op: 'Const',
    attrs: { dtype: { type: 'float32' }, value: { tensor: { dtype: 'float32', shape, fields } } },
  }
}

const wrongType = (dtype: number | 'float32', stored: number | 'int32'): TestNode => ({
  name: 'y',
  op: 'Const',
  attrs: { dtype: { type: dtype }, value: { tensor: { dtype: stored, shape: [] } } },
})

/** Dtypes that do not fit, over which TensorFlow ends the process. */
const DTYPES: readonly Hostile[] = [
  ...(
    [
      [1, 3],
      [3, 9],
      [7, 1],
      [1, 0],
      [20, 20],
      [21, 21],
      [101, 1],
    ] as const
  ).map(
    ([dtype, stored]): Hostile => [
      `constant of ${dtype} that stores ${stored}`,
      graphBytes({ nodes: [wrongType(dtype, stored)] }),
    ],
  ),
  [
    'constant without a dtype',
    graphBytes({ nodes: [{ name: 'y', op: 'Const', attrs: { value: { tensor: { dtype: 'int32', shape: [] } } } }] }),
  ],
  [
    'constant in a function',
    graphBytes({
      nodes: [placeholder('x', [2])],
      functions: [
        { name: 'f', args: {}, results: { o: ['float32', 'y:output:0'] }, nodes: [wrongType('float32', 'int32')] },
      ],
    }),
  ],
  [
    'slice by floats',
    one({ name: 'y', op: 'StridedSlice', inputs: ['x', 'x', 'x', 'x'], attrs: { ...FLOAT, Index: { type: 'int32' } } }),
  ],
  [
    'slice by other integers',
    one({
      name: 'y',
      op: 'StridedSlice',
      inputs: ['x', 'axis', 'axis', 'axis'],
      attrs: { ...FLOAT, Index: { type: 'int64' } },
    }),
  ],
  ['sum of a float and an integer', one({ name: 'y', op: 'AddV2', inputs: ['x', 'axis'], attrs: FLOAT })],
  ['too few inputs', one({ name: 'y', op: 'AddV2', inputs: ['x'], attrs: FLOAT })],
  ['too many inputs', one({ name: 'y', op: 'Neg', inputs: ['x', 'x'], attrs: FLOAT })],
  [
    'wrong dtype in a function',
    graphBytes({
      nodes: [placeholder('x', [2])],
      functions: [{ ...leaf, nodes: [{ name: 'n', op: 'Neg', inputs: ['x'], attrs: { T: { type: 'int32' } } }] }],
    }),
  ],
  [
    'call with other arguments',
    calling([
      leaf,
      {
        ...leaf,
        name: 'f0',
        nodes: [
          {
            name: 'n',
            op: 'PartitionedCall',
            inputs: ['x'],
            attrs: { Tin: { types: ['float32'] }, Tout: { types: ['int32'] }, f: { func: 'leaf' } },
          },
        ],
      },
    ]),
  ],
]

/** Ops that draw until a sample fits. */
const ENDLESS: readonly Hostile[] = [
  'RandomPoissonV2',
  'RandomPoisson',
  'RandomGamma',
  'StatelessRandomBinomial',
  'StatelessRandomPoisson',
  'ParameterizedTruncatedNormal',
].map((op) => [op, graphBytes({ nodes: [{ name: 'y', op }] })])

/** Graphs that must be refused, one for each way that is known to read a file, or to end, hold or exhaust a process. */
export const HOSTILE_GRAPHS: readonly Hostile[] = [...BYPASSES, ...CALLS, ...COUNTS, ...DTYPES, ...ENDLESS]
