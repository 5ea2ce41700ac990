import { ModelLoadError } from '../errors.js'
import type { Attrs } from './attr.js'
import type { Input } from './tensor-name.js'

/** One operation of a graph. */
export interface Node {
  readonly name: string
  /** The operation's registered name, such as `Conv2D`. */
  readonly op: string
  readonly inputs: readonly Input[]
  /** The device the graph asks for; empty for any. */
  readonly device: string
  readonly attrs: Attrs
}

/** An argument or result of a function. Its dtype is given, or is that of one of the function's attributes. */
export interface FunctionArg {
  readonly name: string
  /** TensorFlow's number of the dtype; 0 when an attribute says it. */
  readonly type: number
  readonly typeAttr: string
  readonly numberAttr: string
  readonly typeListAttr: string
}

/** A function of a graph's library: what `PartitionedCall`, `While` and `If` run. */
export interface FunctionBody {
  readonly name: string
  readonly args: readonly FunctionArg[]
  readonly results: readonly FunctionArg[]
  readonly nodes: readonly Node[]
  /** For each result by name, the tensor inside the body that it is. */
  readonly returns: ReadonlyMap<string, Input>
  /** The nodes that must have run before a call is over. */
  readonly controlReturns: readonly string[]
}

/** What a graph is made of, as a file gives it. */
export interface GraphParts {
  readonly nodes: readonly Node[]
  readonly functions?: ReadonlyMap<string, FunctionBody>
  /** The version of TensorFlow's graph format it was written for; some ops mean another thing in old ones. */
  readonly producer?: number
}

/** A TensorFlow graph: its nodes in file order, found by name. Immutable. */
export class Graph {
  readonly nodes: readonly Node[]
  readonly functions: ReadonlyMap<string, FunctionBody>
  readonly producer: number
  readonly #byName: ReadonlyMap<string, Node>
  #consumers: ReadonlyMap<string, readonly Node[]> | undefined

  /** @throws ModelLoadError (ERR_MODEL_LOAD) when two nodes have the same name */
  constructor(parts: GraphParts) {
    this.nodes = parts.nodes
    this.functions = parts.functions ?? new Map()
    this.producer = parts.producer ?? 0
    const byName = new Map<string, Node>()
    for (const node of parts.nodes) {
      if (byName.has(node.name)) {
        throw new ModelLoadError(
          `The graph has two nodes named "${node.name}"; names must differ, so the file is damaged.`,
        )
      }
      byName.set(node.name, node)
    }
    this.#byName = byName
  }

  /** The node of this name, or undefined. */
  node(name: string): Node | undefined {
    return this.#byName.get(name)
  }

  /** The nodes that take an output of the node of this name, or wait for it; each once. */
  consumers(name: string): readonly Node[] {
    this.#consumers ??= consumersOf(this.nodes)
    return this.#consumers.get(name) ?? []
  }
}

const consumersOf = (nodes: readonly Node[]): ReadonlyMap<string, readonly Node[]> => {
  const consumers = new Map<string, Node[]>()
  for (const node of nodes) {
    for (const input of node.inputs) {
      const known = consumers.get(input.node)
      if (!known) consumers.set(input.node, [node])
      else if (known.at(-1) !== node) known.push(node)
    }
  }
  return consumers
}
