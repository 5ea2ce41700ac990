import type { Lowered, OpenedModel } from '@zoo/graph'
import type { PartialShape, TensorSpec } from '@zoo/graph/base'
import type { ModelFile } from './engine.js'
import { InferenceError } from './errors.js'
import { Tensor } from './tensor.js'

/** How a model is run for one set of feeds and fetches: what to compile, and what its tensors are called there. */
export interface LoweredPlan {
  /** Undefined when every fetch is a constant. */
  readonly model: ModelFile | undefined
  /** The model's input for each feed. */
  readonly inputs: ReadonlyMap<string, string>
  /** The model's output for each fetch, or the constant it is. */
  readonly outputs: ReadonlyMap<string, string | Tensor>
}

/** What tells one plan from another: names, and the shapes where the plan holds for just those. */
export const planKey = (feeds: readonly TensorSpec[], fetches: readonly string[], byShape: boolean): string =>
  JSON.stringify([feeds.map(({ name, shape }) => (byShape ? [name, shape] : name)), fetches])

/** Lowers a graph for its runs: once for all sizes where its open dimensions can stay open, else for the shapes fed. */
export class LoweredPlans {
  readonly #file: ModelFile
  readonly #byShape = new Set<string>()

  constructor(file: ModelFile) {
    this.#file = file
  }

  /** The key under which the plan of a run is to be kept, as far as is known before it was lowered. */
  key(feeds: readonly TensorSpec[], fetches: readonly string[]): string {
    const key = planKey(feeds, fetches, false)
    return this.#byShape.has(key) ? planKey(feeds, fetches, true) : key
  }

  /**
   * Lowers; takes tens of milliseconds for a real model.
   * @throws UnsupportedGraphError (ERR_UNSUPPORTED_GRAPH) naming every node that cannot be lowered
   */
  async lower(feeds: readonly TensorSpec[], fetches: readonly string[]): Promise<LoweredPlan> {
    const { lower, openModel } = await import('@zoo/graph')
    const { graph } = this.#file.info as OpenedModel & { format: 'tensorflow' }
    const declared = feeds.map(({ name, shape }) => this.#file.info.tensor(name)?.shape ?? shape)
    const request = (shapes: readonly PartialShape[]) => ({
      feeds: new Map(feeds.map(({ name, dtype }, i) => [name, { ...(dtype && { dtype }), shape: shapes[i]! }])),
      fetches,
    })
    let lowered: Lowered
    try {
      lowered = lower(graph, request(declared))
    } catch (error) {
      const shapes = feeds.map(({ shape }) => shape)
      // An open dimension can be in the way: with the sizes that are fed, more of the graph is known.
      if (!isUnsupported(error) || JSON.stringify(shapes) === JSON.stringify(declared)) throw error
      lowered = lower(graph, request(shapes))
      this.#byShape.add(planKey(feeds, fetches, false))
    }
    const info = lowered.bytes && openModel(lowered.bytes)
    return {
      model: info && lowered.bytes && { bytes: lowered.bytes, path: this.#file.path, info },
      inputs: new Map([...lowered.inputs].map(([name, place]) => [name, info?.inputs[place]?.name ?? name])),
      outputs: new Map(
        [...lowered.outputs].map(([name, source]) => [
          name,
          typeof source === 'number'
            ? info!.outputs[source]!.name
            : new Tensor(source.dtype, source.shape, source.data as never),
        ]),
      ),
    }
  }
}

/** Whether an error says that a graph cannot be run this way, so that another may serve. */
export const isUnsupported = (error: unknown): error is InferenceError =>
  InferenceError.isInstance(error) && error.code === 'ERR_UNSUPPORTED_GRAPH'
