import type { Graph, Node } from './graph.js'

/** Whether what comes out of the node may reach it again: the end of a loop's turn. */
export const closesLoop = (node: Node): boolean => node.op === 'NextIteration' || node.op === 'RefNextIteration'

/** A graph's nodes in an order in which they can run. */
export interface ExecutionOrder {
  /** Each after all that it takes or waits for, but for what comes back by `NextIteration`. */
  readonly order: readonly Node[]
  /** Nodes that wait for each other, so never run; empty in a sound graph. In file order. */
  readonly stuck: readonly Node[]
}

/** Orders the nodes of a graph whose inputs all name nodes of it; others are taken to be there. Takes time in proportion to the edges. */
export const executionOrder = (graph: Graph): ExecutionOrder => {
  const waiting = new Map<Node, number>()
  const followers = new Map<Node, Node[]>()
  const order: Node[] = []
  for (const node of graph.nodes) {
    let count = 0
    for (const input of node.inputs) {
      const producer = graph.node(input.node)
      if (!producer || closesLoop(producer)) continue
      count++
      const known = followers.get(producer)
      if (known) known.push(node)
      else followers.set(producer, [node])
    }
    if (count === 0) order.push(node)
    else waiting.set(node, count)
  }
  for (let next = 0; next < order.length; next++) {
    for (const follower of followers.get(order[next]!) ?? []) {
      const count = waiting.get(follower)! - 1
      waiting.set(follower, count)
      if (count === 0) {
        waiting.delete(follower)
        order.push(follower)
      }
    }
  }
  return { order, stuck: [...waiting.keys()] }
}
