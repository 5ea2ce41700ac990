import { type Attrs, attrValue, functionFields, graphDef, nodeFields, tensorFields } from '../graph-def.js'
import type { HostileGraph } from '../hostile-graphs.js'
import type { Fields } from '../protobuf.js'
import { FLOAT, floats, INT32, STRING } from './pieces.js'

/** A constant whose node says one dtype and whose value says another. */
const lying = (name: string, said: number, held: number, count: number): Fields =>
  nodeFields(name, 'Const', [], {
    dtype: attrValue.type(said),
    value: attrValue.tensor(
      tensorFields(
        held,
        [count],
        held === STRING ? Array.from({ length: count }, () => 'a') : new Uint8Array(8 * count),
      ),
    ),
  })

const PAIRS = [
  [INT32, 6],
  [INT32, 9],
  [FLOAT, INT32],
  [FLOAT, STRING],
  [STRING, FLOAT],
  [9, INT32],
  [1, 2],
  [10, 3],
] as const

const constants = PAIRS.flatMap(([said, held]): HostileGraph[] => {
  const read = (from: string): Fields => nodeFields('y', 'Identity', [from], { T: attrValue.type(said) })
  return [
    {
      kind: 'mistakes a dtype',
      name: `Const of ${held} said to be ${said}`,
      bytes: graphDef([lying('c', said, held, 2), read('c')]),
    },
    {
      kind: 'mistakes a dtype',
      name: `Const of ${held} said to be ${said} in a function`,
      bytes: graphDef(
        [nodeFields('z', 'f')],
        [functionFields({ name: 'f', results: [['o', said, 'c:output:0']], nodes: [lying('c', said, held, 2)] })],
      ),
    },
  ]
})

const slice = (index: number, types: readonly [number, number, number], place: number): Uint8Array => {
  const one = (name: string, type: number): Fields =>
    nodeFields(name, 'Const', [], {
      dtype: attrValue.type(index),
      value: attrValue.tensor(tensorFields(type, [1], new Uint8Array(type === 9 ? 8 : type === 6 ? 1 : 4))),
    })
  const nodes = ['b', 'e', 's'].map((name, i) => one(name, i === place ? types[i]! : index))
  return graphDef([
    floats('x', [4]),
    ...nodes,
    nodeFields('y', 'StridedSlice', ['x', 'b', 'e', 's'], { T: attrValue.type(FLOAT), Index: attrValue.type(index) }),
  ])
}
const slices: HostileGraph[] = [0, 1, 2].flatMap((place) => [
  {
    kind: 'mistakes a dtype',
    name: `StridedSlice of int32, operand ${place + 1} int8`,
    bytes: slice(INT32, [6, 6, 6], place),
  },
  {
    kind: 'mistakes a dtype',
    name: `StridedSlice of int64, operand ${place + 1} int32`,
    bytes: slice(9, [3, 3, 3], place),
  },
])

const SPATIAL: Attrs = {
  T: attrValue.type(FLOAT),
  strides: attrValue.ints([1, 1, 1, 1]),
  padding: attrValue.string('SAME'),
}
const sizes = (name: string, values: readonly number[]): Fields =>
  nodeFields(name, 'Const', [], {
    dtype: attrValue.type(INT32),
    value: attrValue.tensor(tensorFields(INT32, [values.length], new Uint8Array(Int32Array.from(values).buffer))),
  })

/** Ops whose kernels end the process over operands of the wrong rank; `?` hides the shape from what checks shapes. */
const RANKED: readonly (readonly [op: string, operands: readonly (readonly number[] | string)[], attrs: Attrs])[] = [
  ['Conv2DBackpropFilter', [[2], 's', [2]], SPATIAL],
  ['Conv2DBackpropInput', ['s', [2], [2]], SPATIAL],
  ['DepthwiseConv2dNativeBackpropFilter', [[2], 's', [2]], SPATIAL],
  ['DepthwiseConv2dNativeBackpropInput', ['s', [2], [2]], SPATIAL],
  ['FakeQuantWithMinMaxVarsPerChannel', [[], [2], [2]], {}],
  ['FakeQuantWithMinMaxVarsPerChannelGradient', [[], [], [2], [2]], {}],
  ['LSTMBlockCell', [[2], [2], [2], [2], [2], [2], [2], [2]], { T: attrValue.type(FLOAT) }],
  [
    'LSTMBlockCellGrad',
    Array.from({ length: 16 }, () => [2]),
    { T: attrValue.type(FLOAT), use_peephole: attrValue.bool(true) },
  ],
  ['GRUBlockCell', [[2], [2], [2], [2], [2], [2]], { T: attrValue.type(FLOAT) }],
  ['BlockLSTM', [[], [2], [2], [2], [2], [2], [2], [2], [2]], { T: attrValue.type(FLOAT) }],
]

const ranks = RANKED.flatMap(([op, operands, attrs]): HostileGraph[] =>
  [false, true].map((hidden) => {
    const nodes: Fields[] = [sizes('s', [1, 2, 2, 1])]
    const inputs = operands.map((operand, i) => {
      if (typeof operand === 'string') return operand
      nodes.push(floats(`x${i}`, operand))
      if (!hidden) return `x${i}`
      nodes.push(
        nodeFields(`h${i}`, 'PlaceholderWithDefault', [`x${i}`], {
          dtype: attrValue.type(FLOAT),
          shape: attrValue.shape(null),
        }),
      )
      return `h${i}`
    })
    nodes.push(nodeFields('y', op, inputs, attrs))
    return { kind: 'mistakes a rank', name: `${op} of wrong ranks${hidden ? ', hidden' : ''}`, bytes: graphDef(nodes) }
  }),
)

export const MISMATCHED: readonly HostileGraph[] = [...constants, ...slices, ...ranks]
