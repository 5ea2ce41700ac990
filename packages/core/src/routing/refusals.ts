import type { Refusal } from '../engines.js'
import { type EngineAttempt, InferenceError, type NativeLoadError, NoEngineError } from '../errors.js'

/** Codes that say that another engine may do better. */
const REFUSALS: ReadonlySet<string> = new Set(['ERR_UNSUPPORTED_GRAPH', 'ERR_NATIVE_LOAD', 'ERR_NO_ENGINE'])

/** Whether an error says that another engine may do better; told by code, since the engine may have its own copy of the classes. */
export const isRefusal = (error: unknown): error is InferenceError =>
  InferenceError.isInstance(error) && REFUSALS.has(error.code)

/** What an engine refused with, for the list of those tried. */
export function refusalOf(engine: string, error: InferenceError): Refusal {
  const { engines, advice } = error as Partial<NoEngineError & NativeLoadError>
  const [own] = engines ?? []
  return own ?? { engine, reason: error.message, ...(advice !== undefined && { advice }), cause: error }
}

/** A refusal without the error behind it. */
export const attemptOf = ({ engine, reason, advice }: Refusal): EngineAttempt => ({
  engine,
  reason,
  ...(advice !== undefined && { advice }),
})

/**
 * The error when no engine serves.
 * @param what that none can take: the model, or a run of it
 */
export function noEngine(what: string, refusals: readonly Refusal[]): NoEngineError {
  const tried = refusals.map(({ engine, reason, advice }) => {
    // An engine's own error says already what to do.
    const cure = advice === undefined || reason.includes(advice) ? '' : ` (try: ${advice})`
    return `${engine}: ${reason.replace(/\.$/, '')}${cure}`
  })
  const advice = refusals.find((refusal) => refusal.advice !== undefined)?.advice ?? 'npm install @zoo/native'
  const cause = refusals.find((refusal) => refusal.cause !== undefined)?.cause
  return new NoEngineError(`No engine can take ${what}. ${tried.join('; ')}.`, {
    engines: refusals.map(attemptOf),
    advice,
    ...(cause !== undefined && { cause }),
  })
}
