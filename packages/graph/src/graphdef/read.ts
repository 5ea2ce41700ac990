import { ModelLoadError } from '../errors.js'
import type { Attr, Attrs } from './attr.js'
import { type FunctionArg, type FunctionBody, Graph, type Node } from './graph.js'
import { readAttrEntry } from './read-attr.js'
import {
  ARG_DEF,
  FUNCTION_DEF,
  FUNCTION_LIBRARY,
  GRAPH_DEF,
  MAP_ENTRY,
  NODE_DEF,
  OP_DEF,
  VERSION_DEF,
} from './schema.js'
import { type Input, parseInput } from './tensor-name.js'
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

/** More nodes than this, those in functions included, no graph for inference has: ten times the largest published ones. */
const MAX_NODES = 200_000

/** More inputs than this they do not have in all. */
const MAX_EDGES = 1_000_000

/** What was read so far of a file. */
interface Seen {
  nodes: number
  edges: number
  /** An input names one of few tensors, so equal ones share an object. */
  readonly inputs: Map<string, Input>
}

const graph: Read<Graph> = (reader) => {
  const nodes: Node[] = []
  const functions = new Map<string, FunctionBody>()
  const seen: Seen = { nodes: 0, edges: 0, inputs: new Map() }
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

const NO_ATTRS: Attrs = new Map()

const readNode = (reader: WireReader, seen: Seen): Node => {
  if (++seen.nodes > MAX_NODES) throw new RangeError(`it has more than ${MAX_NODES} nodes`)
  let name = ''
  let op = ''
  let device = ''
  const inputs: Input[] = []
  let attrs: Map<string, Attr> | undefined
  while (reader.more) {
    const field = reader.tag()
    switch (field) {
      case NODE_DEF.name:
        name = reader.string()
        break
      case NODE_DEF.op:
        op = reader.string()
        break
      case NODE_DEF.input:
        inputs.push(readInput(reader.string(), seen, name))
        break
      case NODE_DEF.device:
        device = reader.string()
        break
      case NODE_DEF.attr:
        attrs ??= new Map()
        readAttrEntry(reader, attrs)
        break
      default:
        reader.skipField(field)
    }
  }
  if (name === '' || op === '') {
    throw new RangeError(name === '' ? 'a node has no name' : `the node "${name}" has no operation`)
  }
  return { name, op, inputs, device, attrs: attrs ?? NO_ATTRS }
}

const readInput = (text: string, seen: Seen, node: string): Input => {
  if (++seen.edges > MAX_EDGES) throw new RangeError(`its nodes have more than ${MAX_EDGES} inputs`)
  const known = seen.inputs.get(text)
  if (known) return known
  const input = parseInput(text)
  if (!input) throw new RangeError(`the node "${node}" has an input named "${text}", which is no tensor's name`)
  seen.inputs.set(text, input)
  return input
}

const readLibrary = (reader: WireReader, functions: Map<string, FunctionBody>, seen: Seen): void => {
  while (reader.more) {
    const field = reader.tag()
    if (field === FUNCTION_LIBRARY.function) {
      const body = reader.message((r) => readFunction(r, seen))
      functions.set(body.name, body)
    } else reader.skipField(field)
  }
}

const readFunction = (reader: WireReader, seen: Seen): FunctionBody => {
  let signature: Signature = { name: '', args: [], results: [] }
  const nodes: Node[] = []
  const returns = new Map<string, Input>()
  const controlReturns: string[] = []
  while (reader.more) {
    const field = reader.tag()
    switch (field) {
      case FUNCTION_DEF.signature:
        signature = reader.message(readSignature)
        break
      case FUNCTION_DEF.node:
        nodes.push(reader.message((r) => readNode(r, seen)))
        break
      case FUNCTION_DEF.result: {
        const [name, tensor] = reader.message(stringEntry)
        returns.set(name, readInput(tensor, seen, signature.name))
        break
      }
      case FUNCTION_DEF.controlResult:
        controlReturns.push(reader.message(stringEntry)[1])
        break
      default:
        reader.skipField(field)
    }
  }
  return { ...signature, nodes, returns, controlReturns }
}

const stringEntry: Read<[key: string, value: string]> = (reader) => {
  const entry: [string, string] = ['', '']
  while (reader.more) {
    const field = reader.tag()
    if (field === MAP_ENTRY.key) entry[0] = reader.string()
    else if (field === MAP_ENTRY.value) entry[1] = reader.string()
    else reader.skipField(field)
  }
  return entry
}

type Signature = Pick<FunctionBody, 'name' | 'args' | 'results'>

const readSignature: Read<Signature> = (reader) => {
  let name = ''
  const args: FunctionArg[] = []
  const results: FunctionArg[] = []
  while (reader.more) {
    const field = reader.tag()
    if (field === OP_DEF.name) name = reader.string()
    else if (field === OP_DEF.input) args.push(reader.message(readArg))
    else if (field === OP_DEF.output) results.push(reader.message(readArg))
    else reader.skipField(field)
  }
  return { name, args, results }
}

const readArg: Read<FunctionArg> = (reader) => {
  const arg = { name: '', type: 0, typeAttr: '', numberAttr: '', typeListAttr: '' }
  while (reader.more) {
    const field = reader.tag()
    if (field === ARG_DEF.name) arg.name = reader.string()
    else if (field === ARG_DEF.type) arg.type = reader.int32()
    else if (field === ARG_DEF.typeAttr) arg.typeAttr = reader.string()
    else if (field === ARG_DEF.numberAttr) arg.numberAttr = reader.string()
    else if (field === ARG_DEF.typeListAttr) arg.typeListAttr = reader.string()
    else reader.skipField(field)
  }
  return arg
}
