import type { Attr, Attrs } from './attr.js'
import type { FunctionArg, FunctionAttr, FunctionBody, Gradient, Graph, Node } from './graph.js'
import {
  ARG_ATTRS,
  ARG_DEF,
  ATTR_DEF,
  DTYPE_AND_SHAPE,
  FUNCTION_DEF,
  FUNCTION_LIBRARY,
  GRADIENT_DEF,
  MAP_ENTRY,
  NUMBERED_ENTRY,
  OP_DEF,
  REGISTERED_GRADIENT,
} from './schema.js'
import { inputText, int64, message, type Writer, writeAttr, writeEntry, writeShape } from './write.js'

/**
 * Writes the function library of a graph.
 * @param writeNode writes the fields of a node
 * @param attrsOf the attributes of a function that are written
 */
export const writeLibrary = (
  writer: Writer,
  { functions, gradients }: Pick<Graph, 'functions' | 'gradients'>,
  writeNode: (writer: Writer, node: Node) => void,
  attrsOf: (attrs: Attrs) => Attrs,
): void => {
  for (const body of functions.values()) {
    message(writer, FUNCTION_LIBRARY.function, (w) => writeFunction(w, body, writeNode, attrsOf))
  }
  for (const gradient of gradients) {
    const field = gradient.registered ? FUNCTION_LIBRARY.registeredGradient : FUNCTION_LIBRARY.gradient
    message(writer, field, (w) => writeGradient(w, gradient))
  }
}

const writeGradient = (writer: Writer, { of, by, registered }: Gradient): void => {
  const keys = registered ? REGISTERED_GRADIENT : GRADIENT_DEF
  writer.uint32(keys.of).string(of).uint32(keys.by).string(by)
}

const writeFunction = (
  writer: Writer,
  body: FunctionBody,
  writeNode: (writer: Writer, node: Node) => void,
  attrsOf: (attrs: Attrs) => Attrs,
): void => {
  message(writer, FUNCTION_DEF.signature, (w) => writeSignature(w, body))
  for (const node of body.nodes) message(writer, FUNCTION_DEF.node, (w) => writeNode(w, node))
  for (const [name, tensor] of body.returns) writeStrings(writer, FUNCTION_DEF.result, name, inputText(tensor))
  const { details } = body
  if (!details) return
  for (const [name, node] of details.controlResults) writeStrings(writer, FUNCTION_DEF.controlResult, name, node)
  for (const [name, value] of attrsOf(details.attrs)) writeEntry(writer, FUNCTION_DEF.attr, name, value)
  for (const [number, attrs] of details.argAttrs) {
    message(writer, FUNCTION_DEF.argAttrs, (entry) => {
      entry.uint32(NUMBERED_ENTRY.key).uint32(number)
      message(entry, NUMBERED_ENTRY.value, (w) => {
        for (const [name, value] of attrsOf(attrs)) writeEntry(w, ARG_ATTRS.attr, name, value)
      })
    })
  }
  for (const [number, id] of details.resourceIds) {
    message(writer, FUNCTION_DEF.resourceId, (w) =>
      w.uint32(NUMBERED_ENTRY.key).uint32(number).uint32(NUMBERED_ENTRY.id).uint32(id),
    )
  }
}

const writeStrings = (writer: Writer, field: number, name: string, value: string): void =>
  message(writer, field, (w) => w.uint32(MAP_ENTRY.key).string(name).uint32(MAP_ENTRY.value).string(value))

const writeSignature = (writer: Writer, { name, args, results, details }: FunctionBody): void => {
  writer.uint32(OP_DEF.name).string(name)
  for (const arg of args) message(writer, OP_DEF.input, (w) => writeArg(w, arg))
  for (const result of results) message(writer, OP_DEF.output, (w) => writeArg(w, result))
  if (!details) return
  for (const attr of details.attrDefs) message(writer, OP_DEF.attr, (w) => writeAttrDef(w, attr))
  for (const control of details.controlOutputs) writer.uint32(OP_DEF.controlOutput).string(control)
  const flag = (field: number, value: boolean): void => {
    if (value) writer.uint32(field).bool(true)
  }
  flag(OP_DEF.aggregate, details.aggregate)
  flag(OP_DEF.stateful, details.stateful)
  flag(OP_DEF.commutative, details.commutative)
  flag(OP_DEF.uninitializedInput, details.uninitializedInput)
  flag(OP_DEF.distributed, details.distributed)
}

const writeArg = (writer: Writer, arg: FunctionArg): void => {
  writer.uint32(ARG_DEF.name).string(arg.name)
  if (arg.type !== 0) writer.uint32(ARG_DEF.type).int32(arg.type)
  if (arg.typeAttr) writer.uint32(ARG_DEF.typeAttr).string(arg.typeAttr)
  if (arg.numberAttr) writer.uint32(ARG_DEF.numberAttr).string(arg.numberAttr)
  if (arg.typeListAttr) writer.uint32(ARG_DEF.typeListAttr).string(arg.typeListAttr)
  for (const { type, shape } of arg.handleData ?? []) {
    message(writer, ARG_DEF.handleData, (data) => {
      data.uint32(DTYPE_AND_SHAPE.dtype).int32(type)
      message(data, DTYPE_AND_SHAPE.shape, (w) => writeShape(w, shape))
    })
  }
  if (arg.isRef) writer.uint32(ARG_DEF.isRef).bool(true)
}

const writeAttrDef = (writer: Writer, attr: FunctionAttr): void => {
  writer.uint32(ATTR_DEF.name).string(attr.name).uint32(ATTR_DEF.type).string(attr.type)
  const value = (field: number, written: Attr | undefined): void => {
    if (written) message(writer, field, (w) => writeAttr(w, written))
  }
  value(ATTR_DEF.default, attr.default)
  if (attr.hasMinimum) writer.uint32(ATTR_DEF.hasMinimum).bool(true).uint32(ATTR_DEF.minimum).int64(int64(attr.minimum))
  value(ATTR_DEF.allowed, attr.allowed)
}
