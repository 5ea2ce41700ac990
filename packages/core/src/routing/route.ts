import type { Engine, EngineName, Executable, ModelFile } from '../engine.js'
import { findEngine, type Refusal } from '../engines.js'
import { compileOptions, type ResolvedLoadOptions } from '../load-options.js'
import { noEngine } from './refusals.js'

/** An engine to try, or one that cannot be had. */
export type Candidate = Engine | Refusal

/** One engine that may serve runs of a model. */
export interface Route {
  readonly engine: string
  /**
   * Compiles the model when first asked; the same answer afterwards.
   * @throws NoEngineError (ERR_NO_ENGINE) when the engine cannot be had or takes nothing of the model, and what the engine throws
   */
  compile(): Promise<Executable>
  /** Frees what was compiled, if anything was. @param graceMs as of an executable */
  dispose(graceMs?: number): Promise<void>
}

/** A route by an engine that is found when it is first needed. */
export function routeBy(candidate: EngineName | Candidate, file: ModelFile, options: ResolvedLoadOptions): Route {
  let compiled: Promise<Executable> | undefined
  const compile = async (): Promise<Executable> => {
    const engine = typeof candidate === 'string' ? await findEngine(candidate) : candidate
    if (!('compile' in engine)) throw noEngine('the model', [engine])
    const verdict = await engine.accepts(file)
    if (!verdict.ok && !verdict.partly) throw noEngine('the model', [{ ...verdict, engine: engine.name }])
    return engine.compile(file, compileOptions(engine.name, options))
  }
  return {
    engine: typeof candidate === 'string' ? candidate : 'engine' in candidate ? candidate.engine : candidate.name,
    compile: () => {
      compiled ??= compile()
      // The library may be installed meanwhile.
      compiled.catch(() => {
        compiled = undefined
      })
      return compiled
    },
    dispose: async (graceMs) => (await compiled?.catch(() => undefined))?.dispose(graceMs),
  }
}

/** A route by an engine that was found not to take the model. */
export const closedRoute = (refusal: Refusal): Route => ({
  engine: refusal.engine,
  compile: () => Promise.reject(noEngine('the model', [refusal])),
  dispose: async () => {},
})
