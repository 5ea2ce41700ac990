import type { TensorSpec } from '@zoo/graph/base'
import type { CompileOptions, Executable, Feed, ResultArrays, Runner } from '../engine.js'
import type { UnsupportedGraphError } from '../errors.js'
import { namesKey, remember } from '../known-runs.js'
import { renamed } from '../runner.js'
import type { Tensor } from '../tensor.js'
import { WaitingRuns } from '../waiting-runs.js'
import { BoundPlan } from './bound-plan.js'
import { type GraphLowering, inShapesOf, isSettled, type RunForm } from './graph-lowering.js'
import { HOW, isOpenRefusal, isUnsupported, type LoweredPlan } from './lowering.js'
import { PlanCache } from './plan-cache.js'

/** Refusals are small, but a program may try any number of shapes. */
const MOST_REFUSALS = 256

/** What a plan is asked to do, with the key it is kept under and a sentence on what it serves. */
type Work<T> = (plan: BoundPlan, key: string, how: string) => Promise<T>

/**
 * A GraphDef run by lowering: what is fetched from what is fed once for all sizes, where the open dimensions can stay open, else anew
 * for each set of shapes.
 */
export class LoweredExecutable<M> implements Executable {
  readonly #lowering: GraphLowering<M>
  readonly #compile: (model: M) => Promise<Executable>
  readonly #plans = new PlanCache<BoundPlan>()
  /** Why there is no plan, by the key it would have. */
  readonly #refused = new Map<string, UnsupportedGraphError>()
  /** Those of them that hold only as long as shapes are open. */
  readonly #open = new WeakSet<Error>()
  readonly #waiting: WaitingRuns

  constructor(
    lowering: GraphLowering<M>,
    compile: (model: M) => Promise<Executable>,
    { concurrency, queueLimit }: Pick<CompileOptions, 'concurrency' | 'queueLimit'>,
  ) {
    this.#lowering = lowering
    this.#compile = compile
    this.#waiting = new WaitingRuns(concurrency + queueLimit)
  }

  run(
    feeds: readonly Feed[],
    fetches: readonly string[],
    signal?: AbortSignal,
    into?: ResultArrays,
  ): Promise<Tensor[]> {
    return this.runner(feeds, fetches).run(feeds, signal, into)
  }

  runner(feeds: readonly Feed[], fetches: readonly string[]): Runner {
    const form = { feeds: feeds.map(specOf), fetches }
    const names = feeds.map(({ name }) => name)
    // The plan that served the last of these runs: it may have to go, and another be made in its place.
    let key: string | undefined
    let plan: BoundPlan | undefined
    let runner: Runner | undefined
    const runnerBy = (its: BoundPlan, given: readonly Feed[]): Runner => {
      if (!runner || its !== plan) runner = its.runner(renamed(given, names), fetches)
      plan = its
      return runner
    }
    return {
      run: (given, signal, into) => {
        const made = key === undefined ? undefined : this.#plans.made(key)
        if (made) return runnerBy(made, given).run(given, signal, into)
        return this.#waiting.run(given, (held) => {
          const work: Work<Tensor[]> = (its, itsKey) => {
            key = itsKey
            return runnerBy(its, held).run(held, signal, into)
          }
          return this.#serve(form, work, signal)
        })
      },
      expect: () => runner?.expect?.(),
    }
  }

  /**
   * @param given the plan for the shapes that the graph declares, where it was made already
   * @throws UnsupportedGraphError (ERR_UNSUPPORTED_GRAPH)
   */
  async prepare(
    feeds: readonly TensorSpec[],
    fetches: readonly string[],
    given?: Promise<LoweredPlan<M>>,
  ): Promise<string> {
    const run = { feeds, fetches }
    try {
      return await this.#waiting.track(() => this.#serve(run, async (_plan, _key, how) => how, undefined, given))
    } catch (error) {
      if (isSettled(run) || !this.#isOpen(error)) throw error
      return HOW.undecided(error)
    }
  }

  async dispose(graceMs?: number): Promise<void> {
    await this.#plans.dispose(await this.#waiting.close(graceMs))
  }

  /** Has the plan that serves a run do something, after it was made where need be. */
  async #serve<T>(run: RunForm, work: Work<T>, signal?: AbortSignal, given?: Promise<LoweredPlan<M>>): Promise<T> {
    const declared = this.#lowering.declared(run)
    const exact = inShapesOf(declared, run)
    const [anyKey, key] = [keyOf(declared), keyOf(exact)]
    const refused = this.#refused.get(key)
    if (refused) throw refused
    const refusedAny = this.#refused.get(anyKey)
    if (refusedAny && !this.#isOpen(refusedAny)) throw refusedAny
    if (!refusedAny) {
      const how = isSettled(declared) ? HOW.whole : HOW.allSizes
      const fitted = async (plan: BoundPlan) => {
        if (key !== anyKey) await this.#checkFit(key, exact)
        return work(plan, anyKey, how)
      }
      try {
        return await this.#plans.use(anyKey, () => this.#make(anyKey, declared, given), fitted, signal)
      } catch (error) {
        if (key === anyKey || !this.#isOpen(error)) throw error
      }
    }
    const made = (plan: BoundPlan) => work(plan, key, HOW.eachShape)
    return this.#plans.use(key, () => this.#make(key, exact), made, signal)
  }

  /** Whether an error refuses what may be taken once all shapes are known. */
  #isOpen(error: unknown): error is Error {
    return error instanceof Error && this.#open.has(error)
  }

  async #make(key: string, run: RunForm, given?: Promise<LoweredPlan<M>>): Promise<BoundPlan> {
    let plan: LoweredPlan<M> | undefined
    try {
      plan = await (given ?? this.#lowering.lower(run))
      return new BoundPlan(plan, plan.model && (await this.#compile(plan.model)))
    } catch (error) {
      // An engine may take a model of known shapes where it takes none of open ones.
      const open = !isSettled(run) && (plan !== undefined || isOpenRefusal(error))
      throw this.#refuse(key, error, open)
    }
  }

  async #checkFit(key: string, run: RunForm): Promise<void> {
    if (!isSettled(run)) return
    try {
      await this.#lowering.checkFit(run)
    } catch (error) {
      throw this.#refuse(key, error, false)
    }
  }

  /** Remembers an error if it refuses a run; any other may not come again. */
  #refuse(key: string, error: unknown, open: boolean): unknown {
    if (isUnsupported(error)) {
      remember(this.#refused, key, error, MOST_REFUSALS)
      if (open) this.#open.add(error)
    }
    return error
  }
}

const specOf = ({ name, tensor: { dtype, shape } }: Feed): TensorSpec => ({ name, dtype, shape: [...shape] })

const keyOf = ({ feeds, fetches }: RunForm): string =>
  `${feeds.map(({ name, dtype, shape }) => `${namesKey([name])}${dtype} ${JSON.stringify(shape)}`).join()} ${namesKey(fetches)}`
