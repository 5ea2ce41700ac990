import type { Attr, Attrs } from './attr.js'
import type { FunctionBody, FunctionDetails, FunctionLibrary, Gradient, Node } from './graph.js'
import { readAttrEntry } from './read-attr.js'
import { readInput, readNode, type Seen } from './read-node.js'
import { readSignature, type Signature } from './read-signature.js'
import {
  ARG_ATTRS,
  FUNCTION_DEF,
  FUNCTION_LIBRARY,
  GRADIENT_DEF,
  MAP_ENTRY,
  NUMBERED_ENTRY,
  REGISTERED_GRADIENT,
} from './schema.js'
import type { Input } from './tensor-name.js'
import type { Read, WireReader } from './wire.js'

/** The functions of a graph's library and their gradients. */
export const readLibrary = (reader: WireReader, seen: Seen): FunctionLibrary => {
  const functions = new Map<string, FunctionBody>()
  const gradients: Gradient[] = []
  while (reader.more) {
    const field = reader.tag()
    if (field === FUNCTION_LIBRARY.function) {
      const body = reader.message((r) => readFunction(r, seen))
      if (functions.has(body.name)) throw new RangeError(`the function "${body.name}" is there twice`)
      functions.set(body.name, body)
    } else if (field === FUNCTION_LIBRARY.gradient) gradients.push(reader.message(readGradient(GRADIENT_DEF)))
    else if (field === FUNCTION_LIBRARY.registeredGradient) {
      gradients.push(reader.message(readGradient(REGISTERED_GRADIENT)))
    } else reader.skipField(field)
  }
  return { functions, gradients }
}

const readGradient =
  (keys: typeof GRADIENT_DEF | typeof REGISTERED_GRADIENT): Read<Gradient> =>
  (reader) => {
    let [of, by, once] = ['', '', 0]
    while (reader.more) {
      const field = reader.tag()
      if (field === keys.of) {
        once = reader.once(once, field)
        of = reader.text()
      } else if (field === keys.by) {
        once = reader.once(once, field)
        by = reader.text()
      } else reader.skipField(field)
    }
    return { of, by, registered: keys === REGISTERED_GRADIENT }
  }

const readFunction = (reader: WireReader, seen: Seen): FunctionBody => {
  let signature: Signature | undefined
  let once = 0
  const nodes: Node[] = []
  const returns = new Map<string, Input>()
  const attrs = new Map<string, Attr>()
  const argAttrs = new Map<number, Attrs>()
  const resourceIds = new Map<number, number>()
  const controlResults = new Map<string, string>()
  while (reader.more) {
    const field = reader.tag()
    switch (field) {
      case FUNCTION_DEF.signature:
        once = reader.once(once, field)
        signature = reader.message(readSignature)
        break
      case FUNCTION_DEF.node:
        nodes.push(reader.message((r) => readNode(r, seen, readBodyInput)))
        break
      case FUNCTION_DEF.result: {
        const [name, tensor] = reader.message(stringEntry)
        put(returns, name, readBodyInput(tensor, seen, signature?.name ?? ''))
        break
      }
      case FUNCTION_DEF.controlResult:
        put(controlResults, ...reader.message(stringEntry))
        break
      case FUNCTION_DEF.attr:
        readAttrEntry(reader, attrs)
        break
      case FUNCTION_DEF.argAttrs:
        put(argAttrs, ...reader.message(argAttrsEntry))
        break
      case FUNCTION_DEF.resourceId:
        put(resourceIds, ...reader.message(resourceIdEntry))
        break
      default:
        reader.skipField(field)
    }
  }
  if (!signature || signature.name === '') throw new RangeError('a function has no name')
  const { name, args, results, ...declared } = signature
  const details: FunctionDetails = { ...declared, attrs, argAttrs, resourceIds, controlResults }
  return { name, args, results, nodes, returns, controlReturns: [...controlResults.values()], details }
}

/** Adds to a map what a file may give once. */
const put = <K extends string | number, V>(map: Map<K, V>, key: K, value: V): void => {
  if (map.has(key)) throw new RangeError(`a function has the entry "${key}" twice`)
  map.set(key, value)
}

const FIRST_OF_LIST = /^([^:^]+):0$/

/** The tensor that an input inside a function names. There `arg:0` is not `arg`, which may be a whole list. */
const readBodyInput: typeof readInput = (text, seen, node) => {
  const input = readInput(text, seen, node)
  const first = FIRST_OF_LIST.exec(text)?.[1]
  return first === undefined ? input : { ...input, port: '' }
}

const stringEntry: Read<[key: string, value: string]> = (reader) => {
  const entry: [string, string] = ['', '']
  let once = 0
  while (reader.more) {
    const field = reader.tag()
    if (field === MAP_ENTRY.key || field === MAP_ENTRY.value) {
      once = reader.once(once, field)
      entry[field === MAP_ENTRY.key ? 0 : 1] = reader.text()
    } else reader.skipField(field)
  }
  return entry
}

const argAttrsEntry: Read<[key: number, value: Attrs]> = (reader) => {
  const attrs = new Map<string, Attr>()
  let [number, once] = [0, 0]
  while (reader.more) {
    const field = reader.tag()
    if (field === NUMBERED_ENTRY.key) {
      once = reader.once(once, field)
      number = reader.uint32()
    } else if (field === NUMBERED_ENTRY.value) {
      once = reader.once(once, field)
      reader.message((r) => {
        while (r.more) {
          const inner = r.tag()
          if (inner === ARG_ATTRS.attr) readAttrEntry(r, attrs)
          else r.skipField(inner)
        }
      })
    } else reader.skipField(field)
  }
  return [number, attrs]
}

const resourceIdEntry: Read<[key: number, value: number]> = (reader) => {
  let [number, id, once] = [0, 0, 0]
  while (reader.more) {
    const field = reader.tag()
    if (field === NUMBERED_ENTRY.key || field === NUMBERED_ENTRY.id) {
      once = reader.once(once, field)
      if (field === NUMBERED_ENTRY.key) number = reader.uint32()
      else id = reader.uint32()
    } else reader.skipField(field)
  }
  return [number, id]
}
