import { ModelLoadError } from '../errors.js'
import type { PartialShape } from '../spec.js'
import type { Attr, Attrs } from './attr.js'
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
  /** Whether it is a reference to a variable's memory. */
  readonly isRef?: boolean
  /** What the resource it stands for holds, as far as that is known. */
  readonly handleData?: readonly { readonly type: number; readonly shape: PartialShape }[]
}

/** An attribute that a function takes from its caller. */
export interface FunctionAttr {
  readonly name: string
  /** Its kind in TensorFlow's words, such as `type` or `list(int)`. */
  readonly type: string
  readonly default: Attr | undefined
  readonly hasMinimum: boolean
  /** bigint only beyond ±2^53. */
  readonly minimum: number | bigint
  readonly allowed: Attr | undefined
}

/** The parts of a function that say how it is called rather than what it computes. */
export interface FunctionDetails {
  /** The attributes that its signature declares. */
  readonly attrDefs: readonly FunctionAttr[]
  /** Attributes of the function itself, such as `_noinline`. */
  readonly attrs: Attrs
  /** Attributes of arguments, by their number. */
  readonly argAttrs: ReadonlyMap<number, Attrs>
  readonly resourceIds: ReadonlyMap<number, number>
  /** The nodes that must have run before a call is over, by the name of the control output each is. */
  readonly controlResults: ReadonlyMap<string, string>
  readonly controlOutputs: readonly string[]
  readonly stateful: boolean
  readonly commutative: boolean
  readonly aggregate: boolean
  readonly uninitializedInput: boolean
  readonly distributed: boolean
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
  /** As its file has it; left out for a function that was made. */
  readonly details?: FunctionDetails
}

/** A gradient function: `by` computes the gradient of the function or op `of`. */
export interface Gradient {
  readonly of: string
  readonly by: string
  /** Whether `of` is the name of an op type that Python registered, instead of a function of the library. */
  readonly registered: boolean
}

/** The functions of a graph by name, and their gradients. */
export interface FunctionLibrary {
  readonly functions: ReadonlyMap<string, FunctionBody>
  readonly gradients: readonly Gradient[]
}

/** Versions of TensorFlow's graph format: of the writer, and of the readers that may read the graph. */
export interface Versions {
  readonly producer: number
  readonly minConsumer: number
  readonly badConsumers: readonly number[]
}

/** What a graph is made of, as a file gives it. */
export interface GraphParts {
  readonly nodes: readonly Node[]
  readonly functions?: ReadonlyMap<string, FunctionBody>
  /** The version of TensorFlow's graph format it was written for; some ops mean another thing in old ones. */
  readonly producer?: number
  readonly versions?: Versions
  readonly gradients?: readonly Gradient[]
}

/** A TensorFlow graph: its nodes in file order, found by name. Immutable. */
export class Graph {
  readonly nodes: readonly Node[]
  readonly functions: ReadonlyMap<string, FunctionBody>
  readonly producer: number
  readonly versions: Versions
  readonly gradients: readonly Gradient[]
  readonly #byName: ReadonlyMap<string, Node>
  #consumers: ReadonlyMap<string, readonly Node[]> | undefined

  /** @throws ModelLoadError (ERR_MODEL_LOAD) when two nodes have the same name */
  constructor(parts: GraphParts) {
    this.nodes = parts.nodes
    this.functions = parts.functions ?? new Map()
    this.producer = parts.producer ?? 0
    this.versions = parts.versions ?? { producer: this.producer, minConsumer: 0, badConsumers: [] }
    this.gradients = parts.gradients ?? []
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
