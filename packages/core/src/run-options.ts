import { setMaxListeners } from 'node:events'
import { type Given, isSignal, resolveOptions } from './options.js'

/** Options of one run. */
export interface RunOptions {
  /** Gives the run up: what waits is dropped, what runs is stopped where the engine can, and its result dropped where it can't. */
  readonly signal?: AbortSignal | undefined
}

const NONE: { signal: AbortSignal | undefined } = { signal: undefined }

/**
 * The signal of a run, if any.
 * @throws ArgumentError (ERR_ARGUMENT) for an unknown option, or a signal that is none
 */
export function signalOf(options: Given<RunOptions> | undefined): AbortSignal | undefined {
  const { signal } = resolveOptions('run', NONE, { signal: isSignal }, options)
  // Each run listens until it is over, and one signal for hundreds of runs is no leak, which Node would warn of from 11 on.
  if (signal) setMaxListeners(0, signal)
  return signal
}
