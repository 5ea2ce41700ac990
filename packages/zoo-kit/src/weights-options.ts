import { type Checks, isBoolean, isFunction, isSignal } from './options.js'

/** How far a file that is being fetched has come. */
export interface Progress {
  /** The file's name in the manifest. */
  readonly file: string
  readonly receivedBytes: number
  /** undefined where nobody says how large the file is. */
  readonly totalBytes: number | undefined
}

/** How weights that are not on this machine yet are got. */
export interface WeightsOptions {
  /** Use no network. Default false, unless `ZOO_OFFLINE` is set. */
  readonly offline: boolean
  readonly onProgress: ((progress: Progress) => void) | undefined
  /** Gives the load up. */
  readonly signal: AbortSignal | undefined
}

/** What weights are got with where nothing else is asked for. */
export const WEIGHTS_DEFAULTS: WeightsOptions = { offline: false, onProgress: undefined, signal: undefined }

/** The checks of `WeightsOptions`, for packages whose `load` takes them among its own. */
export const WEIGHTS_CHECKS: Checks<WeightsOptions> = { offline: isBoolean, onProgress: isFunction, signal: isSignal }
