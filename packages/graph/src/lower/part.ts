import { Graph, type Node } from '../graphdef/graph.js'
import { outputDtype } from '../graphdef/outputs.js'
import { type Input, parseTensorName, tensorName } from '../graphdef/tensor-name.js'
import type { TensorFacts } from '../shapes/facts.js'
import { type FedFacts, type GraphFacts, inferShapes } from '../shapes/infer.js'
import { misfit } from '../shapes/misfit.js'
import { Branches } from './branches.js'
import { type Refusals, refuse, refuseOpen } from './refusal.js'

/** What a lowering is asked to compute, names canonical. */
export interface LoweringRequest {
  /** The tensors that will be fed, and their shapes: null where any size may come. */
  readonly feeds: ReadonlyMap<string, FedFacts>
  readonly fetches: readonly string[]
}

/** Whether the shapes of some feeds are not known to the last dimension. */
export const hasOpenShapes = ({ feeds }: LoweringRequest): boolean =>
  [...feeds.values()].some(({ shape }) => !shape || shape.includes(null))

/** The part of a graph that computes the fetches, straight, and what is known of its tensors. */
export interface Part {
  readonly graph: Graph
  readonly facts: GraphFacts
  /** Whether shapes that will be fed are open, so that others may be too. */
  readonly open: boolean
  /** The names of the tensors that something takes or that are fetched. */
  readonly wanted: ReadonlySet<string>
}

/** Ops that end a turn of a loop or choose between branches: a graph that still has one cannot be made straight. */
const CONTROL_FLOW = new Set(
  `Exit If LoopCond Merge NextIteration RefExit RefMerge RefNextIteration StatelessIf StatelessWhile While`.split(
    /\s+/,
  ),
)

/** Ops that hand their input on. `Enter` and `Switch` do where a graph is cut inside their frame or branch. */
const PASS_ON = new Set(['Enter', 'RefEnter', 'Switch', 'RefSwitch'])

/**
 * Cuts the part out. Control inputs are dropped: what stands behind them computes nothing that is fetched. Refuses the ops whose
 * operands do not go together.
 * @returns undefined when there is control flow in it
 */
export const cutOut = (graph: Graph, request: LoweringRequest, refusals: Refusals): Part | undefined => {
  const branches = new Branches(graph, request.feeds)
  const nodes = reach(graph, request, branches)
  for (const node of nodes) {
    if (CONTROL_FLOW.has(node.op) && !branches.taken(node))
      refusals.add(node, 'it is control flow, which a straight graph cannot have')
  }
  if (refusals.nodes.length > 0) return undefined
  const straight = new Graph({
    nodes: nodes.map((node) => ({ ...node, inputs: dataInputs(node, branches) })),
    functions: graph.functions,
    producer: graph.producer,
  })
  const facts = inferShapes(straight, withDtypes(graph, request.feeds))
  const wanted = new Set<string>()
  for (const node of straight.nodes) {
    const inputs = node.inputs.map((input) => tensorName(input.node, input.output))
    for (const name of inputs) wanted.add(name)
    const reason = misfit(node, () => inputs.map((name) => facts.get(name) ?? NOTHING))
    if (reason) refusals.add(node, reason)
  }
  for (const name of request.fetches) wanted.add(name)
  for (const node of straight.nodes) {
    const isAsked = CONTROL_FLOW.has(node.op) && wanted.has(tensorName(node.name, 1))
    if (isAsked) refusals.add(node, 'which branch was taken is asked for')
  }
  return { graph: straight, facts, open: hasOpenShapes(request), wanted }
}

/** The shape of a tensor. Refuses one of no elements, and of more or fewer than can be told before the run. */
export const shapeOf = (name: string, { facts, open }: Part): readonly (number | null)[] => {
  const shape = facts.get(name)?.shape
  if (!open && (!shape || shape.includes(null))) {
    return refuse(`the shape of ${name} does not follow from the shapes that are fed`)
  }
  if (!shape) return refuseOpen(`the rank of ${name} is not known before the run`)
  return shape.includes(0) ? refuse(`${name} has no elements`) : shape
}

const NOTHING: TensorFacts = { dtype: null, shape: null }

/** The nodes the fetches need, in file order. Of a Switch only what it hands on, not what it decides by. */
const reach = (graph: Graph, { feeds, fetches }: LoweringRequest, branches: Branches): Node[] => {
  const reached = new Set<string>()
  const pending: string[] = []
  const visit = (node: string, output: number) => {
    if (feeds.has(tensorName(node, output)) || reached.has(node)) return
    reached.add(node)
    pending.push(node)
  }
  for (const fetch of fetches) {
    const { node, output } = parseTensorName(fetch)!
    visit(node, output)
  }
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    const node = graph.node(name)
    if (node) for (const input of dataInputs(node, branches)) visit(input.node, input.output)
  }
  return graph.nodes.filter((node) => reached.has(node.name))
}

/** The feeds with the dtypes that the graph declares where none is said; the nodes they stand for are pruned away. */
const withDtypes = (graph: Graph, feeds: LoweringRequest['feeds']): LoweringRequest['feeds'] =>
  new Map(
    [...feeds].map(([name, { dtype, shape }]) => {
      const { node, output } = parseTensorName(name)!
      const declared = dtype ?? outputDtype(graph.node(node)!, output, graph.functions)
      return [name, { shape, ...(declared && { dtype: declared }) }]
    }),
  )

/** What a node computes from: of a Merge the branch that is taken, where that is known. */
const dataInputs = (node: Node, branches: Branches): readonly Input[] => {
  const taken = branches.taken(node)
  if (taken) return [taken]
  const inputs = node.inputs.filter((input) => !input.control)
  return PASS_ON.has(node.op) ? inputs.slice(0, 1) : inputs
}
