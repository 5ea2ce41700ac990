import { type Attrs, attrValue, functionFields, graphDef, nodeFields, tensorFields } from '../graph-def.js'
import type { HostileGraph } from '../hostile-graphs.js'
import type { Fields } from '../protobuf.js'
import { FLOAT, floats, INT32, int32 } from './pieces.js'

const T = { T: attrValue.type(FLOAT) }

/** Ops with an attribute that says how many inputs or outputs they have. */
const COUNTED: readonly (readonly [op: string, count: string, inputs: readonly string[], attrs: Attrs])[] = [
  ['AddN', 'N', ['x'], T],
  ['Pack', 'N', ['x'], T],
  ['ConcatV2', 'N', ['x', 'i'], { ...T, Tidx: attrValue.type(INT32) }],
  ['Concat', 'N', ['i', 'x'], T],
  ['AccumulateNV2', 'N', ['x'], { ...T, shape: attrValue.shape([4]) }],
  ['ParallelConcat', 'N', ['x'], { ...T, shape: attrValue.shape([4]) }],
  ['DynamicStitch', 'N', ['i', 'x'], T],
  ['Merge', 'N', ['x'], T],
  ['ShapeN', 'N', ['x'], T],
  ['ConcatOffset', 'N', ['i', 'i'], {}],
  ['Split', 'num_split', ['i', 'x'], T],
  ['SplitV', 'num_split', ['x', 'i', 'i'], { ...T, Tlen: attrValue.type(INT32) }],
  ['Unpack', 'num', ['x'], T],
  ['DynamicPartition', 'num_partitions', ['x', 'i'], T],
]

const counted = COUNTED.flatMap(([op, attr, inputs, attrs]): HostileGraph[] =>
  [2 ** 31 - 1, 70_000_000, -1].flatMap((count) => {
    const node = (prefix: string): Fields =>
      nodeFields(
        'y',
        op,
        inputs.map((name) => prefix + name),
        { ...attrs, [attr]: attrValue.int(count) },
      )
    return [
      {
        kind: 'counts too many',
        name: `${op} with ${attr} ${count}`,
        bytes: graphDef([floats('x', [4]), int32('i', 0), node('')]),
      },
      {
        kind: 'counts too many',
        name: `${op} with ${attr} ${count} in a function`,
        bytes: graphDef(
          [floats('x', [4]), nodeFields('z', 'f', ['x'])],
          [
            functionFields({
              name: 'f',
              args: [['x', FLOAT]],
              results: [['o', FLOAT, 'x']],
              nodes: [
                int32('i', 0),
                nodeFields(
                  'y',
                  op,
                  inputs.map((name) => (name === 'i' ? 'i:output:0' : name)),
                  { ...attrs, [attr]: attrValue.int(count) },
                ),
              ],
              controls: ['y'],
            }),
          ],
        ),
      },
    ]
  }),
)

/** Values that a file writes once and that fill a shape: 4 bytes of file, gigabytes of memory. */
const splat = (name: string, size: number): Fields =>
  nodeFields(name, 'Const', [], {
    dtype: attrValue.type(FLOAT),
    value: attrValue.tensor([
      ...tensorFields(FLOAT, [size], new Uint8Array(4)).slice(0, 2),
      Uint8Array.of(0x2d, 0, 0, 0, 0x3f),
    ]),
  })
const many = (count: number, size: number): Uint8Array =>
  graphDef([
    ...Array.from({ length: count }, (_, i) => splat(`c${i}`, size)),
    nodeFields(
      'y',
      'AddN',
      Array.from({ length: count }, (_, i) => `c${i}`),
      { ...T, N: attrValue.int(count) },
    ),
  ])

const filling: readonly HostileGraph[] = [
  [1, 2 ** 33],
  [2, 2 ** 30],
  [40, 2 ** 27],
  [1000, 2 ** 22],
  [20_000, 2 ** 18],
].map(([count, size]) => ({
  kind: 'fills the memory',
  name: `${count} constants of ${size} floats`,
  bytes: many(count!, size!),
}))

export const SIZED: readonly HostileGraph[] = [...counted, ...filling]
