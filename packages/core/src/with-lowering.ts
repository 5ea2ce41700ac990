import type { CompileOptions, Engine, Executable, ModelFile, Verdict } from './engine.js'
import { LoweredExecutable } from './lowered-executable.js'
import { isUnsupported, type LoweredPlan, LoweredPlans } from './lowered-plans.js'

/** What `accepts` found, for `compile` to use: lowering twice would double the start. */
interface Lowering {
  readonly plans: LoweredPlans
  readonly plan: Promise<LoweredPlan>
}

/**
 * An engine for TensorFlow Lite that also takes frozen graphs, by lowering what is run of them. It accepts a graph when
 * what its outputs need lowers wholly; where not, it says `partly`, since other fetches may.
 */
export function withLowering(engine: Engine): Engine {
  const lowerings = new WeakMap<ModelFile, Lowering>()
  const loweringOf = (model: ModelFile): Lowering => {
    const known = lowerings.get(model)
    if (known) return known
    const plans = new LoweredPlans(model)
    const { feeds, fetches } = wholeRun(model)
    const lowering = { plans, plan: plans.lower(feeds, fetches) }
    lowering.plan.catch(() => {}) // whoever awaits it learns of it
    lowerings.set(model, lowering)
    return lowering
  }
  return {
    name: engine.name,

    async accepts(model: ModelFile): Promise<Verdict> {
      if (model.info.format === 'tflite') return engine.accepts(model)
      try {
        const { model: lowered } = await loweringOf(model).plan
        return lowered ? engine.accepts(lowered) : { ok: true }
      } catch (error) {
        const partly = isUnsupported(error) && ((await engine.available?.()) ?? { ok: true }).ok
        return { ok: false, reason: (error as Error).message, cause: error, ...(partly && { partly }) }
      }
    },

    async compile(model: ModelFile, options: CompileOptions): Promise<Executable> {
      if (model.info.format === 'tflite') return engine.compile(model, options)
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
