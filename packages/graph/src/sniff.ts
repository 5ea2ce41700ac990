import { GRAPH_DEF, NODE_DEF } from './graphdef/schema.js'
import { WireReader } from './graphdef/wire.js'
import type { ModelFormat } from './model-info.js'
import { isTflite } from './tflite/read.js'

/**
 * The format that the bytes of a file begin as, or undefined when it is neither. The whole file may still be cut off or damaged.
 */
export const sniffFormat = (bytes: Uint8Array): ModelFormat | undefined => {
  if (isTflite(bytes)) return 'tflite'
  return isGraphDef(bytes) ? 'tensorflow' : undefined
}

/** More than this of a file is not looked at, however long a node claims to be. Bytes. */
const SNIFFED = 4096

/** A graph begins with a node, and a node with its name; nothing else we know of does. */
const isGraphDef = (bytes: Uint8Array): boolean => {
  const reader = new WireReader(bytes.subarray(0, SNIFFED))
  try {
    if (reader.tag() !== GRAPH_DEF.node) return false
    reader.size()
    if (reader.tag() !== NODE_DEF.name) return false
    const name = reader.string()
    return NODE_NAME.test(name) && reader.tag() === NODE_DEF.op && OP_NAME.test(reader.string())
  } catch {
    return false
  }
}

/** @source tensorflow/core/framework/node_def_util.cc, IsValidNodeName */
const NODE_NAME = /^[A-Za-z0-9.][A-Za-z0-9_.\\/>-]*$/

/** @source tensorflow/core/framework/op_def_util.cc: op names, and those of functions called like ops */
const OP_NAME = /^[A-Za-z0-9_.\\/>-]+$/
