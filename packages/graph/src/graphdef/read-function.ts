import type { FunctionArg, FunctionBody, Node } from './graph.js'
import { readInput, readNode, type Seen } from './read-node.js'
import { ARG_DEF, FUNCTION_DEF, FUNCTION_LIBRARY, MAP_ENTRY, OP_DEF } from './schema.js'
import type { Input } from './tensor-name.js'
import type { Read, WireReader } from './wire.js'

/** Adds the functions of a graph's library, by name. */
export const readLibrary = (reader: WireReader, functions: Map<string, FunctionBody>, seen: Seen): void => {
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
