import { ENGINE_NAMES, type Engine, type EngineName, type Executable, type ModelFile } from './engine.js'
import { findEngine, type Refusal } from './engines.js'
import { InferenceError, type NativeLoadError, NoEngineError } from './errors.js'
import { compileOptions, type ResolvedLoadOptions } from './load-options.js'
import { type Route, RoutedExecutable } from './routed-executable.js'

/** A model compiled, and by whom. */
export interface Compiled {
  readonly engine: string
  readonly executable: Executable
}

/** An engine to try, or one that cannot be had. */
export type Candidate = Engine | Refusal

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
  const refusals: Refusal[] = []
  const partial: Route[] = []
  for (const [place, candidate] of candidates.entries()) {
    const engine = typeof candidate === 'string' ? await findEngine(candidate) : candidate
    if (!('compile' in engine)) {
      refusals.push(engine)
      continue
    }
    const verdict = await engine.accepts(file)
    const route = routeBy(engine, file, options)
    if (!verdict.ok) {
      const { reason, advice, cause } = verdict
      // What a pinned engine itself says is worth more than that no engine was found.
      if (options.engine !== 'auto' && InferenceError.isInstance(cause)) throw cause
      refusals.push({
        engine: engine.name,
        reason,
        ...(advice !== undefined && { advice }),
        ...(cause !== undefined && { cause }),
      })
      if (verdict.partly) partial.push(route)
      continue
    }
    try {
      const executable = await route.compile()
      if (options.engine !== 'auto' || file.info.format === 'tflite') return { engine: engine.name, executable }
      const rest = candidates.slice(place + 1).map((next) => routeBy(next, file, options))
      return { engine: engine.name, executable: new RoutedExecutable([...partial, route, ...rest]) }
    } catch (error) {
      if (options.engine !== 'auto' || !isRefusal(error)) throw error
      const { advice } = error as Partial<NativeLoadError>
      refusals.push({ engine: engine.name, reason: error.message, ...(advice && { advice }), cause: error })
    }
  }
  throw noEngine(file, refusals)
}

/** A route by an engine, found and compiled when it is first needed. */
function routeBy(candidate: EngineName | Candidate, file: ModelFile, options: ResolvedLoadOptions): Route {
  let compiled: Promise<Executable> | undefined
  const compile = async (): Promise<Executable> => {
    const engine = typeof candidate === 'string' ? await findEngine(candidate) : candidate
    if (!('compile' in engine)) throw noEngine(file, [engine])
    const verdict = await engine.accepts(file)
    if (!verdict.ok && !verdict.partly) throw noEngine(file, [{ engine: engine.name, reason: verdict.reason }])
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
    dispose: async () => (await compiled?.catch(() => undefined))?.dispose(),
  }
}

/** Whether an error of compilation says that another engine may do better; told by code, since the engine may have its own copy of the classes. */
const isRefusal = (error: unknown): error is InferenceError =>
  InferenceError.isInstance(error) && (error.code === 'ERR_UNSUPPORTED_GRAPH' || error.code === 'ERR_NATIVE_LOAD')

function noEngine(file: ModelFile, refusals: readonly Refusal[]): NoEngineError {
  const model = file.path ?? 'the model'
  const tried = refusals.map(({ engine, reason, advice }) => {
    // An engine's own error says already what to do.
    const cure = advice === undefined || reason.includes(advice) ? '' : ` (try: ${advice})`
    return `${engine}: ${reason.replace(/\.$/, '')}${cure}`
  })
  const advice = refusals.find((refusal) => refusal.advice !== undefined)?.advice ?? 'npm install @zoo/native'
  const cause = refusals.find((refusal) => refusal.cause !== undefined)?.cause
  return new NoEngineError(`No engine can take ${model}. ${tried.join('; ')}.`, {
    engines: refusals.map(({ cause: _, ...attempt }) => attempt),
    advice,
    ...(cause !== undefined && { cause }),
  })
}
