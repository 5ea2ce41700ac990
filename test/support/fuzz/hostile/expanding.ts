import { type Attrs, attrValue, functionFields, graphDef, nodeFields } from '../graph-def.js'
import type { HostileGraph } from '../hostile-graphs.js'
import type { Fields } from '../protobuf.js'
import { BOOL, FLOAT, floats, INT32, int32, truth } from './pieces.js'

const ONE: Attrs = { Tin: attrValue.types([FLOAT]), Tout: attrValue.types([FLOAT]) }

/** Nodes that call a function of one float: `x` is the operand; the result is the output `out` names. */
const CALLS: Readonly<
  Record<string, (name: string, func: string, x: string) => readonly [nodes: readonly Fields[], out: string]>
> = {
  'by name': (name, func, x) => [[nodeFields(name, func, [x])], `${name}:o:0`],
  'by PartitionedCall': (name, func, x) => [
    [nodeFields(name, 'PartitionedCall', [x], { ...ONE, f: attrValue.func(func) })],
    `${name}:output:0`,
  ],
  'by StatefulPartitionedCall': (name, func, x) => [
    [nodeFields(name, 'StatefulPartitionedCall', [x], { ...ONE, f: attrValue.func(func) })],
    `${name}:output:0`,
  ],
  'by If': (name, func, x) => [
    [
      truth(`${name}t`, true),
      nodeFields(name, 'If', [`${name}t:output:0`, x], {
        ...ONE,
        Tcond: attrValue.type(BOOL),
        then_branch: attrValue.func(func),
        else_branch: attrValue.func('same'),
      }),
    ],
    `${name}:output:0`,
  ],
  'by Case': (name, func, x) => [
    [
      int32(`${name}i`, 1),
      nodeFields(name, 'Case', [`${name}i:output:0`, x], { ...ONE, branches: attrValue.funcs(['same', func]) }),
    ],
    `${name}:output:0`,
  ],
  'by While': (name, func, x) => [
    [
      nodeFields(name, 'While', [x], {
        T: attrValue.types([FLOAT]),
        cond: attrValue.func('never'),
        body: attrValue.func(func),
      }),
    ],
    `${name}:output:0`,
  ],
}

const SAME = functionFields({ name: 'same', args: [['x', FLOAT]], results: [['o', FLOAT, 'x']] })
const NEVER = functionFields({
  name: 'never',
  args: [['x', FLOAT]],
  results: [['o', BOOL, 'n:output:0']],
  nodes: [truth('n', false)],
})

const body = (name: string, nodes: readonly Fields[], from: string): Fields =>
  functionFields({ name, args: [['x', FLOAT]], results: [['o', FLOAT, from]], nodes })

/** The graph calls `entry`, or has the functions without a call. */
const graph = (entry: string | undefined, functions: readonly Fields[]): Uint8Array =>
  graphDef(
    [
      floats('x', [2]),
      entry ? nodeFields('y', entry, ['x']) : nodeFields('y', 'Neg', ['x'], { T: attrValue.type(FLOAT) }),
    ],
    [...functions, SAME, NEVER],
  )

const recursive = Object.entries(CALLS).flatMap(([way, make]): HostileGraph[] => {
  const itself = body('f', ...make('c', 'f', 'x'))
  const mutual = [
    body('f', ...make('c', 'g', 'x')),
    body('g', ...make('c', 'h', 'x')),
    body('h', ...make('c', 'f', 'x')),
  ]
  return [
    { kind: 'recurs', name: `calls itself ${way}`, bytes: graph('f', [itself]) },
    { kind: 'recurs', name: `calls itself ${way}, and nothing calls it`, bytes: graph(undefined, [itself]) },
    { kind: 'recurs', name: `three functions in a circle ${way}`, bytes: graph('g', mutual) },
  ]
})

const chain = (make: (typeof CALLS)[string], length: number): readonly Fields[] => [
  ...Array.from({ length }, (_, i) => body(`f${i}`, ...make('c', i + 1 < length ? `f${i + 1}` : 'same', 'x'))),
]

const deep = Object.entries(CALLS).map(
  ([way, make]): HostileGraph => ({
    kind: 'nests deep',
    name: `6,000 functions deep ${way}`,
    bytes: graph('f0', chain(make, 6000)),
  }),
)

/** Each function calls the next so many times. */
const tree = (make: (typeof CALLS)[string], width: number, depth: number): readonly Fields[] =>
  Array.from({ length: depth }, (_, level) => {
    const nodes: Fields[] = []
    let x = 'x'
    for (let i = 0; i < width; i++) {
      const [made, out] = make(`c${i}`, level + 1 < depth ? `f${level + 1}` : 'same', x)
      nodes.push(...made)
      x = out
    }
    return body(`f${level}`, nodes, x)
  })

const exponential = Object.entries(CALLS).flatMap(([way, make]): HostileGraph[] =>
  [
    [2, 30],
    [10, 9],
    [300, 4],
  ].map(([width, depth]) => ({
    kind: 'expands',
    name: `${width} calls ${way}, ${depth} functions deep`,
    bytes: graph('f0', tree(make, width!, depth!)),
  })),
)

void INT32
export const EXPANDING: readonly HostileGraph[] = [...recursive, ...deep, ...exponential]
