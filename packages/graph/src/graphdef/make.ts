import { type DType, TENSORFLOW_DTYPE } from '../dtype.js'
import type { PartialShape } from '../spec.js'
import type { TensorData } from '../tensor-data.js'
import { type Attr, emptyAttrList } from './attr.js'
import type { Node } from './graph.js'
import { parseInput } from './tensor-name.js'

/** Attributes of nodes, by their kind. */
export const attr = {
  type: (dtype: DType): Attr => ({ kind: 'type', value: TENSORFLOW_DTYPE[dtype] }),
  shape: (shape: PartialShape): Attr => ({ kind: 'shape', value: shape }),
  string: (text: string): Attr => ({ kind: 'string', value: new TextEncoder().encode(text) }),
  int: (value: number): Attr => ({ kind: 'int', value }),
  float: (value: number): Attr => ({ kind: 'float', value }),
  bool: (value: boolean): Attr => ({ kind: 'bool', value }),
  ints: (ints: readonly number[]): Attr => ({ kind: 'list', value: { ...emptyAttrList(), ints } }),
  types: (dtypes: readonly DType[]): Attr => ({
    kind: 'list',
    value: { ...emptyAttrList(), types: dtypes.map((dtype) => TENSORFLOW_DTYPE[dtype]) },
  }),
} as const

/**
 * A node for `writeGraph`.
 * @param inputs as a graph's file has them: `node`, `node:1`, `^node`
 * @throws RangeError when an input is no name of a tensor
 */
export const makeNode = (
  name: string,
  op: string,
  inputs: readonly string[],
  attrs: Readonly<Record<string, Attr>>,
): Node => ({
  name,
  op,
  device: '',
  inputs: inputs.map((text) => {
    const input = parseInput(text)
    if (!input) throw new RangeError(`"${text}" is no name of a tensor.`)
    return input
  }),
  attrs: new Map(Object.entries(attrs)),
})

/** The dtypes whose elements lie in a file as they lie in memory. */
export type StoredDType = Exclude<DType, 'string'>

/**
 * A `Const` node.
 * @param data row-major, as many elements as the shape has
 */
export const makeConstant = <D extends StoredDType>(
  name: string,
  dtype: D,
  shape: readonly number[],
  data: TensorData[D],
): Node => {
  const { buffer, byteOffset, byteLength } = data as ArrayBufferView
  const value: Attr = {
    kind: 'tensor',
    value: {
      dtype,
      type: TENSORFLOW_DTYPE[dtype],
      shape,
      size: shape.reduce((size, dimension) => size * dimension, 1),
      message: new Uint8Array(0),
      content: new Uint8Array(buffer, byteOffset, byteLength),
    },
  }
  return makeNode(name, 'Const', [], { dtype: attr.type(dtype), value })
}

/** A `Placeholder` node. */
export const makePlaceholder = (name: string, dtype: DType, shape: PartialShape): Node =>
  makeNode(name, 'Placeholder', [], { dtype: attr.type(dtype), shape: attr.shape(shape) })
