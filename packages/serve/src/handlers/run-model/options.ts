import type { IsolateOptions, LoadOptions } from '@zoo/core'
import { anything, type Checks, isCount, isOneOf, isText } from '@zoo/kit'

const MIB = 2 ** 20

/** Options of `runModel`. */
export interface RunModelOptions {
  /**
   * The engine that runs uploaded models. Default 'wasm', whose models reach nothing outside of WebAssembly; 'litert', 'tensorflow' or
   * 'auto' only for clients that may run code on the machine.
   */
  readonly engine: 'wasm' | 'litert' | 'tensorflow' | 'auto'
  /** Limits of the process that each model runs in; false runs models in the service's own process. */
  readonly isolate: false | IsolateOptions
  /** The form field that holds the image. Default 'image_file'. */
  readonly imageField: string
  /** Requests that run at once. Default 2. */
  readonly concurrency: number
  /** Bytes of a body, model, labels and image together. Default 48 MiB. */
  readonly bodyBytes: number
  /** Bytes of models and labels that are kept; the least recently used are forgotten. Default 256 MiB. */
  readonly cacheBytes: number
  /** Models that are kept loaded, each in its process. Default 4. */
  readonly cacheModels: number
}

/** Default options of `runModel`. */
export const RUN_MODEL_DEFAULTS: RunModelOptions = {
  engine: 'wasm',
  isolate: { memoryLimitBytes: 512 * MIB, timeoutMs: 10_000, loadTimeoutMs: 30_000 },
  imageField: 'image_file',
  concurrency: 2,
  bodyBytes: 48 * MIB,
  cacheBytes: 256 * MIB,
  cacheModels: 4,
}

/** The checks of `RunModelOptions`; `loadModel` checks `isolate`. */
export const RUN_MODEL_CHECKS: Checks<RunModelOptions> = {
  engine: isOneOf(['wasm', 'litert', 'tensorflow', 'auto']),
  isolate: anything,
  imageField: isText,
  concurrency: isCount,
  bodyBytes: isCount,
  cacheBytes: isCount,
  cacheModels: isCount,
}

/** The options that an uploaded model is loaded with. */
export const loadOptionsOf = ({ engine, isolate, concurrency }: RunModelOptions): LoadOptions => ({
  engine,
  isolate,
  // Admission keeps more from coming.
  queueLimit: concurrency,
  trusted: false,
})
