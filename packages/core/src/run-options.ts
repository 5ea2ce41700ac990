import { setMaxListeners } from 'node:events'
import type { ResultArrays } from './engine.js'
import { TensorNameError } from './errors.js'
import { check, type Given, isSignal, resolveOptions } from './options.js'

/** Options of one run. */
export interface RunOptions {
  /** Gives the run up: what waits is dropped, what runs is stopped where the engine can, and its result dropped where it can't. */
  readonly signal?: AbortSignal | undefined
  /**
   * Arrays that results are written to, by the name they are fetched by, in place of new ones: for who runs often and is done
   * with one result before the next. Each is the typed array of the dtype, as long as the result, and is written
   * when the run is over. A result that is not named here has an array of its own.
   */
  readonly into?: { readonly [fetch: string]: ArrayBufferView } | undefined
}

const NONE: { signal: AbortSignal | undefined; into: RunOptions['into'] } = { signal: undefined, into: undefined }

const CHECKS = {
  signal: isSignal,
  into: check(
    'an object with a typed array for each name',
    (value) =>
      value === undefined || (typeof value === 'object' && value !== null && Object.values(value).every(isTypedArray)),
  ),
}

const isTypedArray = (value: unknown): boolean => ArrayBuffer.isView(value) && !(value instanceof DataView)

/**
 * The options of a run, checked.
 * @throws ArgumentError (ERR_ARGUMENT) for an unknown option, a signal that is none, or something else than typed arrays
 */
export function runOptions(options: Given<RunOptions> | undefined): RunOptions {
  if (options === undefined) return NONE
  const { signal, into } = resolveOptions('run', NONE, CHECKS, options)
  // Each run listens until it is over, and one signal for hundreds of runs is no leak, which Node would warn of from 11 on.
  if (signal) setMaxListeners(0, signal)
  return { signal, into }
}

/**
 * The array that each fetch is to be written to, if any.
 * @param called what the fetches are called, by the name that an array was given for
 * @throws TensorNameError (ERR_TENSOR_NAME) for an array whose name is not fetched
 */
export function arraysFor(
  fetches: readonly string[],
  into: RunOptions['into'],
  called = (name: string) => name,
): ResultArrays | undefined {
  if (into === undefined) return undefined
  const arrays = new Map(Object.entries(into).map(([name, array]) => [called(name), array]))
  const stray = [...arrays.keys()].find((name) => !fetches.includes(name))
  if (stray === undefined) return fetches.map((name) => arrays.get(name))
  throw new TensorNameError(
    `The option into has an array for '${stray}', which is not fetched; fetch it, or leave the array out.`,
    { tensor: stray, known: fetches },
  )
}
