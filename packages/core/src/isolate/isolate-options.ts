import { type Check, type Checks, check, type Given, isCount, isTimeout, resolveOptions } from '../options.js'

/** Limits of the process that runs an isolated model; `ISOLATE_DEFAULTS` has the defaults. */
export interface IsolateOptions {
  /** Resident memory of the process, in bytes. A process above it is killed. */
  readonly memoryLimitBytes?: number | undefined
  /** Time a run may take once it has started, in milliseconds. A process that takes longer is killed. */
  readonly timeoutMs?: number | undefined
  /** Time the process may take to start and load the model, and for `plan()`, in milliseconds. */
  readonly loadTimeoutMs?: number | undefined
}

/** The limits as they hold for one model. */
export type IsolateLimits = { readonly [K in keyof IsolateOptions]-?: number }

/** Default limits of an isolated model. */
export const ISOLATE_DEFAULTS: IsolateLimits = {
  memoryLimitBytes: 2 * 2 ** 30,
  timeoutMs: 30_000,
  loadTimeoutMs: 60_000,
}

const CHECKS: Checks<IsolateLimits> = {
  memoryLimitBytes: isCount,
  timeoutMs: isTimeout,
  loadTimeoutMs: isTimeout,
}

/** The values that the option `isolate` takes; the limits themselves are checked by `isolateLimits`. */
export const isIsolate: Check = check(
  'true, false, or an object with limits',
  (value) => typeof value === 'boolean' || (typeof value === 'object' && value !== null && !Array.isArray(value)),
)

/**
 * The limits that the option `isolate` asks for, or undefined when the model is not isolated.
 * @throws ArgumentError (ERR_ARGUMENT) for an unknown limit or a bad value
 */
export function isolateLimits(isolate: boolean | Given<IsolateLimits>): IsolateLimits | undefined {
  if (isolate === false) return undefined
  return isolate === true ? ISOLATE_DEFAULTS : resolveOptions('isolate', ISOLATE_DEFAULTS, CHECKS, isolate)
}
