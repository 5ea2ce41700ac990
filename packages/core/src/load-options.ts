import { availableParallelism } from 'node:os'
import { type CompileOptions, ENGINE_NAMES, type Engine, type EngineName } from './engine.js'
import { type IsolateOptions, isIsolate, isolateLimits } from './isolate/isolate-options.js'
import {
  type Check,
  type Checks,
  check,
  type Given,
  isBoolean,
  isCountOrZero,
  isOneOf,
  isSignal,
  isThreadCount,
  isTimeout,
  resolveOptions,
  verify,
} from './options.js'
import type { Signature } from './signature.js'

/** The formats of model files, for saying which a file is in. */
export const ModelType = {
  /** A frozen GraphDef, `.pb`. */
  TensorFlow: 'tensorflow',
  /** A TensorFlow Lite flatbuffer, `.tflite`. */
  TensorFlowLite: 'tflite',
} as const

/** The format of a model file. */
export type ModelType = (typeof ModelType)[keyof typeof ModelType]

/** Options of `loadModel` and `Session.load`; `MODEL_DEFAULTS` has what holds where one is left out. */
export interface LoadOptions<S extends Signature = Signature> {
  /** The file's format; told by its bytes when left out. */
  readonly type?: ModelType | undefined
  /**
   * Which engine runs the model: the first that can, the one of a name, or one of the caller's own. The
   * variable `ZOO_ENGINE` pins one by name where this does not. */
  readonly engine?: 'auto' | EngineName | Engine | undefined
  /** Threads one run may use, at most 1024. */
  readonly threads?: number | undefined
  /** Runs that may be under way at once, at most 1024. */
  readonly concurrency?: number | undefined
  /** Runs that may wait beyond those; one more rejects with ERR_BUSY. */
  readonly queueLimit?: number | undefined
  /** Whether the graph may hold ops that touch files, the network or the host's code, and a `.tflite` take more than 1 GiB of tensors at one time. */
  readonly trusted?: boolean | undefined
  /**
   * Whether the engine runs in a process of its own, which is killed when it exceeds a limit; the model answers again after that and
   * after a crash. An object sets limits other than `ISOLATE_DEFAULTS`.
   */
  readonly isolate?: boolean | IsolateOptions | undefined
  /** Whether the engine's library writes its log to stderr. */
  readonly verbose?: boolean | undefined
  /** The names, dtypes and shapes the program counts on: checked against the file, and by the compiler. */
  readonly signature?: S | undefined
  /**
   * Gives the load up: it rejects at once with ERR_ABORTED, and what an engine may still be making is freed when it comes. The
   * signal has no effect on a loaded model.
   */
  readonly signal?: AbortSignal | undefined
  /** Milliseconds after which the load is given up, with a `TimeoutError` as the cause of the ERR_ABORTED. No limit by default. */
  readonly timeoutMs?: number | undefined
}

/** The options as they hold for one model. */
export interface ResolvedLoadOptions {
  readonly type: ModelType | undefined
  readonly engine: 'auto' | EngineName | Engine
  readonly threads: number | undefined
  readonly concurrency: number | undefined
  readonly queueLimit: number
  readonly trusted: boolean
  readonly isolate: boolean | IsolateOptions
  readonly verbose: boolean
  readonly signature: Signature | undefined
  readonly signal: AbortSignal | undefined
  readonly timeoutMs: number | undefined
}

/** What holds where an option is left out. `threads` and `concurrency` are then the engine's: see `ENGINE_DEFAULTS`. */
export const MODEL_DEFAULTS: ResolvedLoadOptions = {
  type: undefined,
  engine: 'auto',
  threads: undefined,
  concurrency: undefined,
  queueLimit: 1024,
  trusted: false,
  isolate: false,
  verbose: false,
  signature: undefined,
  signal: undefined,
  timeoutMs: undefined,
}

const cores = availableParallelism()
const litertThreads = Math.min(cores, 4)
const litert = { threads: litertThreads, concurrency: Math.max(1, Math.floor(cores / litertThreads)) }
const alone = { threads: 1, concurrency: 1 }

/**
 * Threads and concurrency by engine, for a quick answer to one caller without starving several.
 * LiteRT shares a run well between threads, but each run under way at once holds the weights again. TensorFlow shares one
 * session between runs, and is quicker with one thread an op than with two (MobileNet: 10 ms and 14 to 20 ms), so its cores go
 * to runs at once.
 */
export const ENGINE_DEFAULTS: Readonly<Record<string, Pick<CompileOptions, 'threads' | 'concurrency'>>> = {
  litert,
  tensorflow: { threads: 1, concurrency: cores },
  wasm: litert,
}

/** The options of compilation by one engine. */
export const compileOptions = (engine: string, options: ResolvedLoadOptions): CompileOptions => {
  const { threads, concurrency } = ENGINE_DEFAULTS[engine] ?? alone
  return {
    threads: options.threads ?? threads,
    concurrency: options.concurrency ?? concurrency,
    queueLimit: options.queueLimit,
    verbose: options.verbose,
    signal: options.signal,
  }
}

const isEngineName = isOneOf(['auto', ...ENGINE_NAMES])
const isEngine: Check = check(`${isEngineName.expected}, or an Engine`, (value) => {
  if (typeof value === 'string') return isEngineName.test(value)
  const engine = value as Partial<Engine> | null
  return (
    typeof engine?.name === 'string' && typeof engine.accepts === 'function' && typeof engine.compile === 'function'
  )
})

const CHECKS: Checks<ResolvedLoadOptions> = {
  type: isOneOf(Object.values(ModelType)),
  engine: isEngine,
  threads: isThreadCount,
  concurrency: isThreadCount,
  queueLimit: isCountOrZero,
  trusted: isBoolean,
  isolate: isIsolate,
  verbose: isBoolean,
  // What is in it is checked against the model.
  signature: check('a Signature', (value) => typeof value === 'object' && value !== null),
  signal: isSignal,
  timeoutMs: isTimeout,
}

/**
 * The options of a load, over `ZOO_ENGINE`, over the defaults.
 * @throws ArgumentError (ERR_ARGUMENT)
 */
export function resolveLoadOptions(owner: string, given: Given<ResolvedLoadOptions> | undefined): ResolvedLoadOptions {
  const resolved = resolveOptions(owner, MODEL_DEFAULTS, CHECKS, given)
  isolateLimits(resolved.isolate)
  const pinned = process.env.ZOO_ENGINE
  if (resolved.engine !== 'auto' || !pinned) return resolved
  verify('ZOO_ENGINE', pinned, isEngineName)
  return { ...resolved, engine: pinned as 'auto' | EngineName }
}
