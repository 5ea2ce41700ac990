import type { TensorSpec } from '@zoo/graph/base'
import type { Executable, Feed, ResultArrays, Runner } from '../engine.js'
import type { Refusal } from '../engines.js'
import { renamed, runnerOf } from '../runner.js'
import type { Tensor } from '../tensor.js'
import { untilAborted } from '../until-aborted.js'
import { WaitingRuns } from '../waiting-runs.js'
import { attemptOf, isRefusal, noEngine, refusalOf } from './refusals.js'
import type { Route } from './route.js'
import type { RunPlan } from './run-plan.js'

/** Runs a model by the first engine that takes each kind of run: LiteRT where what is fetched lowers, else the next. */
export class RoutedExecutable implements Executable {
  readonly #model: string
  readonly #routes: readonly Route[]
  readonly #waiting: WaitingRuns

  /**
   * @param model what it is called in messages
   * @param routes in the order to try them
   * @param limit runs that may wait until it is known who serves them
   */
  constructor(model: string, routes: readonly Route[], limit: number) {
    this.#model = model
    this.#routes = routes
    this.#waiting = new WaitingRuns(limit)
  }

  /** @throws NoEngineError (ERR_NO_ENGINE) when none takes such a run, and what the engine throws that does */
  run(
    feeds: readonly Feed[],
    fetches: readonly string[],
    signal?: AbortSignal,
    into?: ResultArrays,
  ): Promise<Tensor[]> {
    return this.runner(feeds, fetches).run(feeds, signal, into)
  }

  runner(feeds: readonly Feed[], fetches: readonly string[]): Runner {
    const names = feeds.map(({ name }) => name)
    /** By the engine that served the first of these runs. */
    let serving: Runner | undefined
    return {
      run: (given, signal, into) => {
        if (serving) return serving.run(given, signal, into)
        return this.#waiting.run(given, (held) =>
          this.#first(async ({ compile }) => {
            const executable = await untilAborted(compile(), signal)
            const runner = runnerOf(executable, renamed(held, names), fetches)
            const results = await runner.run(held, signal, into)
            serving = runner
            return results
          }),
        )
      },
      expect: () => serving?.expect?.(),
    }
  }

  /** Which engine will serve such a run, and why. @throws NoEngineError (ERR_NO_ENGINE) when none does */
  plan(feeds: readonly TensorSpec[], fetches: readonly string[]): Promise<RunPlan> {
    return this.#waiting.track(() =>
      this.#first(async ({ engine, compile }, refusals) => {
        const executable = await compile()
        const how = await executable.prepare?.(feeds, fetches)
        return { engine, reason: how ?? 'it is the first that takes the graph', passedOver: refusals.map(attemptOf) }
      }),
    )
  }

  async dispose(graceMs?: number): Promise<void> {
    const left = await this.#waiting.close(graceMs)
    await Promise.all(this.#routes.map((route) => route.dispose(left)))
  }

  /** What the first route gives that does not refuse. */
  async #first<T>(attempt: (route: Route, refusals: readonly Refusal[]) => Promise<T>): Promise<T> {
    const refusals: Refusal[] = []
    for (const route of this.#routes) {
      try {
        return await attempt(route, refusals)
      } catch (error) {
        if (!isRefusal(error)) throw error
        refusals.push(refusalOf(route.engine, error))
      }
    }
    throw noEngine(`such a run of ${this.#model}`, refusals)
  }
}
