import type { UnsupportedNode } from '../errors.js'
import { isForeign } from './custom-ops.js'
import type { TfliteModel, TfliteOperator, TfliteSubgraph, TfliteTensor } from './model.js'

/**
 * Operations some of whose inputs say by their values what shape the outputs have, and which inputs those are.
 * @source tensorflow/lite/kernels, each kernel's Prepare
 */
const SHAPING_INPUTS: Readonly<Record<string, readonly number[]>> = {
  ARG_MAX: [1],
  ARG_MIN: [1],
  BATCH_TO_SPACE_ND: [1, 2],
  BROADCAST_TO: [1],
  CONV_3D_TRANSPOSE: [0],
  DILATE: [1],
  EMBEDDING_LOOKUP_SPARSE: [2],
  EXPAND_DIMS: [1],
  FILL: [0],
  MEAN: [1],
  MIRROR_PAD: [1],
  MULTINOMIAL: [1],
  NON_MAX_SUPPRESSION_V4: [2],
  NON_MAX_SUPPRESSION_V5: [2],
  ONE_HOT: [1],
  PAD: [1],
  PADV2: [1],
  RANDOM_STANDARD_NORMAL: [0],
  RANDOM_UNIFORM: [0],
  RANGE: [0, 1, 2],
  REDUCE_ALL: [1],
  REDUCE_ANY: [1],
  REDUCE_MAX: [1],
  REDUCE_MIN: [1],
  REDUCE_PROD: [1],
  RESHAPE: [1],
  RESIZE_BILINEAR: [1],
  RESIZE_NEAREST_NEIGHBOR: [1],
  RFFT2D: [1],
  SCATTER_ND: [2],
  SEGMENT_SUM: [1],
  SLICE: [1, 2],
  SPACE_TO_BATCH_ND: [1, 2],
  SPARSE_TO_DENSE: [1],
  SPLIT: [0],
  SPLIT_V: [1, 2],
  STRIDED_SLICE: [1, 2, 3],
  SUM: [1],
  TILE: [1],
  TOPK_V2: [1],
  TRANSPOSE: [1],
  TRANSPOSE_CONV: [0],
  UNSORTED_SEGMENT_MAX: [2],
  UNSORTED_SEGMENT_MIN: [2],
  UNSORTED_SEGMENT_PROD: [2],
  UNSORTED_SEGMENT_SUM: [2],
}

/** Operations whose outputs have as many elements as they find, or as code elsewhere says. */
const COUNTING_OPS: ReadonlySet<string> = new Set([
  'CALL',
  'SKIP_GRAM',
  'STABLEHLO_CASE',
  'STABLEHLO_CUSTOM_CALL',
  'STABLEHLO_WHILE',
  'UNIQUE',
  'WHERE',
])

/** Operations that TensorFlow Lite computes before the run already, where all their inputs are known then. */
const EARLY_OPS: ReadonlySet<string> = new Set(['CONCATENATION', 'GATHER', 'REDUCE_PROD', 'STRIDED_SLICE'])

/** The slots in their options of the graphs that control flow runs: then and else, condition and body. */
const BRANCHES: Readonly<Record<string, readonly [number, number]>> = { IF: [0, 1], WHILE: [0, 1] }

/** Control flow in control flow, deeper than any model has it. */
const MAX_DEPTH = 64

const UNFORESEEN = 'the shape of its output follows from what is fed, and LiteRT needs it before the run'
const UNKNOWN = 'LiteRT has no custom operation of this name'

/**
 * The operations of a model on the way to its outputs whose shapes follow from the values of the inputs and not from their
 * shapes alone. LiteRT makes room for outputs before the run, and answers such models wrongly or not at all.
 * A node is named by its first output.
 */
export const unforeseenShapes = (model: TfliteModel): readonly UnsupportedNode[] => {
  const [main] = model.subgraphs
  const { causes } = foresee(model, main!, new Map())
  const reached = new Set(main!.outputs.flatMap((output) => causes.get(output) ?? []))
  return [...reached].map((operator) => nodeOf(main!, operator, isForeign(operator) ? UNKNOWN : UNFORESEEN))
}

