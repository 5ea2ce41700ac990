import type { ModelInfo, TensorSpec } from '@zoo/graph/base'
import type { Tensor } from './tensor.js'

/** The engines we know, in the order `auto` tries them. */
export const ENGINE_NAMES = ['litert', 'tensorflow', 'wasm', 'tfjs'] as const

/** The name of an engine. */
export type EngineName = (typeof ENGINE_NAMES)[number]

/** A model as read from its file, before any engine has it. */
export interface ModelFile {
  readonly bytes: Uint8Array
  /** Where the bytes came from, when they came from a file. */
  readonly path: string | undefined
  readonly info: ModelInfo
  /** The run the model is loaded for, where its signature says so; else every output from the inputs it needs. */
  readonly purpose?: { readonly feeds: readonly TensorSpec[]; readonly fetches: readonly string[] }
}

/** What an engine says of a model without compiling it. */
export type Verdict =
  | {
      readonly ok: true
      /** How, where that is not the same for all models: `what is fetched lowers wholly`. */
      readonly reason?: string
    }
  | {
      readonly ok: false
      /** One sentence: why not. */
      readonly reason: string
      /** The command or change that cures it, if any. */
      readonly advice?: string
      /** Runs that fetch less, or feed inner tensors, may be taken all the same. */
      readonly partly?: true
      /** The error behind it, if any. */
      readonly cause?: unknown
    }

/** Options of compilation that every engine honours as far as it can. */
export interface CompileOptions {
  /** Threads one run may use. */
  readonly threads: number
  /** Runs that may be under way at once. */
  readonly concurrency: number
  /** Runs that may wait beyond those; one more rejects with ERR_BUSY. */
  readonly queueLimit: number
  /** Let the engine's library write its log to stderr. */
  readonly verbose: boolean
  /**
   * Gives the compilation up: what waits is dropped, and what is under way is left alone, its result freed when it comes. It does not
   * fire once the model is loaded.
   */
  readonly signal?: AbortSignal | undefined
}

/** One tensor fed under its canonical name. */
export interface Feed {
  readonly name: string
  readonly tensor: Tensor
}

/** For each result the array that it is written to, where there is one. */
export type ResultArrays = readonly (ArrayBufferView | undefined)[]

/** Runs that are alike in all but their values: for settled fetches, and for feeds that come in one order, of the same names, dtypes and shapes. */
export interface Runner {
  /** As an executable's. Feeds are told by their order alone: names may be others than those it was made with. */
  run(feeds: readonly Feed[], signal?: AbortSignal, into?: ResultArrays): Promise<Tensor[]>
  /** A run most likely comes in microseconds: what sleeps may wake meanwhile. */
  expect?(): void
}

/** A model compiled by one engine. */
export interface Executable {
  /**
   * Computes `fetches` (canonical names) from `feeds`, which the caller has checked against the graph.
   * Copies the feeds before it returns its promise, never blocks the event loop.
   * @param into that an engine may write the results to, where they fit, once the run is over
   * @throws BusyError, RunError, AbortError, DisposedError, UnsupportedGraphError
   */
  run(feeds: readonly Feed[], fetches: readonly string[], signal?: AbortSignal, into?: ResultArrays): Promise<Tensor[]>
  /**
   * The short way for all runs that are like one, for engines that gain by it. It takes and throws what `run` does, and stays good until
   * the executable is disposed.
   */
  runner?(feeds: readonly Feed[], fetches: readonly string[]): Runner
  /**
   * Makes ready for runs of this kind, ahead of the first; only on engines that take some runs of a model and not others.
   * @param feeds by canonical name; a dimension that is null may be any
   * @returns how it takes them, such as `what is fetched lowers wholly`
   * @throws UnsupportedGraphError when it takes no such run
   */
  prepare?(feeds: readonly TensorSpec[], fetches: readonly string[]): Promise<string>
  /**
   * Waits for runs in flight, then frees everything. Twice is harmless.
   * @param graceMs milliseconds to wait before runs in flight are ended, where the engine can end them; 2000 when left out
   */
  dispose(graceMs?: number): Promise<void>
}

/** One way to run models. */
export interface Engine {
  /** One of ENGINE_NAMES for ours; any other for an engine that a caller passes as the `engine` option. */
  readonly name: EngineName | (string & {})
  /** Whether this engine could take the model on this machine; never rejects. */
  accepts(model: ModelFile): Promise<Verdict>
  /** Whether it could run anything on this machine; left out when it always can. Never rejects. */
  available?(): Promise<Verdict>
  /**
   * Memory, zeroed, from which its executables read feeds where they are, without a copy; left out where there is no such memory.
   * @throws RunError when there is not enough
   */
  allocate?(bytes: number): ArrayBuffer
  /** @throws NativeLoadError, ModelLoadError, UnsupportedGraphError, RunError, AbortError */
  compile(model: ModelFile, options: CompileOptions): Promise<Executable>
}

/** What an engine package exports as `engines`. */
export type EngineTable = Partial<Record<EngineName, Engine>>
