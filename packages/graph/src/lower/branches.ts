import { tensorAttr } from '../graphdef/attr.js'
import type { Graph, Node } from '../graphdef/graph.js'
import { executionOrder } from '../graphdef/order.js'
import { type Input, tensorName } from '../graphdef/tensor-name.js'
import { tensorData } from '../graphdef/tensor-value.js'
import type { LoweringRequest } from './part.js'

/** Ops that hand on the bool they are given; a placeholder with a default, where it is not fed, among them. */
const HANDING_ON = new Set(['Enter', 'Identity', 'PlaceholderWithDefault', 'StopGradient'])

const isMerge = ({ op }: Node): boolean => op === 'Merge' || op === 'RefMerge'

/**
 * Which branches of a graph are taken, where what they are chosen by is a constant: as in graphs whose switch between training and
 * use is a placeholder with a default.
 */
export class Branches {
  readonly #graph: Graph
  readonly #feeds: LoweringRequest['feeds']
  /** Of nodes whose output is a bool that is constant. */
  readonly #bools = new Map<string, boolean>()
  /** Whether a run comes by a node; absent where that is not known now, as in loops. */
  #reached: Map<string, boolean> | undefined

  constructor(graph: Graph, feeds: LoweringRequest['feeds']) {
    this.#graph = graph
    this.#feeds = feeds
  }

  /** The input that a Merge hands on; undefined for other nodes, where the run decides, and in loops. */
  taken(node: Node): Input | undefined {
    if (!isMerge(node)) return undefined
    if (!this.#reached) this.#find()
    return this.#takenOf(node)
  }

  #takenOf(merge: Node): Input | undefined {
    const inputs = merge.inputs.filter(({ control }) => !control)
    const reached = inputs.map((input) => this.#isReached(input))
    const only = reached.indexOf(true)
    return reached.every((is, i) => is === (i === only)) ? inputs[only] : undefined
  }

  #find(): void {
    this.#reached = new Map()
    for (const node of executionOrder(this.#graph).order) {
      const bool = this.#boolOf(node)
      if (bool !== undefined) this.#bools.set(node.name, bool)
      const reached = isMerge(node)
        ? this.#takenOf(node) && true
        : all(node.inputs.map((input) => this.#isReached(input)))
      if (reached !== undefined) this.#reached.set(node.name, reached)
    }
  }

  /** Whether a run comes by what an input takes. */
  #isReached({ node: name, output, control }: Input): boolean | undefined {
    if (!control && this.#feeds.has(tensorName(name, output))) return true
    const reached = this.#reached!.get(name)
    const node = this.#graph.node(name)
    if (!reached || control || !node || !/^(Ref)?Switch$/.test(node.op)) return reached
    const chosen = this.#bool(node.inputs[1])
    return chosen === undefined ? undefined : chosen === (output === 1)
  }

  #bool(input: Input | undefined): boolean | undefined {
    return input && !this.#feeds.has(tensorName(input.node, input.output)) ? this.#bools.get(input.node) : undefined
  }

  #boolOf(node: Node): boolean | undefined {
    const given = node.inputs.filter(({ control }) => !control).map((input) => this.#bool(input))
    if (HANDING_ON.has(node.op)) return given[0]
    switch (node.op) {
      case 'Const': {
        const tensor = tensorAttr(node, 'value')
        return tensor?.dtype === 'bool' ? Boolean(tensorData(tensor)[0]) : undefined
      }
      case 'LogicalNot':
        return given[0] === undefined ? undefined : !given[0]
      case 'LogicalAnd':
        return all(given)
      default:
        return undefined
    }
  }
}

/** Whether all are true: false as soon as one is not, whatever the unknown ones are. */
const all = (bools: readonly (boolean | undefined)[]): boolean | undefined =>
  bools.includes(false) ? false : bools.includes(undefined) ? undefined : true
