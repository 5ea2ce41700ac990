import type { DType } from '../dtype.js'
import { tensorAttr } from '../graphdef/attr.js'
import type { Graph, Node } from '../graphdef/graph.js'
import { executionOrder } from '../graphdef/order.js'
import { outputCount } from '../graphdef/outputs.js'
import { parseTensorName, tensorName } from '../graphdef/tensor-name.js'
import { type GraphFacts, isInferable } from '../shapes/infer.js'
import { cutOut, type LoweringRequest, type Part, shapeOf } from './part.js'
import type { Operation, Program } from './program.js'
import { type Refusals, refuse } from './refusal.js'
import { Constant, elementsFrom, isConstant, type LoweredDType, type Value } from './value.js'

const LOWERED_DTYPES: ReadonlySet<DType> = new Set<LoweredDType>(['float32', 'int8', 'uint8', 'int32', 'int64', 'bool'])

/**
 * The part of a graph that computes the fetches, as a program: pruned, straight, with dtypes and shapes.
 * @returns undefined when something was refused
 */
export const buildProgram = (graph: Graph, request: LoweringRequest, refusals: Refusals): Program | undefined => {
  const part = cutOut(graph, request, refusals)
  if (!part) return undefined
  const values = new Map<string, Value>()
  const inputs: Value[] = []
  for (const name of request.feeds.keys()) {
    const node = graph.node(parseTensorName(name)!.node)!
    refusals.attempt(node, () => {
      const value = valueNamed(name, part)
      inputs.push(value)
      values.set(name, value)
    })
  }
  const operations: Operation[] = []
  for (const node of executionOrder(part.graph).order) {
    refusals.attempt(node, () => {
      const operation = operationOf(node, part, values)
      if (operation) operations.push(operation)
    })
  }
  if (refusals.nodes.length > 0) return undefined
  return { operations, inputs, outputs: request.fetches.map((name) => values.get(name)!) }
}

const valueNamed = (name: string, part: Part): Value => {
  const dtype = part.facts.get(name)?.dtype ?? null
  if (dtype === null || !LOWERED_DTYPES.has(dtype)) {
    return refuse(`the dtype of ${name} is not calculated with (${dtype ?? 'none we have a name for'})`)
  }
  return { name, dtype: dtype as LoweredDType, shape: shapeOf(name, part) }
}

const operationOf = (node: Node, part: Part, values: Map<string, Value>): Operation | undefined => {
  const { graph, facts, wanted } = part
  const inputs = node.inputs.map(({ node: name, output }) => values.get(tensorName(name, output)))
  // What it takes was refused itself, and is named; to name all that follow from it would hide it.
  if (inputs.includes(undefined)) return undefined
  if (node.op === 'Placeholder' || node.op === 'PlaceholderV2') return refuse('it is not fed')
  if (node.op === 'Const') {
    values.set(node.name, constantOf(node))
    return undefined
  }
  if (!isInferable(node)) return refuse('there is no counterpart of the op that we know')
  const count = outputCount(node, graph.functions) ?? refuse('its attributes do not say how many results it has')
  const outputs = Array.from({ length: count }, (_, output): Value => {
    const name = tensorName(node.name, output)
    // An output nobody takes may be of any kind; it still needs its place.
    if (!wanted.has(name)) return { name, dtype: 'int32', shape: [] }
    const value = values.get(name) ?? constantFacts(valueNamed(name, part), facts)
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
