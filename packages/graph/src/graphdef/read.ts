import { ModelLoadError } from '../errors.js'
import { type FunctionBody, Graph, type Node } from './graph.js'
import { readLibrary } from './read-function.js'
import { nothingSeen, readNode } from './read-node.js'
import { GRAPH_DEF, VERSION_DEF } from './schema.js'
import { type Read, WireReader } from './wire.js'

/**
 * The graph in the bytes of a frozen GraphDef (`.pb`). Stored tensors stay views of `bytes`, which must not change while
 * the graph is in use.
 * @throws ModelLoadError (ERR_MODEL_LOAD) when the bytes are cut off, damaged or no GraphDef
 */
export const readGraph = (bytes: Uint8Array): Graph => {
  try {
    return graph(new WireReader(bytes))
  } catch (cause) {
    if (cause instanceof ModelLoadError) throw cause
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new ModelLoadError(
      `The file is no whole TensorFlow graph: ${reason}; it is cut off or damaged, so get it anew.`,
      { expected: 'a frozen GraphDef', actual: `${bytes.byteLength} bytes that do not parse as one`, cause },
    )
  }
}

const graph: Read<Graph> = (reader) => {
  const nodes: Node[] = []
  const functions = new Map<string, FunctionBody>()
  const seen = nothingSeen()
  let producer = 0
  while (reader.more) {
    const field = reader.tag()
    switch (field) {
      case GRAPH_DEF.node:
        nodes.push(reader.message((r) => readNode(r, seen)))
        break
      case GRAPH_DEF.library:
        reader.message((r) => readLibrary(r, functions, seen))
        break
      case GRAPH_DEF.versions:
        producer = reader.message(producerVersion)
        break
      default:
        reader.skipField(field)
    }
  }
  return new Graph({ nodes, functions, producer })
}

const producerVersion: Read<number> = (reader) => {
  let producer = 0
  while (reader.more) {
    const field = reader.tag()
    if (field === VERSION_DEF.producer) producer = reader.int32()
    else reader.skipField(field)
  }
  return producer
}
