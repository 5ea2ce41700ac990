import type { Graph, LoweringRequest } from '@zoo/graph'
import type { UnsupportedNode } from '@zoo/graph/base'
import type { ModelFile } from '../engine.js'
import { InferenceError, type UnsupportedGraphError } from '../errors.js'
import type { Tensor } from '../tensor.js'

/** How a graph is run for one set of feeds and fetches: what to compile, and what its tensors are called there. */
export interface LoweredPlan<M> {
  /** Undefined when every fetch is a constant. */
  readonly model: M | undefined
  /** The model's input for each feed. */
  readonly inputs: ReadonlyMap<string, string>
  /** The model's output for each fetch, or the constant it is. */
  readonly outputs: ReadonlyMap<string, string | Tensor>
}

/**
 * Makes the plan of one kind of run; takes tens of milliseconds for a real model.
 * @throws UnsupportedGraphError (ERR_UNSUPPORTED_GRAPH) naming every node that is in the way
 */
export type Lowering<M> = (file: ModelFile, graph: Graph, request: LoweringRequest) => Promise<LoweredPlan<M>>

/** How an engine takes a run by lowering, for `plan()` and `accepts`. */
export const HOW = {
  whole: 'what is fetched lowers wholly',
  allSizes: 'what is fetched lowers wholly, once for all sizes',
  eachShape: 'what is fetched lowers wholly, anew for each set of shapes',
  undecided: ({ message }: Error) =>
    `what is fetched lowers only for known shapes, so those that are fed decide: ${message}`,
} as const

/** Whether an error says that a graph cannot be run this way, so that another may serve. */
export const isUnsupported = (error: unknown): error is UnsupportedGraphError =>
  InferenceError.isInstance(error) && error.code === 'ERR_UNSUPPORTED_GRAPH'

/** Whether it is for open shapes alone that a graph was refused, so that it may be taken once they are known. */
export const isOpenRefusal = (error: unknown): error is UnsupportedGraphError => {
  const nodes: readonly UnsupportedNode[] = (isUnsupported(error) && error.nodes) || []
  return nodes.length > 0 && nodes.every(({ open }) => open)
}
