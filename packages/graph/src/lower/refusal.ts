import { UnsupportedGraphError, type UnsupportedNode } from '../errors.js'
import type { Node } from '../graphdef/graph.js'

/** Thrown where an operation cannot be lowered, with a reason that ends the sentence "… because". */
export class Refusal extends Error {}

/** Refuses. */
export const refuse = (reason: string): never => {
  throw new Refusal(reason)
}

/** Collects the refusals of many operations, so that all are named at once. */
export class Refusals {
  readonly nodes: UnsupportedNode[] = []

  add(node: Node, reason: string): void {
    this.nodes.push({ node: node.name, op: node.op, reason })
  }

  /** Runs `step`; what it refuses is noted against the node. */
  attempt(node: Node, step: () => void): void {
    try {
      step()
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      this.add(node, error.message)
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