/**
 * The operations of a model that give one of its outputs already before the run. LiteRT makes room for outputs after that, and answers
 * with what it finds there, unless it resizes the inputs and so computes them once more.
 */
export const earlyOutputs = (model: TfliteModel): readonly UnsupportedNode[] => {
  const [main] = model.subgraphs
  const { early } = foresee(model, main!, new Map())
  const outputs = new Set(main!.outputs.filter((output) => early.has(output) && !main!.tensors[output]!.data))
  return main!.operators
    .filter((operator) => operator.outputs.some((output) => outputs.has(output)))
    .map((operator) =>
      nodeOf(main!, operator, 'its output is computed before the run, and LiteRT makes room for it after that'),
    )
}

const nodeOf = ({ tensors }: TfliteSubgraph, { op, outputs }: TfliteOperator, reason: string): UnsupportedNode => ({
  node: tensors[outputs[0] ?? -1]?.name ?? '',
  op,
  reason,
})

/** What is known of a graph's tensors before a run. */
interface Foresight {
  /** For each tensor whose shape is not known, an operator that this is owed to. */
  readonly causes: ReadonlyMap<number, TfliteOperator>
  /** The tensors whose values are known: constants, and what TensorFlow Lite computes from shapes. */
  readonly early: ReadonlySet<number>
}

/** The graphs that were looked at, and whether all shapes of their outputs are known; false for those that lead here, so that none runs itself. */
type Seen = Map<TfliteSubgraph, boolean>

const foresee = (model: TfliteModel, graph: TfliteSubgraph, seen: Seen, depth = 0): Foresight => {
  seen.set(graph, false)
  const causes = new Map<number, TfliteOperator>()
  const made = new Set(graph.operators.flatMap(({ outputs }) => outputs))
  const fed = new Set(graph.inputs)
  // A constant without elements has no data.
  const isConstant = ({ data, shape }: TfliteTensor, index: number) =>
    data || (shape.includes(0) && !made.has(index) && !fed.has(index))
  const early = new Set(graph.tensors.flatMap((tensor, index) => (isConstant(tensor, index) ? [index] : [])))
  const isEarly = (index: number | undefined) => index === undefined || index < 0 || early.has(index)
  for (const operator of graph.operators) {
    const { op, inputs, outputs } = operator
    const isForeseen =
      !COUNTING_OPS.has(op) &&
      !isForeign(operator) &&
      (SHAPING_INPUTS[op] ?? []).every((position) => isEarly(inputs[position])) &&
      branchesAgree(model, operator, seen, depth + 1)
    const cause = isForeseen ? inputs.map((input) => causes.get(input)).find((found) => found) : operator
    if (cause) for (const output of outputs) causes.set(output, cause)
    else if (op === 'SHAPE' || op === 'RANK' || (EARLY_OPS.has(op) && inputs.every(isEarly)))
      for (const output of outputs) early.add(output)
  }
  seen.set(
    graph,
    graph.outputs.every((output) => !causes.has(output)),
  )
  return { causes, early }
}

/** Whether control flow gives tensors of the same known shapes whichever way and however often it goes; true of all other operators. */
const branchesAgree = (model: TfliteModel, { op, options }: TfliteOperator, seen: Seen, depth: number): boolean => {
  const slots = BRANCHES[op]
  if (!slots) return true
  const [first, second] = slots.map((slot) => model.subgraphs[options?.int32(slot) ?? -1])
  if (!first || !second || depth > MAX_DEPTH) return false
  const isForeseen = (graph: TfliteSubgraph) => {
    if (!seen.has(graph)) foresee(model, graph, seen, depth)
    return seen.get(graph)!
  }
  const shapes = (graph: TfliteSubgraph, indices: readonly number[]) =>
    indices.map((index) => graph.tensors[index]!.declaredShape)
  const one = op === 'IF' ? shapes(first, first.outputs) : shapes(second, second.inputs)
  const other = shapes(second, second.outputs)
  return (
    (op === 'WHILE' || isForeseen(first)) &&
    isForeseen(second) &&
    !one.some((shape) => shape === null || shape.includes(null)) &&
    JSON.stringify(one) === JSON.stringify(other)
  )
}
