import type { ModelInfo } from '../model-info.js'
import { inferShapes } from '../shapes/infer.js'
import { rankConflict } from '../shapes/rank-conflict.js'
import { placeholderShape, writtenShapes } from '../shapes/source.js'
import { frozenSpec, type PartialShape, type TensorSpec } from '../spec.js'
import { tensorAttr } from './attr.js'
import type { Graph, Node } from './graph.js'
import { outputCount, outputDtype } from './outputs.js'
import { isPlaceholder, prune } from './prune.js'
import { parseTensorName, tensorName } from './tensor-name.js'

/** What a GraphDef says of itself, and the graph it was read from. */
export interface GraphInfo extends ModelInfo {
  readonly format: 'tensorflow'
  readonly graph: Graph
}

/** Describes a graph as a model: placeholders are its inputs, the nodes nothing consumes its outputs. */
export const graphInfo = (graph: Graph): GraphInfo => {
  const counts = outputCounts(graph)
  const placeholders = graph.nodes.filter(isPlaceholder)
  const sinks = sinksOf(graph, counts)
  const inferred = once(() => inferShapes(graph))
  const spec = (node: Node, output: number): TensorSpec => {
    const name = tensorName(node.name, output)
    const dtype = outputDtype(node, output, graph.functions)
    if (!sinks.has(node)) return frozenSpec({ name, dtype, shape: declaredShape(graph, node, output) })
    // Working out an output's shape takes a pass over the graph, so it waits until somebody looks.
    return Object.freeze({
      name,
      dtype,
      get shape() {
        return Object.freeze(inferred().get(name)?.shape ?? null)
      },
    })
  }
  const inputs = placeholders.map((node) => spec(node, 0))
  const outputs = [...sinks].flatMap((node) => indices(resultCount(node, counts)).map((output) => spec(node, output)))
  const names = once(() =>
    graph.nodes.flatMap((node) => indices(counts.get(node)!).map((i) => tensorName(node.name, i))),
  )
  return {
    format: 'tensorflow',
    graph,
    inputs: Object.freeze(inputs),
    outputs: Object.freeze(outputs),
    tensor(name) {
      const tensor = parseTensorName(name)
      const node = tensor && graph.node(tensor.node)
      return node && tensor.output < counts.get(node)! ? spec(node, tensor.output) : undefined
    },
    names,
    required: (fetches, feeds) => prune(graph, { fetches, feeds }).missing.map((node) => spec(node, 0)),
    rankConflict: (fetches, feeds) => rankConflict(graph, fetches, feeds),
  }
}

const once = <T>(compute: () => T): (() => T) => {
  let value: T | undefined
  return () => {
    value ??= compute()
    return value
  }
}

const indices = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i)

/** Of an op we do not know, as many outputs as are taken of it, and at least one. */
const outputCounts = (graph: Graph): ReadonlyMap<Node, number> => {
  const counts = new Map<Node, number>()
  const unknown = new Set<Node>()
  for (const node of graph.nodes) {
    const count = outputCount(node, graph.functions)
    if (count === undefined) unknown.add(node)
    counts.set(node, count ?? 1)
  }
  if (unknown.size === 0) return counts
  for (const node of graph.nodes) {
    for (const { node: name, output, control } of node.inputs) {
      const producer = graph.node(name)
      if (!control && producer && unknown.has(producer)) {
        counts.set(producer, Math.max(counts.get(producer)!, output + 1))
      }
    }
  }
  return counts
}

/** How many outputs of a node are what it is there for. A batch norm hands out more, for its gradient. */
const resultCount = (node: Node, counts: ReadonlyMap<Node, number>): number =>
  node.op.startsWith('FusedBatchNorm') ? 1 : counts.get(node)!

const sinksOf = (graph: Graph, counts: ReadonlyMap<Node, number>): ReadonlySet<Node> => {
  const consumed = new Set(graph.nodes.flatMap((node) => node.inputs.map((input) => input.node)))
  const sinks = graph.nodes.filter((node) => !consumed.has(node.name) && counts.get(node)! > 0)
  // A constant or placeholder that nothing takes is a leftover of how the graph was made, unless there is nothing else.
  const computed = sinks.filter((node) => node.op !== 'Const' && !isPlaceholder(node))
  return new Set(computed.length > 0 ? computed : sinks)
}

const declaredShape = (graph: Graph, node: Node, output: number): PartialShape => {
  if (isPlaceholder(node)) return placeholderShape(node, graph.producer)
  if (node.op === 'Const') return tensorAttr(node, 'value')?.shape ?? null
  return writtenShapes(node)?.[output] ?? null
}
