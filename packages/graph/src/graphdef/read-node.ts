import type { Attr, Attrs } from './attr.js'
import type { Node } from './graph.js'
import { readAttrEntry } from './read-attr.js'
import { NODE_DEF } from './schema.js'
import { type Input, parseInput } from './tensor-name.js'
import type { WireReader } from './wire.js'

/** More nodes than this, those in functions included, no graph for inference has: ten times the largest published ones. */
const MAX_NODES = 200_000

/** More inputs than this they do not have in all. */
const MAX_EDGES = 1_000_000

/** What was read so far of a file. */
export interface Seen {
  nodes: number
  edges: number
  /** An input names one of few tensors, so equal ones share an object. */
  readonly inputs: Map<string, Input>
}

/** Of a file that was just opened. */
export const nothingSeen = (): Seen => ({ nodes: 0, edges: 0, inputs: new Map() })

const NO_ATTRS: Attrs = new Map()

/**
 * A node, of the graph or of a function.
 * @param inputOf reads the text of an input
 */
export const readNode = (reader: WireReader, seen: Seen, inputOf: typeof readInput = readInput): Node => {
  if (++seen.nodes > MAX_NODES) throw new RangeError(`it has more than ${MAX_NODES} nodes`)
  let name = ''
  let op = ''
  let device = ''
  const inputs: Input[] = []
  let attrs: Map<string, Attr> | undefined
  let once = 0
  while (reader.more) {
    const field = reader.tag()
    switch (field) {
      case NODE_DEF.name:
        once = reader.once(once, field)
        name = reader.text()
        break
      case NODE_DEF.op:
        once = reader.once(once, field)
        op = reader.text()
        break
      case NODE_DEF.input:
        inputs.push(inputOf(reader.text(), seen, name))
        break
      case NODE_DEF.device:
        once = reader.once(once, field)
        device = reader.text()
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

/** The tensor that an input's text names. */
export const readInput = (text: string, seen: Seen, node: string): Input => {
  if (++seen.edges > MAX_EDGES) throw new RangeError(`its nodes have more than ${MAX_EDGES} inputs`)
  const known = seen.inputs.get(text)
  if (known) return known
  const input = parseInput(text)
  if (!input) throw new RangeError(`the node "${node}" has an input named "${text}", which is no tensor's name`)
  seen.inputs.set(text, input)
  return input
}
