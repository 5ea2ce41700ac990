import protobuf from 'protobufjs/minimal.js'
import { type DType, TENSORFLOW_DTYPE } from '../../src/dtype.js'
import {
  ARG_DEF,
  ATTR_LIST,
  ATTR_VALUE,
  FUNCTION_DEF,
  FUNCTION_LIBRARY,
  GRAPH_DEF,
  MAP_ENTRY,
  NAME_ATTR_LIST,
  NODE_DEF,
  OP_DEF,
  TENSOR,
  TENSOR_SHAPE,
  VERSION_DEF,
} from '../../src/graphdef/schema.js'
import type { PartialShape } from '../../src/spec.js'

/** A stored tensor: its bytes in one run, or single values of the field that the test is about. */
export interface TestTensor {
  readonly dtype: DType | number
  readonly shape: PartialShape
  readonly content?: Uint8Array
  /** Raw fields after the others. */
  readonly fields?: (writer: protobuf.Writer) => void
}

export type TestAttr =
  | { readonly string: string }
  | { readonly int: number }
  | { readonly float: number }
  | { readonly bool: boolean }
  | { readonly type: DType | number }
  | { readonly shape: PartialShape }
  | { readonly tensor: TestTensor }
  | { readonly func: string }
  | { readonly placeholder: string }
  | { readonly ints: readonly number[] }
  | { readonly types: readonly (DType | number)[] }
  | { readonly shapes: readonly PartialShape[] }
  | { readonly funcs: readonly string[] }

export interface TestNode {
  readonly name: string
  readonly op: string
  readonly inputs?: readonly string[]
  readonly attrs?: Readonly<Record<string, TestAttr>>
}

export interface TestFunction {
  readonly name: string
  readonly args: Readonly<Record<string, DType>>
  readonly results: Readonly<Record<string, readonly [dtype: DType, tensor: string]>>
  readonly nodes: readonly TestNode[]
}

export interface TestGraph {
  readonly nodes: readonly TestNode[]
  readonly functions?: readonly TestFunction[]
  readonly producer?: number
}

type Write = (writer: protobuf.Writer) => void

const message = (writer: protobuf.Writer, key: number, write: Write): void => {
  writer.uint32(key).fork()
  write(writer)
  writer.ldelim()
}

const numberOf = (dtype: DType | number): number => (typeof dtype === 'number' ? dtype : TENSORFLOW_DTYPE[dtype])

const writeShape =
  (shape: PartialShape): Write =>
  (writer) => {
    if (shape === null) writer.uint32(TENSOR_SHAPE.unknownRank).bool(true)
    for (const size of shape ?? []) {
      message(writer, TENSOR_SHAPE.dim, (w) => w.uint32(TENSOR_SHAPE.dimSize).int64(size ?? -1))
    }
  }

const writeTensor =
  ({ dtype, shape, content, fields }: TestTensor): Write =>
  (writer) => {
    writer.uint32(TENSOR.dtype).int32(numberOf(dtype))
    message(writer, TENSOR.shape, writeShape(shape))
    if (content) writer.uint32(TENSOR.content).bytes(content)
    fields?.(writer)
  }

const writeCall =
  (name: string): Write =>
  (writer) =>
    writer.uint32(NAME_ATTR_LIST.name).string(name)

const writeAttr =
  (attr: TestAttr): Write =>
  (writer) => {
    const list = (write: Write) => message(writer, ATTR_VALUE.list, write)
    const each = <T>(items: readonly T[], write: (w: protobuf.Writer, item: T) => void) =>
      list((w) => {
        for (const item of items) write(w, item)
      })
    if ('string' in attr) writer.uint32(ATTR_VALUE.string).string(attr.string)
    else if ('int' in attr) writer.uint32(ATTR_VALUE.int).int64(attr.int)
    else if ('float' in attr) writer.uint32(ATTR_VALUE.float).float(attr.float)
    else if ('bool' in attr) writer.uint32(ATTR_VALUE.bool).bool(attr.bool)
    else if ('type' in attr) writer.uint32(ATTR_VALUE.type).int32(numberOf(attr.type))
    else if ('shape' in attr) message(writer, ATTR_VALUE.shape, writeShape(attr.shape))
    else if ('tensor' in attr) message(writer, ATTR_VALUE.tensor, writeTensor(attr.tensor))
    else if ('func' in attr) message(writer, ATTR_VALUE.func, writeCall(attr.func))
    else if ('placeholder' in attr) writer.uint32(ATTR_VALUE.placeholder).string(attr.placeholder)
    else if ('ints' in attr) each(attr.ints, (w, value) => w.uint32(ATTR_LIST.int).int64(value))
    else if ('types' in attr) {
      list((w) =>
        message(w, ATTR_LIST.packedType, (packed) => {
          for (const type of attr.types) packed.int32(numberOf(type))
        }),
      )
    } else if ('shapes' in attr) each(attr.shapes, (w, shape) => message(w, ATTR_LIST.shape, writeShape(shape)))
    else each(attr.funcs, (w, name) => message(w, ATTR_LIST.func, writeCall(name)))
  }

