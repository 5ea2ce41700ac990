import { UnsupportedGraphError, type UnsupportedNode } from '../errors.js'
import type { Node } from '../graphdef/graph.js'

/** Thrown where an operation cannot be lowered, with a reason that ends the sentence "… because". */
export class Refusal extends Error {
  /** Whether it is open shapes that are in the way: once they are known, the operation may lower. */
  readonly open: boolean

  constructor(reason: string, open = false) {
    super(reason)
    this.open = open
  }
}

/** Refuses, whatever will be fed. */
export const refuse = (reason: string): never => {
  throw new Refusal(reason)
}

/** Refuses for as long as the shapes that will be fed are not known. */
export const refuseOpen = (reason: string): never => {
  throw new Refusal(reason, true)
}

/** Collects the refusals of many operations, so that all are named at once. */
export class Refusals {
  readonly nodes: UnsupportedNode[] = []
  readonly #shapesOpen: boolean

  /** @param shapesOpen whether shapes that will be fed are open, so that a refusal may be for that alone */
  constructor(shapesOpen = false) {
    this.#shapesOpen = shapesOpen
  }

  add(node: Node, reason: string, open = false): void {
    this.nodes.push({ node: node.name, op: node.op, reason, ...(open && this.#shapesOpen && { open: true }) })
  }

  /** Runs `step`; what it refuses is noted against the node. */
  attempt(node: Node, step: () => void): void {
    try {
      step()
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      this.add(node, error.message, error.open)
    }
  }
}

/** As many nodes as a message names. */
const MOST_NAMED = 5

/**
 * The error for a graph with nodes that an engine cannot run.
 * @param what a sentence without its end: `The graph cannot run on LiteRT`
 * @param advice a sentence on what to do instead
 */
export const unsupported = ({ nodes }: Refusals, what: string, advice: string): UnsupportedGraphError => {
  const named = nodes.slice(0, MOST_NAMED).map(({ node, op, reason }) => `${node} (${op}): ${reason}`)
  const more = nodes.length > MOST_NAMED ? `; and ${nodes.length - MOST_NAMED} more` : ''
  return new UnsupportedGraphError(`${what}: ${named.join('; ')}${more}. ${advice}`, { nodes })
}
