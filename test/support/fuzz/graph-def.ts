import { bytes, concat, type Fields, float, int } from './protobuf.js'

/*
 * Parts of a GraphDef as bytes, for graphs that no writer of models makes. Numbers are protobuf's field numbers.
 * @source tensorflow/core/framework/{graph,node_def,attr_value,tensor,tensor_shape,function,op_def}.proto
 */

/** A TensorShapeProto; null is an unknown rank. */
export const shapeFields = (shape: readonly (number | bigint)[] | null): Fields =>
  shape === null ? [int(3, 1)] : shape.map((size) => bytes(2, [int(1, size)]))

/** A TensorProto whose elements lie in `tensor_content`. */
export const tensorFields = (
  type: number,
  shape: readonly (number | bigint)[],
  content: Uint8Array | readonly (string | Uint8Array)[],
): Fields => [
  int(1, type),
  bytes(2, shapeFields(shape)),
  ...(content instanceof Uint8Array ? [bytes(4, content)] : content.map((text) => bytes(8, text))),
]

/** The fields of an AttrValue. */
export const attrValue = {
  list: (fields: Fields): Fields => [bytes(1, fields)],
  string: (text: string | Uint8Array): Fields => [bytes(2, text)],
  int: (value: number | bigint): Fields => [int(3, value)],
  float: (value: number): Fields => [float(4, value)],
  bool: (value: boolean): Fields => [int(5, value)],
  type: (type: number): Fields => [int(6, type)],
  shape: (shape: readonly (number | bigint)[] | null): Fields => [bytes(7, shapeFields(shape))],
  tensor: (tensor: Fields): Fields => [bytes(8, tensor)],
  placeholder: (name: string): Fields => [bytes(9, name)],
  func: (name: string, attrs: Attrs = {}): Fields => [bytes(10, callFields(name, attrs))],
  strings: (texts: readonly (string | Uint8Array)[]): Fields => [
    bytes(
      1,
      texts.map((text) => bytes(2, text)),
    ),
  ],
  ints: (values: readonly (number | bigint)[]): Fields => [
    bytes(
      1,
      values.map((value) => int(3, value)),
    ),
  ],
  floats: (values: readonly number[]): Fields => [
    bytes(
      1,
      values.map((value) => float(4, value)),
    ),
  ],
  types: (types: readonly number[]): Fields => [
    bytes(
      1,
      types.map((type) => int(6, type)),
    ),
  ],
  shapes: (shapes: readonly (readonly (number | bigint)[] | null)[]): Fields => [
    bytes(
      1,
      shapes.map((shape) => bytes(7, shapeFields(shape))),
    ),
  ],
  funcs: (names: readonly string[]): Fields => [
    bytes(
      1,
      names.map((name) => bytes(9, callFields(name))),
    ),
  ],
} as const

/** Attributes by name, each as the fields of its AttrValue. */
export type Attrs = Readonly<Record<string, Fields>>

/** A NameAttrList. */
export const callFields = (name: string, attrs: Attrs = {}): Fields => [bytes(1, name), ...entries(2, attrs)]

const entries = (field: number, attrs: Attrs): Fields =>
  Object.entries(attrs).map(([name, value]) => bytes(field, [bytes(1, name), bytes(2, value)]))

/** The fields of a NodeDef. */
export const nodeFields = (name: string, op: string, inputs: readonly string[] = [], attrs: Attrs = {}): Fields => [
  bytes(1, name),
  bytes(2, op),
  ...inputs.map((input) => bytes(3, input)),
  ...entries(5, attrs),
]

/** A `Const` node. */
export const constFields = (name: string, type: number, tensor: Fields): Fields =>
  nodeFields(name, 'Const', [], { dtype: attrValue.type(type), value: attrValue.tensor(tensor) })

/** An ArgDef of one fixed dtype. */
export const argFields = (name: string, type: number): Fields => [bytes(1, name), int(3, type)]

/** What a function of the library is made of. */
export interface FunctionParts {
  readonly name: string
  readonly args?: readonly (readonly [name: string, type: number])[]
  readonly results?: readonly (readonly [name: string, type: number, from: string])[]
  readonly nodes?: readonly Fields[]
  /** Nodes that run before a call ends, by name. */
  readonly controls?: readonly string[]
}

/** The fields of a FunctionDef. */
export const functionFields = ({ name, args = [], results = [], nodes = [], controls = [] }: FunctionParts): Fields => [
  bytes(1, [
    bytes(1, name),
    ...args.map(([arg, type]) => bytes(2, argFields(arg, type))),
    ...results.map(([result, type]) => bytes(3, argFields(result, type))),
    ...controls.map((control) => bytes(20, control)),
  ]),
  ...nodes.map((node) => bytes(3, node)),
  ...results.map(([result, , from]) => bytes(4, [bytes(1, result), bytes(2, from)])),
  ...controls.map((control) => bytes(6, [bytes(1, control), bytes(2, control)])),
]

/** The version of the graph format that TensorFlow 1.15 and later write. */
const PRODUCER = 134

/** A GraphDef of nodes and functions. */
export const graphDef = (nodes: readonly Fields[], functions: readonly Fields[] = []): Uint8Array =>
  concat([
    ...nodes.map((node) => bytes(1, node)),
    ...(functions.length === 0
      ? []
      : [
          bytes(
            2,
            functions.map((body) => bytes(1, body)),
          ),
        ]),
    bytes(4, [int(1, PRODUCER)]),
  ])
