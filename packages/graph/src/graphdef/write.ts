import protobuf from 'protobufjs/minimal.js'
import type { PartialShape } from '../spec.js'
import type { Attr, AttrList, FunctionCall } from './attr.js'
import type { Node } from './graph.js'
import {
  ATTR_LIST,
  ATTR_VALUE,
  GRAPH_DEF,
  MAP_ENTRY,
  NAME_ATTR_LIST,
  NODE_DEF,
  TENSOR,
  TENSOR_SHAPE,
  VERSION_DEF,
} from './schema.js'
import { type Input, tensorName } from './tensor-name.js'
import { storedValues, type TensorValue } from './tensor-value.js'

/** The version of TensorFlow's graph format that files say they were written for: that of TensorFlow 1.15 and later. */
const PRODUCER = 134

/**
 * The bytes of a frozen GraphDef (`.pb`) of these nodes, in their order and without functions; the same bytes for the same nodes.
 * @param producer the version of the graph format, as a graph that was read has it
 */
export const writeGraph = (nodes: readonly Node[], producer: number = PRODUCER): Uint8Array => {
  const writer = protobuf.Writer.create()
  for (const node of nodes) message(writer, GRAPH_DEF.node, (w) => writeNode(w, node))
  message(writer, GRAPH_DEF.versions, (w) => w.uint32(VERSION_DEF.producer).int32(producer))
  return writer.finish()
}

export type Writer = protobuf.Writer

/** Writes a field that is a message. */
export const message = (writer: Writer, key: number, write: (writer: Writer) => void): void => {
  writer.uint32(key).fork()
  write(writer)
  writer.ldelim()
}

/** Writes the fields of a node. */
export const writeNode = (writer: Writer, { name, op, inputs, device, attrs }: Node): void => {
  writer.uint32(NODE_DEF.name).string(name).uint32(NODE_DEF.op).string(op)
  for (const input of inputs) writer.uint32(NODE_DEF.input).string(inputText(input))
  if (device) writer.uint32(NODE_DEF.device).string(device)
  for (const [key, value] of attrs) writeEntry(writer, NODE_DEF.attr, key, value)
}

/** The text of an input as a graph or function has it. */
export const inputText = ({ node, output, control, port }: Input): string => {
  if (control) return `^${node}`
  if (port === undefined) return tensorName(node, output)
  return port === '' ? `${node}:${output}` : `${node}:${port}:${output}`
}

/** Writes a named attribute. */
export const writeEntry = (writer: Writer, key: number, name: string, attr: Attr): void =>
  message(writer, key, (entry) => {
    entry.uint32(MAP_ENTRY.key).string(name)
    message(entry, MAP_ENTRY.value, (w) => writeAttr(w, attr))
  })

/** Writes the value of an attribute. */
export const writeAttr = (writer: Writer, { kind, value }: Attr): void => {
  switch (kind) {
    case 'string':
      writer.uint32(ATTR_VALUE.string).bytes(value)
      break
    case 'int':
      writer.uint32(ATTR_VALUE.int).int64(int64(value))
      break
    case 'float':
      writer.uint32(ATTR_VALUE.float).float(value)
      break
    case 'bool':
      writer.uint32(ATTR_VALUE.bool).bool(value)
      break
    case 'type':
      writer.uint32(ATTR_VALUE.type).int32(value)
      break
    case 'shape':
      message(writer, ATTR_VALUE.shape, (w) => writeShape(w, value))
      break
    case 'tensor':
      message(writer, ATTR_VALUE.tensor, (w) => writeTensor(w, value))
      break
    case 'func':
      message(writer, ATTR_VALUE.func, (w) => writeCall(w, value))
      break
    case 'placeholder':
      writer.uint32(ATTR_VALUE.placeholder).string(value)
      break
    case 'list':
      message(writer, ATTR_VALUE.list, (w) => writeList(w, value))
      break
  }
}

type Int64 = Parameters<Writer['int64']>[0]

/** A 64-bit number for protobufjs, which takes a bigint only as its two halves. */
export const int64 = (value: number | bigint): Int64 =>
  typeof value === 'number'
    ? value
    : ({
        low: Number(BigInt.asIntN(32, value)),
        high: Number(BigInt.asIntN(32, value >> 32n)),
        unsigned: false,
      } as Int64)

const writeList = (writer: Writer, list: AttrList): void => {
  for (const text of list.strings) writer.uint32(ATTR_LIST.string).bytes(text)
  packed(writer, ATTR_LIST.packedInt, list.ints, (w, value) => w.int64(int64(value)))
  packed(writer, ATTR_LIST.packedFloat, list.floats, (w, value) => w.float(value))
  packed(writer, ATTR_LIST.packedBool, list.bools, (w, value) => w.bool(value))
  packed(writer, ATTR_LIST.packedType, list.types, (w, value) => w.int32(value))
  for (const shape of list.shapes) message(writer, ATTR_LIST.shape, (w) => writeShape(w, shape))
  for (const tensor of list.tensors) message(writer, ATTR_LIST.tensor, (w) => writeTensor(w, tensor))
  for (const call of list.funcs) message(writer, ATTR_LIST.func, (w) => writeCall(w, call))
}

const packed = <T>(writer: Writer, key: number, values: readonly T[], write: (w: Writer, value: T) => void): void => {
  if (values.length === 0) return
  message(writer, key, (w) => {
    for (const value of values) write(w, value)
  })
}

/** Writes the fields of a shape. */
export const writeShape = (writer: Writer, shape: PartialShape): void => {
  if (shape === null) writer.uint32(TENSOR_SHAPE.unknownRank).bool(true)
  for (const size of shape ?? []) {
    message(writer, TENSOR_SHAPE.dim, (w) => w.uint32(TENSOR_SHAPE.dimSize).int64(size ?? -1))
  }
}

/**
 * A tensor is written from what was read of it: dtype, shape and either its run of bytes or the values of its dtype, never
 * other fields of its message.
 */
const writeTensor = (writer: Writer, value: TensorValue): void => {
  writer.uint32(TENSOR.dtype).int32(value.type)
  message(writer, TENSOR.shape, (w) => writeShape(w, value.shape))
  if (value.content) writer.uint32(TENSOR.content).bytes(value.content)
  else for (const run of storedValues(value)) writer.raw(run)
}

const writeCall = (writer: Writer, { name, attrs }: FunctionCall): void => {
  writer.uint32(NAME_ATTR_LIST.name).string(name)
  for (const [key, value] of attrs) writeEntry(writer, NAME_ATTR_LIST.attr, key, value)
}
