import { ENGINE_NAMES, type Engine, type EngineName, type Executable, type ModelFile } from '../engine.js'
import { findEngine, type Refusal } from '../engines.js'
import { InferenceError } from '../errors.js'
import { compileOptions, type ResolvedLoadOptions } from '../load-options.js'
import { attemptOf, isRefusal, noEngine, refusalOf } from './refusals.js'
import { type Candidate, closedRoute, type Route, routeBy } from './route.js'
import { RoutedExecutable } from './routed-executable.js'
import type { Compiled } from './run-plan.js'

/**
 * Compiles a model by the engine that the options pin, or by the first that takes it. Of a graph, an engine may take some
 * runs and not others; then the others go to the next engine that takes them, which is compiled when that happens.
 * @param candidates in the order to try them; the engines we know, when the options pin none
 * @throws NoEngineError (ERR_NO_ENGINE) with each engine's reason, when none can be had or none accepts the model
 * @throws NativeLoadError, UnsupportedGraphError, ModelLoadError, RunError as the pinned engine throws them
 */
export async function compileByEngine(
  file: ModelFile,
  options: ResolvedLoadOptions,
  candidates: readonly (EngineName | Candidate)[] = options.engine === 'auto' ? ENGINE_NAMES : [options.engine],
): Promise<Compiled> {
  const isPinned = options.engine !== 'auto'
  const model = file.path ?? 'the model'
  const refusals: Refusal[] = []
  const routes: Route[] = []
  const refuse = (refusal: Refusal, partial?: Route) => {
    refusals.push(refusal)
    routes.push(partial ?? closedRoute(refusal))
  }
  for (const [place, candidate] of candidates.entries()) {
    const engine = typeof candidate === 'string' ? await findEngine(candidate) : candidate
    if (!('compile' in engine)) {
      refuse(engine)
      continue
    }
    const { name } = engine
    const route = routeBy(engine, file, options)
    const verdict = await engine.accepts(file)
    if (!verdict.ok) {
      // What a pinned engine itself says is worth more than that no engine was found.
      if (isPinned && InferenceError.isInstance(verdict.cause)) throw verdict.cause
      refuse({ ...verdict, engine: name }, verdict.partly && route)
      continue
    }
    try {
      const executable = await route.compile()
      if (isPinned || file.info.format === 'tflite') {
        const why = verdict.reason ?? (isPinned ? 'it is the one asked for' : 'it is the first that takes the model')
        return servedBy(engine, executable, why, refusals)
      }
      const rest = candidates.slice(place + 1).map((next) => routeBy(next, file, options))
      const { concurrency, queueLimit } = compileOptions(name, options)
      const routed = new RoutedExecutable(model, [...routes, route, ...rest], concurrency + queueLimit)
      return { ...by(engine), executable: routed, plan: (feeds, fetches) => routed.plan(feeds, fetches) }
    } catch (error) {
      if (isPinned || !isRefusal(error)) throw error
      refuse(refusalOf(name, error))
    }
  }
  throw noEngine(model, refusals)
}

/** A model that one engine runs whatever is fed and fetched, or nobody does. */
const servedBy = (engine: Engine, executable: Executable, why: string, refusals: readonly Refusal[]): Compiled => ({
  ...by(engine),
  executable,
  plan: async (feeds, fetches) => ({
    engine: engine.name,
    reason: (await executable.prepare?.(feeds, fetches)) ?? why,
    passedOver: refusals.map(attemptOf),
  }),
})

const by = (engine: Engine): Pick<Compiled, 'engine' | 'allocate'> => ({
  engine: engine.name,
  allocate: engine.allocate && ((bytes) => engine.allocate!(bytes)),
})
