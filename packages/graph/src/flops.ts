import type { Graph, Node } from './graphdef/graph.js'
import { executionOrder } from './graphdef/order.js'
import { tensorName } from './graphdef/tensor-name.js'
import { opMap } from './op-map.js'
import { sizeOfShape } from './shapes/facts.js'
import type { GraphFacts } from './shapes/infer.js'
import type { PartialShape } from './spec.js'
import type { TfliteModel, TfliteOperator, TfliteSubgraph } from './tflite/model.js'

/** The operations of one op, or null while a shape is not known: two (multiply and add) for each weight an output takes. */
type Count = (
  shapes: { readonly inputs: readonly PartialShape[]; readonly output: PartialShape },
  transposed: boolean,
) => number | null

const times = (...factors: readonly (number | null | undefined)[]): number | null =>
  factors.reduce<number | null>((product, factor) => (product === null || factor == null ? null : product * factor), 2)

const size = (shape: PartialShape | undefined): number | null => sizeOfShape(shape ?? null)

/** Filter [...spatial, in, out]: every output takes one of `out` filters. */
const convolution: Count = ({ inputs, output }) => times(size(output), size(inputs[1]?.slice(0, -1) ?? null))

const depthwise: Count = ({ inputs, output }) => times(size(output), inputs[1]?.[0], inputs[1]?.[1])

/** Filter [...spatial, out, in], the input third: every input goes to one of `in` filters. */
const transposedConvolution: Count = ({ inputs }) => times(size(inputs[2]), size(inputs[1]?.slice(0, -1) ?? null))

const product: Count = ({ inputs, output }, transposed) => times(size(output), inputs[0]?.at(transposed ? -2 : -1))

const GRAPH_OPS = opMap<Count>({
  Conv2D: convolution,
  Conv3D: convolution,
  DepthwiseConv2dNative: depthwise,
  Conv2DBackpropInput: transposedConvolution,
  Conv3DBackpropInputV2: transposedConvolution,
  MatMul: product,
  BatchMatMul: product,
  BatchMatMulV2: product,
  BatchMatMulV3: product,
})

const isTransposed = (node: Node): boolean =>
  ['transpose_a', 'adj_x'].some((name) => node.attrs.get(name)?.value === true)

/**
 * How deep in loops each node is: what a loop runs is run an unknown number of times.
 */
const loopDepths = (graph: Graph): ReadonlyMap<string, number> => {
  const depths = new Map<string, number>()
  for (const node of executionOrder(graph).order) {
    const depth = node.inputs.reduce((deepest, input) => Math.max(deepest, depths.get(input.node) ?? 0), 0)
    const step = /^(Ref)?Enter$/.test(node.op) ? 1 : /^(Ref)?Exit$/.test(node.op) ? -1 : 0
    depths.set(node.name, depth + step)
  }
  return depths
}

/**
 * Floating-point operations of one run of a graph: two for each multiply-and-add of its convolutions and matrix products,
 * which are nearly all there are; other ops count nothing.
 * @returns null when one of those has an unknown shape, or runs in a loop or function
 */
export const graphFlops = (graph: Graph, facts: GraphFacts): number | null => {
  const depths = loopDepths(graph)
  const shapeOf = (name: string, output: number) => facts.get(tensorName(name, output))?.shape ?? null
  const counts = graph.nodes.map((node) => {
    const count = GRAPH_OPS.get(node.op)
    if (!count) return 0
    if ((depths.get(node.name) ?? 0) > 0) return null
    const inputs = node.inputs.filter((input) => !input.control).map((input) => shapeOf(input.node, input.output))
    return count({ inputs, output: shapeOf(node.name, 0) }, isTransposed(node))
  })
  const inFunctions = [...graph.functions.values()].flatMap((body) => body.nodes).some((node) => GRAPH_OPS.has(node.op))
  return inFunctions ? null : sum(counts)
}

const sum = (counts: readonly (number | null)[]): number | null =>
  counts.reduce((total, count) => (total === null || count === null ? null : total + count), 0 as number | null)

/** Slot of `adj_x` in the schema's BatchMatMulOptions. */
const ADJ_X = 0

/** Filters lie [out, ...spatial, in] here, so each output takes all but the first axis. */
const outFirst: Count = ({ inputs, output }) => times(size(output), size(inputs[1]?.slice(1) ?? null))

const TFLITE_OPS = opMap<Count>({
  CONV_2D: outFirst,
  CONV_3D: convolution,
  DEPTHWISE_CONV_2D: ({ inputs, output }) => times(size(output), inputs[1]?.[1], inputs[1]?.[2]),
  FULLY_CONNECTED: ({ inputs, output }) => times(size(output), inputs[1]?.at(-1)),
  TRANSPOSE_CONV: ({ inputs }) => times(size(inputs[2]), size(inputs[1]?.slice(0, -1) ?? null)),
  BATCH_MATMUL: product,
})

/** The same for a TensorFlow Lite model, with every open dimension as the file plans it. */
export const tfliteFlops = (model: TfliteModel): number | null => {
  const [main, ...bodies] = model.subgraphs
  if (bodies.some(({ operators }) => operators.some(({ op }) => TFLITE_OPS.has(op)))) return null
  return sum(main!.operators.map((operator) => operatorFlops(main!, operator)))
}

const operatorFlops = ({ tensors }: TfliteSubgraph, operator: TfliteOperator): number | null => {
  const count = TFLITE_OPS.get(operator.op)
  if (!count) return 0
  const inputs = operator.inputs.map((index) => tensors[index]?.shape ?? null)
  const output = tensors[operator.outputs[0] ?? -1]?.shape ?? null
  return count({ inputs, output }, operator.op === 'BATCH_MATMUL' && (operator.options?.bool(ADJ_X) ?? false))
}
