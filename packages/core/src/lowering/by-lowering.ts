import type { CompileOptions, Engine, Executable, ModelFile, Verdict } from '../engine.js'
import { GraphLowering, isSettled } from './graph-lowering.js'
import { LoweredExecutable } from './lowered-executable.js'
import { HOW, isOpenRefusal, isUnsupported, type LoweredPlan, type Lowering } from './lowering.js'

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

const OK: Verdict = { ok: true }

/** What `accepts` found, for `compile` to use: lowering twice would double the start. */
interface Found<M> {
  readonly lowering: GraphLowering<M>
  readonly plan: Promise<LoweredPlan<M>>
}

/**
 * An engine for frozen graphs by lowering what is run of them. It accepts a graph when what its outputs need lowers wholly, or may
 * once the shapes that are fed are known; where not, it says `partly`, since other fetches may.
 */
export function byLowering<M>(engine: LoweredEngine<M>): Engine {
  const found = new WeakMap<ModelFile, Found<M>>()
  const find = (model: ModelFile): Found<M> => {
    const known = found.get(model)
    if (known) return known
    const lowering = new GraphLowering(model, engine.lower)
    const { feeds, fetches } = lowering.purpose
    const plan = lowering.lower(lowering.declared({ feeds, fetches }))
    plan.catch(() => {}) // whoever awaits it learns of it
    found.set(model, { lowering, plan })
    return { lowering, plan }
  }
  const available = async (): Promise<Verdict> => (await engine.available?.()) ?? OK
  const undecided = async (refusal: Error): Promise<Verdict> => {
    const verdict = await available()
    return verdict.ok ? { ok: true, reason: HOW.undecided(refusal) } : verdict
  }
  return {
    name: engine.name,

    async accepts(model: ModelFile): Promise<Verdict> {
      const { lowering, plan } = find(model)
      const settled = isSettled(lowering.purpose)
      try {
        const { model: lowered } = await plan
        const verdict = lowered ? await engine.accepts(lowered) : OK
        if (verdict.ok) return { ok: true, reason: settled ? HOW.whole : HOW.allSizes }
        // It may take a model of known shapes where it takes none of open ones.
        return settled ? verdict : undecided(new Error(verdict.reason))
      } catch (error) {
        if (isOpenRefusal(error)) return undecided(error)
        const partly = isUnsupported(error) && (await available()).ok
        return { ok: false, reason: (error as Error).message, cause: error, ...(partly && { partly }) }
      }
    },

    async compile(model: ModelFile, options: CompileOptions): Promise<Executable> {
      const { lowering, plan } = find(model)
      found.delete(model)
      const executable = new LoweredExecutable(lowering, (lowered) => engine.compile(lowered, options), options)
      const { feeds, fetches } = lowering.purpose
      // A graph that lowers only in part is compiled when a run asks for such a part.
      await executable.prepare(feeds, fetches, plan).catch((error: unknown) => {
        if (!isUnsupported(error)) throw error
      })
      return executable
    },
  }
}
