import protobuf from 'protobufjs/minimal.js'
import type { Node } from './graph.js'
import { ATTR_VALUE, GRAPH_DEF, MAP_ENTRY, NODE_DEF, TENSOR } from './schema.js'
import type { TensorValue } from './tensor-value.js'
import { message, type Writer, writeNode, writeShape } from './write.js'

/** Bytes from which a constant is not written through a writer, which copies each message once for every message around it. */
const LARGE = 1 << 15

/** The value of a node whose bytes are better copied once; undefined for all others. */
export const largeValue = (node: Node): (TensorValue & { readonly content: Uint8Array }) | undefined => {
  const value = node.attrs.get('value')
  if (value?.kind !== 'tensor' || (value.value.content?.length ?? 0) < LARGE) return undefined
  return value.value as TensorValue & { readonly content: Uint8Array }
}

/**
 * What stands in a graph's file before the bytes of a node's large constant. The constant comes last in each message around it, so
 * all that is left to write are its bytes.
 */
export const beforeContent = (node: Node, value: TensorValue & { readonly content: Uint8Array }): Uint8Array => {
  const { length } = value.content
  /** A field that is a message: what comes before it, its head, and what it begins with. */
  const opened = (field: number, start: Uint8Array, before?: (writer: Writer) => void): Uint8Array => {
    const writer = protobuf.Writer.create()
    before?.(writer)
    return writer
      .uint32(field)
      .uint32(start.length + length)
      .raw(start)
      .finish()
  }
  const tensor = opened(TENSOR.content, new Uint8Array(0), (w) => {
    w.uint32(TENSOR.dtype).int32(value.type)
    message(w, TENSOR.shape, (shape) => writeShape(shape, value.shape))
  })
  const entry = opened(MAP_ENTRY.value, opened(ATTR_VALUE.tensor, tensor), (w) =>
    w.uint32(MAP_ENTRY.key).string('value'),
  )
  const others = new Map(node.attrs)
  others.delete('value')
  return opened(
    GRAPH_DEF.node,
    opened(NODE_DEF.attr, entry, (w) => writeNode(w, { ...node, attrs: others })),
  )
}
