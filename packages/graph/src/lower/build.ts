import type { DType } from '../dtype.js'
import { tensorAttr } from '../graphdef/attr.js'
import { Graph, type Node } from '../graphdef/graph.js'
import { executionOrder } from '../graphdef/order.js'
import { outputCount, outputDtype } from '../graphdef/outputs.js'
import { parseTensorName, tensorName } from '../graphdef/tensor-name.js'
import { type FedFacts, type GraphFacts, inferShapes } from '../shapes/infer.js'
import type { Operation, Program } from './program.js'
import { Refusal, type Refusals, refuse } from './refusal.js'
import { Constant, elementsFrom, isConstant, type LoweredDType, type Value } from './value.js'

/** What a lowering is asked to compute, names canonical. */
export interface LoweringRequest {
  /** The tensors that will be fed, and their shapes: null where any size may come. */
  readonly feeds: ReadonlyMap<string, FedFacts>
  readonly fetches: readonly string[]
}

const LOWERED_DTYPES: ReadonlySet<DType> = new Set<LoweredDType>(['float32', 'int8', 'uint8', 'int32', 'int64', 'bool'])

/** Ops that end a turn of a loop or choose between branches: a graph that still has one cannot be made straight. */
const CONTROL_FLOW = new Set(
  `Exit If LoopCond Merge NextIteration RefExit RefMerge RefNextIteration StatelessIf StatelessWhile While`.split(
    /\s+/,
  ),
)

/** Ops that hand their input on. `Enter` and `Switch` do where a graph is cut inside their frame or branch. */
const PASS_ON = new Set(['Enter', 'RefEnter', 'Switch', 'RefSwitch'])

/**
 * The part of a graph that computes the fetches, as a program: pruned, straight, with dtypes and shapes. Control inputs are
 * dropped: what stands behind them computes nothing that is fetched.
 * @returns undefined when something was refused
 */
export const buildProgram = (graph: Graph, request: LoweringRequest, refusals: Refusals): Program | undefined => {
  const nodes = reach(graph, request)
  for (const node of nodes) {
    if (CONTROL_FLOW.has(node.op)) refusals.add(node, 'it is control flow, which a straight graph cannot have')
  }
  if (refusals.nodes.length > 0) return undefined
  const pruned = new Graph({ nodes: nodes.map(withoutControl), functions: graph.functions, producer: graph.producer })
  const facts = inferShapes(pruned, withDtypes(graph, request.feeds))
  const values = new Map<string, Value>()
  const inputs: Value[] = []
  for (const name of request.feeds.keys()) {
    const node = graph.node(parseTensorName(name)!.node)!
    refusals.attempt(node, () => {
      const value = valueNamed(name, facts)
      inputs.push(value)
      values.set(name, value)
    })
  }
  const wanted = new Set(request.fetches)
  for (const node of pruned.nodes) for (const input of node.inputs) wanted.add(tensorName(input.node, input.output))
  const operations: Operation[] = []
  for (const node of executionOrder(pruned).order) {
    refusals.attempt(node, () => {
      const operation = operationOf(pruned, node, { facts, values, wanted })
      if (operation) operations.push(operation)
    })
  }
  if (refusals.nodes.length > 0) return undefined
  return { operations, inputs, outputs: request.fetches.map((name) => values.get(name)!) }
}

/** The nodes the fetches need, in file order. Of a Switch only what it hands on, not what it decides by. */
const reach = (graph: Graph, { feeds, fetches }: LoweringRequest): Node[] => {
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
    if (node) for (const input of dataInputs(node)) visit(input.node, input.output)
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

const dataInputs = (node: Node) => {
  const inputs = node.inputs.filter((input) => !input.control)
  return PASS_ON.has(node.op) ? inputs.slice(0, 1) : inputs
}

const withoutControl = (node: Node): Node => ({ ...node, inputs: dataInputs(node) })

const valueNamed = (name: string, facts: GraphFacts): Value => {
  const { dtype, shape } = facts.get(name) ?? { dtype: null, shape: null }
  if (dtype === null || !LOWERED_DTYPES.has(dtype)) {
    throw new Refusal(`the dtype of ${name} is not calculated with (${dtype ?? 'none we have a name for'})`)
  }
  if (shape === null) throw new Refusal(`the rank of ${name} is not known before the run`)
  if (shape.includes(0)) throw new Refusal(`${name} has no elements`)
  return { name, dtype: dtype as LoweredDType, shape }
}

interface Known {
  readonly facts: GraphFacts
  readonly values: Map<string, Value>
  /** The names of the tensors that something takes or that are fetched. */
  readonly wanted: ReadonlySet<string>
}

const operationOf = (graph: Graph, node: Node, { facts, values, wanted }: Known): Operation | undefined => {
  const inputs = node.inputs.map(({ node: name, output }) => values.get(tensorName(name, output)))
  // What it takes was refused itself, and is named; to name all that follow from it would hide it.
  if (inputs.includes(undefined)) return undefined
  if (node.op === 'Placeholder' || node.op === 'PlaceholderV2') return refuse('it is not fed')
  if (node.op === 'Const') {
    values.set(node.name, constantOf(node))
    return undefined
  }
  const count = outputCount(node, graph.functions) ?? refuse('it is an op we do not know')
  const outputs = Array.from({ length: count }, (_, output): Value => {
    const name = tensorName(node.name, output)
    // An output nobody takes may be of any kind; it still needs its place.
    if (!wanted.has(name)) return { name, dtype: 'int32', shape: [] }
    const value = values.get(name) ?? constantFacts(valueNamed(name, facts), facts)
    values.set(name, value)
    return value
  })
  return outputs.every(isConstant) ? undefined : { op: node.op, node, inputs: inputs as Value[], outputs }
}

const constantOf = (node: Node): Constant => {
  const tensor = tensorAttr(node, 'value') ?? refuse('its value is missing')
  if (tensor.dtype === 'float16') return refuse('it is stored in half precision')
  if (tensor.dtype === null || !LOWERED_DTYPES.has(tensor.dtype)) {
    return refuse(`its dtype is not calculated with (${tensor.dtype ?? 'none we have a name for'})`)
  }
  return Constant.stored(node.name, tensor.dtype as LoweredDType, tensor)
}

/** The value with its elements where the shapes alone decide them. */
const constantFacts = (value: Value, facts: GraphFacts): Value => {
  const { name, dtype, shape } = value
  const known = facts.get(name)?.value
  if (!known || known.includes(null)) return value
  const numbers = known as readonly number[]
  const elements =
    dtype === 'int64'
      ? BigInt64Array.from(numbers, BigInt)
      : dtype === 'int32' || dtype === 'bool'
        ? elementsFrom(dtype, numbers)
        : undefined
  return elements ? Constant.of(name, dtype, shape as readonly number[], elements) : value
}
