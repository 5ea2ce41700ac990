import type { Graph, LoweringRequest, OpenedModel } from '@zoo/graph'
import type { PartialShape, TensorSpec } from '@zoo/graph/base'
import type { ModelFile } from './engine.js'
import { InferenceError } from './errors.js'
import type { Tensor } from './tensor.js'

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

/** What tells one plan from another: names, and the shapes where the plan holds for just those. */
export const planKey = (feeds: readonly TensorSpec[], fetches: readonly string[], byShape: boolean): string =>
  JSON.stringify([feeds.map(({ name, shape }) => (byShape ? [name, shape] : name)), fetches])

/** Lowers a graph for its runs: once for all sizes where its open dimensions can stay open, else for the shapes fed. */
export class LoweredPlans<M> {
  readonly #file: ModelFile
  readonly #lowering: Lowering<M>
  readonly #byShape = new Set<string>()

  constructor(file: ModelFile, lowering: Lowering<M>) {
    this.#file = file
    this.#lowering = lowering
  }

  /** The key under which the plan of a run is to be kept, as far as is known before it was lowered. */
  key(feeds: readonly TensorSpec[], fetches: readonly string[]): string {
    const key = planKey(feeds, fetches, false)
    return this.#byShape.has(key) ? planKey(feeds, fetches, true) : key
  }

  /** @throws UnsupportedGraphError (ERR_UNSUPPORTED_GRAPH) naming every node that cannot be lowered */
  async lower(feeds: readonly TensorSpec[], fetches: readonly string[]): Promise<LoweredPlan<M>> {
    const { graph } = this.#file.info as OpenedModel & { format: 'tensorflow' }
    const declared = feeds.map(({ name, shape }) => this.#file.info.tensor(name)?.shape ?? shape)
    const lowerFor = (shapes: readonly PartialShape[]) =>
      this.#lowering(this.#file, graph, {
        feeds: new Map(feeds.map(({ name, dtype }, i) => [name, { ...(dtype && { dtype }), shape: shapes[i]! }])),
        fetches,
      })
    try {
      return await lowerFor(declared)
    } catch (error) {
      const shapes = feeds.map(({ shape }) => shape)
      // An open dimension can be in the way: with the sizes that are fed, more of the graph is known.
      if (!isUnsupported(error) || JSON.stringify(shapes) === JSON.stringify(declared)) throw error
      const plan = await lowerFor(shapes)
      this.#byShape.add(planKey(feeds, fetches, false))
      return plan
    }
  }
}

/** Whether an error says that a graph cannot be run this way, so that another may serve. */
export const isUnsupported = (error: unknown): error is InferenceError =>
  InferenceError.isInstance(error) && error.code === 'ERR_UNSUPPORTED_GRAPH'
