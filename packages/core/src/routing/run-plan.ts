import type { TensorSpec } from '@zoo/graph/base'
import type { Engine, Executable } from '../engine.js'
import type { EngineAttempt } from '../errors.js'

/** Which engine serves a kind of run, and why. */
export interface RunPlan {
  readonly engine: string
  /** Why it does, such as `what is fetched lowers wholly, once for all sizes`. */
  readonly reason: string
  /** Those before it, and why each does not. */
  readonly passedOver: readonly EngineAttempt[]
}

/** A model compiled, and by whom. */
export interface Compiled {
  /** The name of the engine that runs the whole of it. */
  readonly engine: string
  readonly executable: Executable
  /** As an engine's. */
  readonly allocate: Engine['allocate']
  /**
   * Which engine will serve such a run; makes ready for it.
   * @param feeds by canonical name; a dimension that is null may be any
   * @throws NoEngineError (ERR_NO_ENGINE), or where one engine is pinned UnsupportedGraphError (ERR_UNSUPPORTED_GRAPH)
   */
  plan(feeds: readonly TensorSpec[], fetches: readonly string[]): Promise<RunPlan>
}
