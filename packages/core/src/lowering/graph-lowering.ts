import type { LoweringRequest, OpenedModel } from '@zoo/graph'
import type { TensorSpec } from '@zoo/graph/base'
import type { ModelFile } from '../engine.js'
import type { LoweredPlan, Lowering } from './lowering.js'

/** What is fed and fetched in a kind of run. A dimension that is null may be any. */
export interface RunForm {
  readonly feeds: readonly TensorSpec[]
  readonly fetches: readonly string[]
}

/** Lowers one graph for its runs. */
export class GraphLowering<M> {
  readonly #file: ModelFile
  readonly #lowering: Lowering<M>

  constructor(file: ModelFile, lowering: Lowering<M>) {
    this.#file = file
    this.#lowering = lowering
  }

  /** The run that the model is for. */
  get purpose(): RunForm {
    const { info, purpose } = this.#file
    const fetches = purpose?.fetches ?? info.outputs.map(({ name }) => name)
    const feeds = purpose?.feeds ?? []
    const given = feeds.map(({ name }) => name)
    return sorted({ feeds: [...feeds, ...info.required(fetches, given)], fetches })
  }

  /** A run with its shapes as open as the graph and the model's purpose leave them. */
  declared({ feeds, fetches }: RunForm): RunForm {
    const { info, purpose } = this.#file
    const wanted = new Map(purpose?.feeds.map((feed) => [feed.name, feed]))
    const specs = feeds.map((feed) => {
      const known = wanted.get(feed.name) ?? info.tensor(feed.name)
      return known ? { ...feed, shape: known.shape } : feed
    })
    return sorted({ feeds: specs, fetches })
  }

  /** @throws UnsupportedGraphError (ERR_UNSUPPORTED_GRAPH) naming every node that cannot be lowered */
  lower(run: RunForm): Promise<LoweredPlan<M>> {
    return this.#lowering(this.#file, this.#graph, requestOf(run))
  }

  /**
   * Checks that a run in these shapes fits the graph, before a plan for open shapes is given it.
   * @throws UnsupportedGraphError (ERR_UNSUPPORTED_GRAPH) naming every node where they do not
   */
  async checkFit(run: RunForm): Promise<void> {
    const { checkFit } = await import('@zoo/graph')
    checkFit(this.#graph, requestOf(run))
  }

  get #graph() {
    return (this.#file.info as OpenedModel & { format: 'tensorflow' }).graph
  }
}

/** A run with the shapes of another. */
export const inShapesOf = ({ feeds, fetches }: RunForm, shaped: RunForm): RunForm => {
  const shapes = new Map(shaped.feeds.map(({ name, shape }) => [name, shape]))
  return { feeds: feeds.map((feed) => ({ ...feed, shape: shapes.get(feed.name) ?? feed.shape })), fetches }
}

const requestOf = ({ feeds, fetches }: RunForm): LoweringRequest => ({
  feeds: new Map(feeds.map(({ name, dtype, shape }) => [name, { ...(dtype && { dtype }), shape }])),
  fetches,
})

/** In one order and nothing twice, so that a run is the same in whatever order it was asked for. What is fed is not computed. */
const sorted = ({ feeds, fetches }: RunForm): RunForm => {
  const fed = new Set(feeds.map(({ name }) => name))
  return {
    feeds: [...feeds].sort((one, other) => (one.name < other.name ? -1 : 1)),
    fetches: [...new Set(fetches)].filter((name) => !fed.has(name)).sort(),
  }
}

/** Whether every dimension is known. */
export const isSettled = ({ feeds }: RunForm): boolean =>
  feeds.every(({ shape }) => shape !== null && !shape.includes(null))
