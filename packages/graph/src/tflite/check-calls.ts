import { ModelLoadError } from '../errors.js'
import { type CalledGraph, calledGraphs } from './called-graphs.js'
import type { TfliteSubgraph } from './model.js'
import { operatorError, type PlacedOperator } from './operator-error.js'

/** Calls in calls, deeper than any converter nests control flow; engines recurse. */
const MAX_DEPTH = 64

/** Graphs that a run may come to from the first, each as often as it is called: engines prepare every call anew. */
const MAX_CALLS = 10_000

/**
 * Checks that the graphs which control flow runs exist, take and give what the operator does, and never lead back to the operator.
 * @throws ModelLoadError (ERR_MODEL_LOAD) that names the graph, the operator and its position
 */
export const checkCalls = (subgraphs: readonly TfliteSubgraph[]): void => {
  const callees = subgraphs.map(({ operators }, graph) =>
    operators.flatMap((operator, position) => {
      const place = { operator, graph, position }
      const called = calledGraphs(operator)
      for (const callee of called) checkCallee(place, callee, subgraphs)
      return called.map((callee) => callee.graph)
    }),
  )
  checkNesting(callees)
}

/** How deep the calls of a graph go, and how many there are with those inside of them. */
interface Nesting {
  readonly depth: number
  readonly calls: number
}

/** Depth first, without recursion: a file may nest graphs deeper than the stack. */
const checkNesting = (callees: readonly (readonly number[])[]): void => {
  const found = new Map<number, Nesting>()
  const open = new Set<number>()
  for (const root of callees.keys()) {
    const path = found.has(root) ? [] : [{ graph: root, next: 0 }]
    for (let step = path.at(-1); step; step = path.at(-1)) {
      const { graph, next } = step
      open.add(graph)
      const callee = callees[graph]![next]
      if (callee === undefined) {
        found.set(graph, nesting(graph, callees[graph]!, found))
        open.delete(graph)
        path.pop()
        continue
      }
      step.next++
      if (open.has(callee)) throw nestingError(`graph ${callee} runs itself`, 'no recursion')
      if (!found.has(callee)) path.push({ graph: callee, next: 0 })
    }
  }
}

const nesting = (graph: number, callees: readonly number[], found: ReadonlyMap<number, Nesting>): Nesting => {
  let depth = 1
  let calls = 1
  for (const callee of callees) {
    const inner = found.get(callee)!
    depth = Math.max(depth, 1 + inner.depth)
    calls += inner.calls
  }
  if (depth > MAX_DEPTH)
    throw nestingError(`graph ${graph} nests ${depth} graphs`, `at most ${MAX_DEPTH} nested graphs`)
  if (calls > MAX_CALLS) throw nestingError(`graph ${graph} leads to ${calls} calls`, `at most ${MAX_CALLS} calls`)
  return { depth, calls }
}

const nestingError = (actual: string, expected: string): ModelLoadError =>
  new ModelLoadError(
    `The TensorFlow Lite model is invalid: its ${actual}, where engines take ${expected}; convert the model again, or get another copy of the file.`,
    { expected, actual },
  )

/** The inputs and outputs that an operator gives to and takes from a graph. */
interface Passed {
  readonly inputs: number
  readonly outputs: number
}

const passed = (
  { operator: { op, inputs, outputs } }: PlacedOperator,
  role: CalledGraph['role'],
): Passed | undefined => {
  if (role === 'initialisation') return { inputs: 0, outputs: 0 }
  if (role === 'condition') return { inputs: inputs.length, outputs: 1 }
  if (role === 'body') return { inputs: inputs.length, outputs: inputs.length }
  if (role === 'branch') {
    // The condition, or the number of the branch, is for the operator itself.
    const own = op === 'IF' || op === 'STABLEHLO_CASE' ? 1 : 0
    return { inputs: inputs.length - own, outputs: outputs.length }
  }
  return op === 'STABLEHLO_REDUCE_WINDOW' || op === 'STABLEHLO_SCATTER' ? { inputs: 2, outputs: 1 } : undefined
}

const checkCallee = (
  place: PlacedOperator,
  { graph, role }: CalledGraph,
  subgraphs: readonly TfliteSubgraph[],
): void => {
  const callee = subgraphs[graph]
  if (!callee) throw operatorError(place, `a ${role} among the model's ${subgraphs.length} graphs`, `graph ${graph}`)
  const { inputs, outputs } = passed(place, role) ?? { inputs: callee.inputs.length, outputs: callee.outputs.length }
  if (callee.inputs.length !== inputs || callee.outputs.length !== outputs) {
    throw operatorError(
      place,
      `a ${role} of ${inputs} inputs and ${outputs} outputs`,
      `graph ${graph} of ${callee.inputs.length} inputs and ${callee.outputs.length} outputs`,
    )
  }
  if (role !== 'condition') return
  const answer = callee.tensors[callee.outputs[0]!]!
  const size = answer.shape.reduce((product, dimension) => product * dimension, 1)
  if (answer.dtype === 'bool' && size === 1) return
  throw operatorError(place, 'a condition that gives one bool', `one that gives ${answer.dtype} [${answer.shape}]`)
}