const writeNode =
  ({ name, op, inputs = [], attrs = {} }: TestNode): Write =>
  (writer) => {
    writer.uint32(NODE_DEF.name).string(name).uint32(NODE_DEF.op).string(op)
    for (const input of inputs) writer.uint32(NODE_DEF.input).string(input)
    for (const [attr, value] of Object.entries(attrs)) {
      message(writer, NODE_DEF.attr, (entry) => {
        entry.uint32(MAP_ENTRY.key).string(attr)
        message(entry, MAP_ENTRY.value, writeAttr(value))
      })
    }
  }

const writeFunction =
  ({ name, args, results, nodes }: TestFunction): Write =>
  (writer) => {
    const arg = (key: number, argName: string, dtype: DType) => (w: protobuf.Writer) =>
      message(w, key, (a) => a.uint32(ARG_DEF.name).string(argName).uint32(ARG_DEF.type).int32(numberOf(dtype)))
    message(writer, FUNCTION_DEF.signature, (w) => {
      w.uint32(OP_DEF.name).string(name)
      for (const [argName, dtype] of Object.entries(args)) arg(OP_DEF.input, argName, dtype)(w)
      for (const [result, [dtype]] of Object.entries(results)) arg(OP_DEF.output, result, dtype)(w)
    })
    for (const node of nodes) message(writer, FUNCTION_DEF.node, writeNode(node))
    for (const [result, [, tensor]] of Object.entries(results)) {
      message(writer, FUNCTION_DEF.result, (w) =>
        w.uint32(MAP_ENTRY.key).string(result).uint32(MAP_ENTRY.value).string(tensor),
      )
    }
  }

/** The bytes of a GraphDef, written as TensorFlow writes them. The producer is a recent one unless said otherwise. */
export const graphBytes = ({ nodes, functions = [], producer = 1000 }: TestGraph): Uint8Array => {
  const writer = protobuf.Writer.create()
  for (const node of nodes) message(writer, GRAPH_DEF.node, writeNode(node))
  if (functions.length > 0) {
    message(writer, GRAPH_DEF.library, (w) => {
      for (const body of functions) message(w, FUNCTION_LIBRARY.function, writeFunction(body))
    })
  }
  message(writer, GRAPH_DEF.versions, (w) => w.uint32(VERSION_DEF.producer).int32(producer))
  return writer.finish()
}

/** A placeholder of dtype and shape. */
export const placeholder = (name: string, shape: PartialShape, dtype: DType = 'float32'): TestNode => ({
  name,
  op: 'Placeholder',
  attrs: { dtype: { type: dtype }, shape: { shape } },
})

const bytesOf = (array: ArrayBufferView): Uint8Array => new Uint8Array(array.buffer, array.byteOffset, array.byteLength)

/** A constant of int32 numbers; a scalar when a number is given alone. */
export const int32 = (name: string, value: number | readonly number[], shape?: readonly number[]): TestNode => {
  const values = typeof value === 'number' ? [value] : value
  const own = typeof value === 'number' ? [] : [value.length]
  return {
    name,
    op: 'Const',
    attrs: {
      dtype: { type: 'int32' },
      value: { tensor: { dtype: 'int32', shape: shape ?? own, content: bytesOf(Int32Array.from(values)) } },
    },
  }
}

/** A constant of float32 zeros. */
export const float32 = (name: string, shape: readonly number[]): TestNode => ({
  name,
  op: 'Const',
  attrs: {
    dtype: { type: 'float32' },
    value: {
      tensor: {
        dtype: 'float32',
        shape,
        content: new Uint8Array(4 * shape.reduce((size, length) => size * length, 1)),
      },
    },
  },
})
