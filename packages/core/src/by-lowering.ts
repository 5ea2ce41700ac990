import type { CompileOptions, Engine, Executable, ModelFile, Verdict } from './engine.js'
import { LoweredExecutable } from './lowered-executable.js'
import { isUnsupported, type LoweredPlan, LoweredPlans, type Lowering } from './lowered-plans.js'

/** An engine for what graphs are lowered to. */
export interface LoweredEngine<M> {
  readonly name: Engine['name']
  /** Lowers what one kind of run needs of a graph. */
  readonly lower: Lowering<M>
  /** As an engine's. */
  available?(): Promise<Verdict>
  /** As an engine's, of what was lowered. */
  accepts(lowered: M): Promise<Verdict>
  /** As an engine's, of what was lowered; runs then have the names that the plan gives. */
  compile(lowered: M, options: CompileOptions): Promise<Executable>
}

/** What `accepts` found, for `compile` to use: lowering twice would double the start. */
interface Found<M> {
  readonly plans: LoweredPlans<M>
  readonly plan: Promise<LoweredPlan<M>>
}

/**
 * An engine for frozen graphs by lowering what is run of them. It accepts a graph when what its outputs need lowers wholly;
 * where not, it says `partly`, since other fetches may.
 */
export function byLowering<M>(engine: LoweredEngine<M>): Engine {
  const lowerings = new WeakMap<ModelFile, Found<M>>()
  const loweringOf = (model: ModelFile): Found<M> => {
    const known = lowerings.get(model)
    if (known) return known
    const plans = new LoweredPlans(model, engine.lower)
    const { feeds, fetches } = wholeRun(model)
    const found = { plans, plan: plans.lower(feeds, fetches) }
    found.plan.catch(() => {}) // whoever awaits it learns of it
    lowerings.set(model, found)
    return found
  }
  return {
    name: engine.name,

    async accepts(model: ModelFile): Promise<Verdict> {
      try {
        const { model: lowered } = await loweringOf(model).plan
        return lowered ? engine.accepts(lowered) : { ok: true }
      } catch (error) {
        const partly = isUnsupported(error) && ((await engine.available?.()) ?? { ok: true }).ok
        return { ok: false, reason: (error as Error).message, cause: error, ...(partly && { partly }) }
      }
    },

    async compile(model: ModelFile, options: CompileOptions): Promise<Executable> {
      const { plans, plan } = loweringOf(model)
      lowerings.delete(model)
      const executable = new LoweredExecutable(plans, (lowered) => engine.compile(lowered, options))
      const { feeds, fetches } = wholeRun(model)
      // A graph that lowers only in part is compiled when a run asks for such a part.
      await executable.prepare(feeds, fetches, plan).catch((error: unknown) => {
        if (!isUnsupported(error)) throw error
      })
      return executable
    },
  }
}

/** The run that a model is for. */
const wholeRun = ({ info, purpose }: ModelFile) => {
  const fetches = purpose?.fetches ?? info.outputs.map(({ name }) => name)
  const fed = purpose?.feeds ?? []
  const given = fed.flatMap((name) => info.tensor(name) ?? [])
  return { feeds: [...given, ...info.required(fetches, fed)], fetches }
}
