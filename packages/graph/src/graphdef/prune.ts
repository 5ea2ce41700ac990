import { InferenceError } from '../errors.js'
import { Graph, type Node } from './graph.js'
import { type Input, parseTensorName, tensorName } from './tensor-name.js'

/** What of a graph takes part in one kind of run. */
export interface PrunedGraph {
  /** The nodes that run, in file order. Inputs that are fed may name nodes which are not among them. */
  readonly graph: Graph
  /** Of the tensors fed, those that something takes or that are fetched; canonical names, in the order given. */
  readonly feeds: readonly string[]
  /** The placeholders that run without being fed, so must be; not those that have a default. In file order. */
  readonly missing: readonly Node[]
}

const isBarePlaceholder = (node: Node | undefined): boolean =>
  node?.op === 'Placeholder' || node?.op === 'PlaceholderV2'

/** Whether a node stands for an input of the graph, with or without a default. */
export const isPlaceholder = (node: Node): boolean => isBarePlaceholder(node) || node.op === 'PlaceholderWithDefault'

/**
 * The part of a graph that computes `fetches` from `feeds`. Feeding an inner tensor cuts the graph there; its node runs all the
 * same when another of its outputs is needed or something waits for it.
 * @param request names of tensors, `node` or `node:1`
 * @throws InferenceError (ERR_TENSOR_NAME) when a name is none of the graph's
 */
export const prune = (
  graph: Graph,
  request: { readonly fetches: readonly string[]; readonly feeds?: readonly string[] },
): PrunedGraph => {
  const feeds = new Set((request.feeds ?? []).map((name) => canonical(graph, name)))
  const fedNodes = new Set([...feeds].map((name) => parseTensorName(name)!.node))
  const used = new Set<string>()
  const reached = new Set<string>()
  const pending: string[] = []
  const visit = (input: Input): void => {
    const name = tensorName(input.node, input.output)
    if (!input.control && feeds.has(name)) used.add(name)
    // Whoever waits for a fed placeholder waits for nothing; any other fed node still has to run, as in TensorFlow.
    else if (input.control && fedNodes.has(input.node) && isBarePlaceholder(graph.node(input.node))) return
    else if (!reached.has(input.node)) {
      reached.add(input.node)
      pending.push(input.node)
    }
  }
  for (const name of request.fetches) visit({ ...parseTensorName(canonical(graph, name))!, control: false })
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) graph.node(name)?.inputs.forEach(visit)
  const nodes = graph.nodes.filter((node) => reached.has(node.name))
  return {
    graph: new Graph({ nodes, functions: graph.functions, producer: graph.producer }),
    feeds: [...feeds].filter((name) => used.has(name)),
    missing: nodes.filter(isBarePlaceholder),
  }
}

const canonical = (graph: Graph, name: string): string => {
  const parsed = parseTensorName(name)
  if (!parsed || !graph.node(parsed.node)) {
    throw new InferenceError('ERR_TENSOR_NAME', `The graph has no tensor named "${name}".`)
  }
  return tensorName(parsed.node, parsed.output)
}
