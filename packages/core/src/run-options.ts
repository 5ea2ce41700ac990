import { setMaxListeners } from 'node:events'
import type { ResultArrays } from './engine.js'
import { ArgumentError, TensorNameError } from './errors.js'
import { check, type Given, isSignal, isTimeout, resolveOptions } from './options.js'
import { nameInWords } from './wording.js'

/** Options of one run. */
export interface RunOptions {
  /** Gives the run up: what waits is dropped, what runs is stopped where the engine can, and its result dropped where it can't. */
  readonly signal?: AbortSignal | undefined
  /**
   * Milliseconds after which the run is given up, waiting included: it rejects with ERR_ABORTED, whose cause is a `TimeoutError`, and
   * the engine is told to stop. No limit by default.
   */
  readonly timeoutMs?: number | undefined
  /**
   * Arrays that results are written to, by the name they are fetched by, in place of new ones: for who runs often and is done
   * with one result before the next. Each is the typed array of the dtype, as long as the result, and is written
   * when the run is over. No two may share memory. A result that is not named here has an array of its own.
   */
  readonly into?: { readonly [fetch: string]: ArrayBufferView | undefined } | undefined
}

const NONE: { readonly [K in keyof RunOptions]-?: RunOptions[K] } = {
  signal: undefined,
  timeoutMs: undefined,
  into: undefined,
}

const CHECKS = {
  signal: isSignal,
  timeoutMs: isTimeout,
  into: check(
    'an object with a typed array for each name',
    (value) =>
      value === undefined ||
      (typeof value === 'object' &&
        value !== null &&
        Object.values(value).every((array) => array === undefined || isTypedArray(array))),
  ),
}

const isTypedArray = (value: unknown): boolean => ArrayBuffer.isView(value) && !(value instanceof DataView)

/**
 * The options of a run, checked.
 * @throws ArgumentError (ERR_ARGUMENT) for an unknown option, a bad signal or timeout, or a value that is no typed array
 */
export function runOptions(options: Given<RunOptions> | undefined): RunOptions {
  if (options === undefined) return NONE
  const { signal, timeoutMs, into } = resolveOptions('run', NONE, CHECKS, options)
  // Each run listens until it is over, and one signal for hundreds of runs is no leak, which Node would warn of from 11 on.
  if (signal instanceof EventTarget) setMaxListeners(0, signal)
  return { signal, timeoutMs, into }
}

/**
 * The array that each fetch is to be written to, if any.
 * @param called what the fetches are called, by the name that an array was given for
 * @throws TensorNameError (ERR_TENSOR_NAME) for an array whose name is not fetched, or two for one tensor
 * @throws ArgumentError (ERR_ARGUMENT) for two arrays that share memory: one result would be lost
 */
export function arraysFor(
  fetches: readonly string[],
  into: RunOptions['into'],
  called = (name: string) => name,
): ResultArrays | undefined {
  if (into === undefined) return undefined
  const arrays = new Map<string, ArrayBufferView>()
  const fetched = new Set(fetches)
  for (const [given, array] of Object.entries(into)) {
    if (array === undefined) continue
    const name = called(given)
    if (!fetched.has(name)) throw stray(name, 'which is not fetched; fetch it, or leave the array out', fetches)
    if (arrays.has(name)) throw stray(name, 'and another; give one', fetches)
    arrays.set(name, array)
  }
  checkApart(arrays)
  return fetches.map((name) => arrays.get(name))
}

const stray = (name: string, problem: string, known: readonly string[]): TensorNameError =>
  new TensorNameError(`The option into has an array for ${nameInWords(name)}, ${problem}.`, { tensor: name, known })

/** @throws ArgumentError (ERR_ARGUMENT) for two arrays that share memory */
function checkApart(arrays: ReadonlyMap<string, ArrayBufferView>): void {
  const byBuffer = new Map<ArrayBufferLike, { name: string; start: number; end: number }[]>()
  for (const [name, { buffer, byteOffset, byteLength }] of arrays) {
    const ranges = byBuffer.get(buffer) ?? []
    ranges.push({ name, start: byteOffset, end: byteOffset + byteLength })
    byBuffer.set(buffer, ranges)
  }
  for (const ranges of byBuffer.values()) {
    ranges.sort((a, b) => a.start - b.start)
    let last = ranges[0]!
    for (const range of ranges.slice(1)) {
      if (range.start < last.end) throw shared(last.name, range.name)
      if (range.end > last.end) last = range
    }
  }
}

const shared = (one: string, other: string): ArgumentError =>
  new ArgumentError(
    `The arrays that the option into has for ${nameInWords(one)} and ${nameInWords(other)} share memory; give each its own.`,
    {
      option: 'into',
      expected: 'arrays that share no memory',
      received: [one, other],
    },
  )
