import { type DType, TENSORFLOW_DTYPE } from '@zoo/graph/base'

/** A node as these fixtures need it. */
export interface FixtureNode {
  readonly name: string
  readonly op: string
  readonly inputs?: readonly string[]
  readonly dtype?: DType
  /** -1 for an open dimension; left out for an open rank. */
  readonly shape?: readonly number[]
}

const varint = (value: number): number[] => {
  const bytes: number[] = []
  let rest = BigInt.asUintN(64, BigInt(value))
  do {
    const low = Number(rest & 0x7fn)
    rest >>= 7n
    bytes.push(rest === 0n ? low : low | 0x80)
  } while (rest !== 0n)
  return bytes
}
const number = (field: number, value: number) => [...varint(field << 3), ...varint(value)]
const message = (field: number, bytes: readonly number[]) => [
  ...varint((field << 3) | 2),
  ...varint(bytes.length),
  ...bytes,
]
const text = (field: number, value: string) => message(field, [...Buffer.from(value)])
const attr = (name: string, value: readonly number[]) => message(5, [...text(1, name), ...message(2, value)])

/**
 * The bytes of a frozen GraphDef.
 * @source tensorflow/core/framework/{graph,node_def,attr_value,tensor_shape}.proto
 */
export const graphDef = (nodes: readonly FixtureNode[]): Uint8Array =>
  Uint8Array.from(
    nodes.flatMap(({ name, op, inputs = [], dtype, shape }) =>
      message(1, [
        ...text(1, name),
        ...text(2, op),
        ...inputs.flatMap((input) => text(3, input)),
        ...(dtype ? attr(op === 'Placeholder' ? 'dtype' : 'T', number(6, TENSORFLOW_DTYPE[dtype])) : []),
        ...(op === 'Placeholder' && dtype
          ? attr('shape', message(7, shape ? shape.flatMap((size) => message(2, number(1, size))) : number(3, 1)))
          : []),
      ]),
    ),
  )

/** One Placeholder `x` of a dtype and shape, and its Identity `y`. */
export const identityGraph = (dtype: DType, shape?: readonly number[]): Uint8Array =>
  graphDef([
    { name: 'x', op: 'Placeholder', dtype, ...(shape && { shape }) },
    { name: 'y', op: 'Identity', inputs: ['x'], dtype },
  ])

/** float32 [3] `a` and `b`; `sum` = a + b, `twice` = sum + sum, `other` = the Identity of b. */
export const sumGraph: Uint8Array = graphDef([
  { name: 'a', op: 'Placeholder', dtype: 'float32', shape: [3] },
  { name: 'b', op: 'Placeholder', dtype: 'float32', shape: [3] },
  { name: 'sum', op: 'AddV2', inputs: ['a', 'b'], dtype: 'float32' },
  { name: 'twice', op: 'AddV2', inputs: ['sum', 'sum'], dtype: 'float32' },
  { name: 'other', op: 'Identity', inputs: ['b'], dtype: 'float32' },
])
