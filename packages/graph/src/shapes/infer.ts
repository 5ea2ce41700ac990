import type { DType } from '../dtype.js'
import type { Graph, Node } from '../graphdef/graph.js'
import { executionOrder } from '../graphdef/order.js'
import { outputCount, outputDtype } from '../graphdef/outputs.js'
import { isPlaceholder } from '../graphdef/prune.js'
import { parseTensorName, tensorName } from '../graphdef/tensor-name.js'
import type { PartialShape } from '../spec.js'
import { ARRANGEMENTS } from './arrangement.js'
import { CONTROL } from './control.js'
import { ELEMENTWISE } from './elementwise.js'
import { type Outcome, type TensorFacts, UNKNOWN } from './facts.js'
import { IMAGES } from './image.js'
import { JOINING } from './joining.js'
import { LINEAR } from './linear.js'
import { REDUCTIONS } from './reduction.js'
import { OpView, type ShapeRule } from './rule.js'
import { SELECTIONS } from './selection.js'
import { placeholderShape, SOURCES, writtenShapes } from './source.js'
import { WINDOWS } from './window.js'

const RULES: ReadonlyMap<string, ShapeRule> = new Map(
  [SOURCES, ELEMENTWISE, WINDOWS, LINEAR, REDUCTIONS, ARRANGEMENTS, JOINING, SELECTIONS, IMAGES, CONTROL].flatMap(
    (rules) => Object.entries(rules),
  ),
)

/** Whether there is a rule for the shapes of a node's results; of others nothing is known but what is fed in their place. */
export const isInferable = (node: Node): boolean => isPlaceholder(node) || RULES.has(node.op)

/** What is known of a tensor that will be fed. */
export interface FedFacts {
  /** The graph's own when left out. */
  readonly dtype?: DType
  readonly shape: PartialShape
}

/** Facts of the tensors of a graph, by canonical name (`node`, `node:1`). */
export type GraphFacts = ReadonlyMap<string, TensorFacts>

/**
 * The dtype and shape of every tensor of a graph as far as they follow from the shapes fed, by canonical name.
 * Rules follow the small integer tensors that shapes are made of too, so a Reshape to a computed shape is known. What cannot
 * be known without running is null, never guessed; so is everything in a loop that may change from turn to turn.
 * @param feeds by canonical name; a placeholder that is not fed has the shape it declares
 */
export const inferShapes = (graph: Graph, feeds: ReadonlyMap<string, FedFacts> = new Map()): GraphFacts => {
  const facts = new Map<string, TensorFacts>()
  for (const [name, { dtype, shape }] of feeds) facts.set(name, { dtype: dtype ?? declaredDtype(graph, name), shape })
  for (const node of executionOrder(graph).order) {
    const outcomes = outcomesOf(graph, node, facts, feeds.size === 0)
    const count = outputCount(node, graph.functions) ?? 1
    for (let output = 0; output < count; output++) {
      const name = tensorName(node.name, output)
      if (feeds.has(name)) continue
      facts.set(name, sound(outputDtype(node, output, graph.functions), outcomes[output] ?? UNKNOWN))
    }
  }
  return facts
}

const declaredDtype = (graph: Graph, name: string): DType | null => {
  const tensor = parseTensorName(name)
  const node = tensor && graph.node(tensor.node)
  return node ? outputDtype(node, tensor.output, graph.functions) : null
}

const NOTHING: TensorFacts = { dtype: null, shape: null }

const outcomesOf = (graph: Graph, node: Node, facts: GraphFacts, asWritten: boolean): readonly Outcome[] => {
  const ruled = isPlaceholder(node) ? [{ shape: placeholderShape(node, graph.producer) }] : applyRule(node, facts)
  // Shapes left by the graph's writer hold for the placeholders' own shapes, not for others that are fed.
  const written = asWritten ? writtenShapes(node) : undefined
  if (!written) return ruled
  return written.map((shape, output) => {
    const outcome = ruled[output] ?? UNKNOWN
    return outcome.shape === null ? { shape } : outcome
  })
}

const applyRule = (node: Node, facts: GraphFacts): readonly Outcome[] => {
  const rule = RULES.get(node.op)
  if (!rule) return []
  const inputs: TensorFacts[] = []
  for (const input of node.inputs) {
    if (!input.control) inputs.push(facts.get(tensorName(input.node, input.output)) ?? NOTHING)
  }
  try {
    const outcome = rule(new OpView(node, inputs))
    return Array.isArray(outcome) ? outcome : [outcome as Outcome]
  } catch (error) {
    // Attributes that TensorFlow would refuse, such as a count below zero: the engine says what is wrong with them.
    if (error instanceof RangeError) return []
    throw error
  }
}

/** Values are followed through integers only: rounding makes those of floats differ from what the engine will have. */
const COUNTING: ReadonlySet<DType | null> = new Set<DType | null>(['int32', 'int64', 'bool'])

/** Beyond this an int32 wraps around. */
const LIMIT = 2 ** 31

const sound = (dtype: DType | null, { shape, value }: Outcome): TensorFacts => {
  const dimensions = shape?.every(isDimension) ? shape : (shape?.map((d) => (isDimension(d) ? d : null)) ?? null)
  return value && COUNTING.has(dtype)
    ? { dtype, shape: dimensions, value: value.map(counted) }
    : { dtype, shape: dimensions }
}

const isDimension = (dimension: number | null): boolean =>
  dimension === null || (Number.isSafeInteger(dimension) && dimension >= 0)

const counted = (element: number | null): number | null =>
  element !== null && Number.isInteger(element) && Math.abs(element) < LIMIT ? element : null
