import type { Graph } from '../graphdef/graph.js'
import { parseTensorName } from '../graphdef/tensor-name.js'
import { cutOut, type LoweringRequest, shapeOf } from './part.js'
import { Refusals, unsupported } from './refusal.js'

/**
 * Checks that the shapes of one run fit the graph: the operands of its ops go together, and every tensor comes out with
 * elements, as many as can be told now. A model that was lowered with open dimensions takes only such runs, since TensorFlow
 * Lite does not refuse all others: it multiplies matrices that have no product, and slides a pool over an image smaller than
 * its window.
 * @param request with every dimension known
 * @throws UnsupportedGraphError (ERR_UNSUPPORTED_GRAPH) with every node where they do not, and why
 */
export const checkFit = (graph: Graph, request: LoweringRequest): void => {
  const refusals = new Refusals(false)
  const part = cutOut(graph, request, refusals)
  const check = (name: string) => {
    const node = graph.node(parseTensorName(name)!.node)!
    // A constant may be empty: axes to reduce along, for instance.
    if (node.op !== 'Const') refusals.attempt(node, () => void shapeOf(name, part!))
  }
  if (part) for (const name of request.feeds.keys()) check(name)
  // What follows from an empty feed need not be told as well.
  if (part && refusals.nodes.length === 0) for (const name of part.wanted) check(name)
  if (refusals.nodes.length === 0) return
  throw unsupported(
    refusals,
    'The graph as it was lowered cannot run in these shapes',
    'Feed it others, or run it on the tensorflow engine, which takes empty tensors too.',
  )
}
