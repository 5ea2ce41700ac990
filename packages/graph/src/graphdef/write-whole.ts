import { Buffer } from 'node:buffer'
import protobuf from 'protobufjs/minimal.js'
import type { Attrs } from './attr.js'
import type { Graph, Node, Versions } from './graph.js'
import { guardGraph } from './guard-ranks.js'
import { beforeContent, largeValue } from './large-constant.js'
import { GRAPH_DEF, VERSION_DEF } from './schema.js'
import { message, type Writer, writeNode } from './write.js'
import { writeLibrary } from './write-library.js'

/** How to write a graph for libtensorflow. */
export interface WholeGraphOptions {
  /** A serialised ConfigProto for functions that nodes call, in place of the one that the file asks for. */
  readonly callConfig: Uint8Array
}

/**
 * The bytes of a graph as libtensorflow gets it: written from what was read and checked, with functions, gradients and versions.
 * Fields we do not read are left out, such as debug information, and attributes that have TensorFlow compile a call, or swap
 * another function in for it; nodes that check the ranks of operands are added. Large constants are copied once.
 */
export const writeWholeGraph = (graph: Graph, { callConfig }: WholeGraphOptions): Uint8Array => {
  const chunks: Uint8Array[] = []
  let writer = protobuf.Writer.create()
  const write = (w: Writer, node: Node): void => writeNode(w, safe(node, callConfig))
  const { nodes, functions } = guardGraph(graph)
  const { gradients } = graph
  for (const node of nodes) {
    const large = largeValue(node)
    if (large) {
      chunks.push(writer.finish(), beforeContent(safe(node, callConfig), large), large.content)
      writer = protobuf.Writer.create()
    } else message(writer, GRAPH_DEF.node, (w) => write(w, node))
  }
  if (functions.size > 0)
    message(writer, GRAPH_DEF.library, (w) => writeLibrary(w, { functions, gradients }, write, withoutHooks))
  message(writer, GRAPH_DEF.versions, (w) => writeVersions(w, graph.versions))
  return Buffer.concat([...chunks, writer.finish()])
}

const writeVersions = (writer: Writer, { producer, minConsumer, badConsumers }: Versions): void => {
  writer.uint32(VERSION_DEF.producer).int32(producer)
  if (minConsumer !== 0) writer.uint32(VERSION_DEF.minConsumer).int32(minConsumer)
  for (const version of badConsumers) writer.uint32(VERSION_DEF.badConsumer).int32(version)
}

/** Ops that give the function they call a session configuration of its own, which decides what rewrites it. */
const CONFIGURED_CALLS: ReadonlySet<string> = new Set(['PartitionedCall', 'StatefulPartitionedCall'])

/**
 * Attributes by which a file makes TensorFlow run something else than what it says: XLA and TPU compilation, kernels by label,
 * other implementations of a function.
 * @source tensorflow/core/grappler/optimizers/implementation_selector.cc; tensorflow/compiler/jit/defs.cc
 */
const HOOKS =
  /^(_Xla|_xla|_tpu|_TPU|_jit_compile$|_kernel$|_forward_func|_backward_func|api_implements$|api_preferred_device$|(forward|backward)_function_name$)/

const withoutHooks = (attrs: Attrs): Attrs => {
  for (const name of attrs.keys()) {
    if (HOOKS.test(name)) return new Map([...attrs].filter(([key]) => !HOOKS.test(key)))
  }
  return attrs
}

const safe = (node: Node, callConfig: Uint8Array): Node => {
  const attrs = withoutHooks(node.attrs)
  if (!CONFIGURED_CALLS.has(node.op)) return attrs === node.attrs ? node : { ...node, attrs }
  const own = new Map(attrs)
  for (const name of ['config', 'executor_type']) own.delete(name)
  return { ...node, attrs: own.set('config_proto', { kind: 'string', value: callConfig }) }
}
