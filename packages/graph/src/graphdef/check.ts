import { ModelLoadError } from '../errors.js'
import { checkCalls } from './calls.js'
import { checkConstants } from './check-constants.js'
import { checkTypes } from './check-types.js'
import type { FunctionBody, Graph } from './graph.js'
import { executionOrder } from './order.js'
import { isKnownOp, outputCount } from './outputs.js'

/** More outputs than this no node has; a file that says so is damaged. */
const MAX_OUTPUTS = 65_536

/** Outputs that a graph may have in all, functions included, over four for each node. TensorFlow keeps a record of each. */
const MAX_ALL_OUTPUTS = 100_000
const OUTPUTS_PER_NODE = 4

/**
 * Checks what a graph's file cannot promise: that inputs name nodes and outputs which are there, and that no node waits for
 * itself.
 * @throws ModelLoadError (ERR_MODEL_LOAD) with the first offending node's name
 */
export const checkGraph = (graph: Graph): void => {
  checkInputs(graph)
  checkOrder(graph)
  for (const body of graph.functions.values()) checkFunction(body)
  checkCalls(graph)
  checkConstants(graph)
  checkTypes(graph)
}

const broken = (message: string): ModelLoadError =>
  new ModelLoadError(`The graph is damaged: ${message}.`, { expected: 'a graph whose parts fit together' })

const checkInputs = (graph: Graph): void => {
  const counts = new Map<string, number | undefined>()
  let all = 0
  for (const node of graph.nodes) {
    const count = outputCount(node, graph.functions)
    if (count !== undefined && count > MAX_OUTPUTS) throw broken(`the node "${node.name}" says it has ${count} outputs`)
    all += count ?? 1
    counts.set(node.name, count)
  }
  let nodes = graph.nodes.length
  for (const body of graph.functions.values()) {
    nodes += body.nodes.length
    for (const node of body.nodes) all += outputCount(node, graph.functions) ?? 1
  }
  if (all > MAX_ALL_OUTPUTS + nodes * OUTPUTS_PER_NODE) throw broken(`its nodes say they have ${all} outputs`)
  for (const node of graph.nodes) {
    for (const input of node.inputs) {
      if (!counts.has(input.node)) throw broken(`the node "${node.name}" takes "${input.node}", which it does not have`)
      const count = counts.get(input.node) ?? MAX_OUTPUTS
      if (!input.control && input.output >= count) {
        throw broken(
          `the node "${node.name}" takes output ${input.output} of "${input.node}", which has ${count} (numbered from 0)`,
        )
      }
    }
  }
}

const checkOrder = (graph: Graph): void => {
  const [stuck] = executionOrder(graph).stuck
  if (stuck) throw broken(`the node "${stuck.name}" waits for its own result, and not in a loop`)
}

const checkFunction = (body: FunctionBody): void => {
  if (isKnownOp(body.name)) throw broken(`a function is named "${body.name}", which is an operation`)
  const names = new Set<string>()
  for (const { name } of body.args) {
    if (names.has(name)) throw broken(`the function "${body.name}" has two parts named "${name}"`)
    names.add(name)
  }
  for (const node of body.nodes) {
    if (names.has(node.name)) throw broken(`the function "${body.name}" has two parts named "${node.name}"`)
    names.add(node.name)
  }
  for (const node of body.nodes) {
    for (const input of node.inputs) {
      if (!names.has(input.node)) {
        throw broken(
          `in the function "${body.name}" the node "${node.name}" takes "${input.node}", which it does not have`,
        )
      }
    }
  }
  for (const [result, input] of body.returns) {
    if (!names.has(input.node)) {
      throw broken(`the function "${body.name}" returns "${input.node}" as "${result}", which it does not have`)
    }
  }
}
