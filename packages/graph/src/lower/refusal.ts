import type { UnsupportedNode } from '../errors.js'
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
