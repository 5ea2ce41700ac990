import { ModelLoadError } from '../errors.js'
import { type FunctionLibrary, Graph, type Node, type Versions } from './graph.js'
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
  const seen = nothingSeen()
  let library: FunctionLibrary | undefined
  let versions: Versions | undefined
  let once = 0
  while (reader.more) {
    const field = reader.tag()
    switch (field) {
      case GRAPH_DEF.node:
        nodes.push(reader.message((r) => readNode(r, seen)))
        break
      case GRAPH_DEF.library:
        once = reader.once(once, field)
        library = reader.message((r) => readLibrary(r, seen))
        break
      case GRAPH_DEF.versions:
        once = reader.once(once, field)
        versions = reader.message(readVersions)
        break
      default:
        reader.skipField(field)
    }
  }
  return new Graph({ nodes, ...library, ...(versions && { producer: versions.producer, versions }) })
}

const readVersions: Read<Versions> = (reader) => {
  let producer = 0
  let minConsumer = 0
  let once = 0
  const badConsumers: number[] = []
  while (reader.more) {
    const field = reader.tag()
    switch (field) {
      case VERSION_DEF.producer:
        once = reader.once(once, field)
        producer = reader.int32()
        break
      case VERSION_DEF.minConsumer:
        once = reader.once(once, field)
        minConsumer = reader.int32()
        break
      case VERSION_DEF.badConsumer:
      case VERSION_DEF.packedBadConsumer:
        reader.repeated(field, () => badConsumers.push(reader.int32()))
        break
      default:
        reader.skipField(field)
    }
  }
  return { producer, minConsumer, badConsumers }
}
