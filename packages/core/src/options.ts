import { ArgumentError } from './errors.js'
import { nameInWords, namesInWords, valueInWords } from './wording.js'

/** What an option's value must be: words for the error message, and the test itself. */
export interface Check {
  readonly expected: string
  test(value: unknown): boolean
}

/** One check for every option there is. */
export type Checks<T> = { readonly [K in keyof T]-?: Check }

/** Options as a caller may give them: any of them, and undefined for not given. */
export type Given<T> = { readonly [K in keyof T]?: T[K] | undefined }

/** A check from its words and its test. */
export const check = (expected: string, test: (value: unknown) => boolean): Check => ({ expected, test })

export const isBoolean = check('true or false', (value) => typeof value === 'boolean')
export const isCount = check('a whole number from 1 up', (value) => Number.isSafeInteger(value) && Number(value) >= 1)
export const isCountOrZero = check(
  'a whole number from 0 up',
  (value) => Number.isSafeInteger(value) && Number(value) >= 0,
)

/** Timers of Node's fire at once when they are set for longer. */
const MOST_MS = 2 ** 31 - 1
export const isTimeout = check(
  `a whole number of milliseconds from 1 to ${MOST_MS}`,
  (value) => isCount.test(value) && Number(value) <= MOST_MS,
)

/** An array has no more elements. @source ECMA-262, Array exotic objects */
const MOST_NUMBERS = 2 ** 32 - 1

/** More than any machine gains from; libtensorflow ends the process when the system has no more threads to give. */
export const MOST_THREADS = 1024
export const isThreadCount = check(
  `a whole number from 1 to ${MOST_THREADS}`,
  (value) => isCount.test(value) && Number(value) <= MOST_THREADS,
)
export const isSignal = check(
  'an AbortSignal',
  (value) => value instanceof AbortSignal || Object.prototype.toString.call(value) === '[object AbortSignal]',
)

/** A typed array of numbers, or an array or array-like object of nothing else. */
export const isNumbers = check('a number or an array of numbers', (value) => {
  if (ArrayBuffer.isView(value)) {
    return !(value instanceof DataView) && !(value instanceof BigInt64Array) && !(value instanceof BigUint64Array)
  }
  const length = typeof value === 'object' && value !== null ? (value as { length?: unknown }).length : undefined
  if (!Number.isSafeInteger(length) || (length as number) < 0 || (length as number) > MOST_NUMBERS) return false
  for (let i = 0; i < (length as number); i++) if (typeof (value as ArrayLike<unknown>)[i] !== 'number') return false
  return true
})

/** One of these words. */
export const isOneOf = (words: readonly string[]): Check =>
  check(`one of ${namesInWords(words, words.length)}`, (value) => words.includes(value as string))

/**
 * Rejects an option whose value fails its check.
 * @throws ArgumentError (ERR_ARGUMENT)
 */
export function verify(option: string, value: unknown, { expected, test }: Check): void {
  if (test(value)) return
  throw new ArgumentError(`${option} must be ${expected}, not ${valueInWords(value)}.`, {
    option,
    expected,
    received: value,
  })
}

/**
 * The options a call runs with: what the caller gave, over the defaults. undefined counts as not given.
 * @param owner what takes the options, for the message: `loadModel`
 * @throws ArgumentError (ERR_ARGUMENT) for a key that does not exist, or a value that fails its check
 */
export function resolveOptions<T extends object>(
  owner: string,
  defaults: Readonly<T>,
  checks: Checks<T>,
  given: Given<T> | undefined,
): Readonly<T> {
  if (given === undefined) return defaults
  verify(`${owner} options`, given, isObject)
  const resolved: T = { ...defaults }
  for (const [key, value] of Object.entries(given)) {
    if (!Object.hasOwn(checks, key)) {
      const known = Object.keys(checks)
      throw new ArgumentError(
        `${owner} has no option ${nameInWords(key)}; it has ${namesInWords(known, known.length)}.`,
        {
          option: key,
          expected: known.join(', '),
          received: value,
        },
      )
    }
    if (value === undefined) continue
    verify(key, value, checks[key as keyof T])
    resolved[key as keyof T] = value as T[keyof T]
  }
  return resolved
}

const isObject = check('an object', (value) => typeof value === 'object' && value !== null && !Array.isArray(value))
