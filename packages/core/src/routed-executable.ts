import type { TensorSpec } from '@zoo/graph/base'
import type { Executable, Feed } from './engine.js'
import { AbortError, type EngineAttempt, type InferenceError } from './errors.js'
import { copyTensor } from './feeds.js'
import { planKey } from './lowered-plans.js'
import type { Tensor } from './tensor.js'

/** One engine that can serve some runs of a model. */
export interface Route {
  readonly engine: string
  /** Compiles when first asked; the same answer afterwards. */
  compile(): Promise<Executable>
  /** Frees what was compiled, if anything was. */
  dispose(): Promise<void>
}

/** Which engine serves a kind of run, and why those before it do not. */
export interface RunPlan {
  readonly engine: string
  readonly passedOver: readonly EngineAttempt[]
}

interface Chosen extends RunPlan {
  readonly executable: Executable
}

/** Runs a model by the first engine that takes each kind of run: LiteRT where what is fetched lowers, else the next. */
export class RoutedExecutable implements Executable {
  readonly #routes: readonly Route[]
  readonly #chosen = new Map<string, Promise<Chosen>>()
  readonly #ready = new Map<string, Executable>()

  constructor(routes: readonly Route[]) {
    this.#routes = routes
  }

  async run(
    feeds: readonly Feed[],
    fetches: readonly string[],
    signal?: AbortSignal,
    into?: readonly (ArrayBufferView | undefined)[],
  ): Promise<Tensor[]> {
    const specs = feeds.map(({ name, tensor }) => ({ name, dtype: tensor.dtype, shape: tensor.shape }))
    const ready = this.#ready.get(planKey(specs, fetches, false))
    if (ready) return ready.run(feeds, fetches, signal, into)
    const held = feeds.map(({ name, tensor }) => ({ name, tensor: copyTensor(tensor) }))
    const { executable } = await this.#choose(specs, fetches)
    if (signal?.aborted) throw new AbortError(signal.reason)
    return executable.run(held, fetches, signal, into)
  }

  /** Which engine will serve such a run, and why. @throws what the last engine said when none takes it */
  async route(feeds: readonly TensorSpec[], fetches: readonly string[]): Promise<RunPlan> {
    const { engine, passedOver } = await this.#choose(feeds, fetches)
    return { engine, passedOver }
  }

  async dispose(): Promise<void> {
    await Promise.all(this.#routes.map((route) => route.dispose()))
  }

  #choose(feeds: readonly TensorSpec[], fetches: readonly string[]): Promise<Chosen> {
    const key = planKey(feeds, fetches, false)
    const known = this.#chosen.get(key)
    if (known) return known
    const choosing = this.#first(feeds, fetches)
    this.#chosen.set(key, choosing)
    choosing.then(
      ({ executable }) => this.#ready.set(key, executable),
      () => this.#chosen.delete(key),
    )
    return choosing
  }

  async #first(feeds: readonly TensorSpec[], fetches: readonly string[]): Promise<Chosen> {
    const passedOver: EngineAttempt[] = []
    let last: InferenceError | undefined
    for (const { engine, compile } of this.#routes) {
      try {
        const executable = await compile()
        await executable.prepare?.(feeds, fetches)
        return { engine, executable, passedOver }
      } catch (error) {
        last = error as InferenceError
        passedOver.push({ engine, reason: last.message })
      }
    }
    throw last
  }
}
