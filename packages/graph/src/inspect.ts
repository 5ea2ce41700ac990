import { refusedNodes, refusedOperators } from './allow-list.js'
import { InferenceError, type UnsupportedNode } from './errors.js'
import { graphFlops, tfliteFlops } from './flops.js'
import type { GraphInfo } from './graphdef/info.js'
import type { ModelFormat } from './model-info.js'
import type { OpenedModel } from './open.js'
import { graphParameters, type Parameters, tfliteParameters } from './parameters.js'
import { type FedFacts, type GraphFacts, inferShapes } from './shapes/infer.js'
import type { PartialShape, TensorSpec } from './spec.js'
import type { TfliteInfo } from './tflite/info.js'

/** How to inspect a model. */
export interface InspectOptions {
  /** Shapes to take the inputs of a GraphDef as, by name, where it leaves them open. */
  readonly shapes?: Readonly<Record<string, PartialShape>> | undefined
}

/** How often an op occurs, its functions' bodies counted once. */
export interface OpCount {
  readonly op: string
  readonly count: number
}

/** What there is to know of a model without running it. */
export interface Inspection {
  readonly format: ModelFormat
  readonly inputs: readonly TensorSpec[]
  /** With the shapes that follow from those of the inputs. */
  readonly outputs: readonly TensorSpec[]
  /** Most frequent first, then by name. */
  readonly ops: readonly OpCount[]
  /** Constants that can be weights, and their bytes. */
  readonly parameters: Parameters
  /**
   * Floating-point operations of a run: two for each multiply-and-add of convolutions and matrix products. An open batch, the
   * first dimension of an input whose others are known, counts as 1. null when it depends on more than that.
   */
  readonly flops: number | null
  /** The nodes for which the model would not be loaded unless trusted. */
  readonly refused: readonly UnsupportedNode[]
}

/**
 * Describes a model: inputs, outputs, ops, parameters, operations.
 * @param model as `openModel` gave it; opened as trusted, it may hold ops that are refused otherwise
 * @throws InferenceError (ERR_TENSOR_NAME) when `shapes` names what is no input
 */
export const inspectModel = (model: OpenedModel, options: InspectOptions = {}): Inspection =>
  model.format === 'tensorflow' ? inspectGraph(model, options) : inspectTflite(model)

const countOps = (names: readonly string[]): readonly OpCount[] => {
  const counts = new Map<string, number>()
  for (const op of names) counts.set(op, (counts.get(op) ?? 0) + 1)
  return [...counts].map(([op, count]) => ({ op, count })).sort((a, b) => b.count - a.count || (a.op < b.op ? -1 : 1))
}

const inspectGraph = (model: GraphInfo, { shapes = {} }: InspectOptions): Inspection => {
  const { graph, inputs } = model
  for (const name of Object.keys(shapes)) {
    if (!inputs.some((input) => input.name === name)) {
      const known = inputs.map((input) => input.name).join(', ')
      throw new InferenceError('ERR_TENSOR_NAME', `The graph has no input named "${name}"; its inputs are ${known}.`)
    }
  }
  const shapeOf = ({ name, shape }: TensorSpec) => (Object.hasOwn(shapes, name) ? shapes[name]! : shape)
  const given = new Map(inputs.map((input): [string, FedFacts] => [input.name, { shape: shapeOf(input) }]))
  const facts = inferShapes(graph, given)
  const single = [...given].map(([name, { shape }]): [string, FedFacts] => [name, { shape: ofOneExample(shape) }])
  const bodies = [...graph.functions.values()].map((body) => body.nodes)
  return {
    format: 'tensorflow',
    inputs: withShapes(inputs, facts),
    outputs: withShapes(model.outputs, facts),
    ops: countOps([graph.nodes, ...bodies].flat().map((node) => node.op)),
    parameters: graphParameters(graph),
    flops: graphFlops(graph, inferShapes(graph, new Map(single))),
    refused: refusedNodes(graph),
  }
}

const withShapes = (specs: readonly TensorSpec[], facts: GraphFacts): readonly TensorSpec[] =>
  specs.map(({ name, dtype, shape }) => ({ name, dtype, shape: facts.get(name)?.shape ?? shape }))

/** The shape with its batch, if that is open and nothing else is, as one example. */
const ofOneExample = (shape: PartialShape): PartialShape =>
  shape && shape.length > 1 && shape[0] === null && !shape.includes(null, 1) ? [1, ...shape.slice(1)] : shape

const inspectTflite = (model: TfliteInfo): Inspection => ({
  format: 'tflite',
  inputs: model.inputs,
  outputs: model.outputs,
  ops: countOps(model.model.subgraphs.flatMap(({ operators }) => operators.map(({ op }) => op))),
  parameters: tfliteParameters(model.model),
  flops: tfliteFlops(model.model),
  refused: refusedOperators(model.model),
})
