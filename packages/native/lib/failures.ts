import {
  AbortError,
  DisposedError,
  type EngineName,
  lackingOp,
  ModelLoadError,
  RunError,
  timeLeft,
  timeoutReason,
} from '@zoo/core/engine'
import type { NativeFailure } from './addon.js'

/** Whether the addon threw this. */
export const isNativeFailure = (error: unknown): error is NativeFailure =>
  error instanceof Error && typeof (error as { status?: unknown }).status === 'string'

/** What the failure of a run is in our terms. */
export function runFailure(
  error: unknown,
  { engine, model }: { readonly engine: EngineName; readonly model: string | undefined },
  signal: AbortSignal | undefined,
): unknown {
  if (!isNativeFailure(error)) return error
  if (error.status === 'CANCELLED' && signal?.aborted) return new AbortError(signal.reason)
  // The library's clock may be ahead of the timer that fires the signal.
  if (error.status === 'DEADLINE_EXCEEDED' && timeLeft(signal) !== undefined) return new AbortError(timeoutReason())
  if (error.status === 'DISPOSED') return new DisposedError('Model')
  const lacking = lackingOp(engine, error)
  if (lacking) return lacking
  return new RunError(`The ${engine} engine refused the run (${error.status}): ${error.message}`, {
    status: error.status,
    engine,
    model,
    cause: error,
  })
}

/** What a failure to load a model into a library is in our terms: an op it lacks, or a file it cannot read. */
export function loadFailure(error: unknown, engine: EngineName, path: string | undefined): unknown {
  if (!isNativeFailure(error)) return error
  const lacking = lackingOp(engine, error)
  if (lacking) return lacking
  return new ModelLoadError(
    `The ${engine} engine could not load ${path ?? 'the model'} (${error.status}): ${error.message}`,
    { path, cause: error },
  )
}
