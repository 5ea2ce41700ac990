import type { TensorSpec } from '@zoo/graph/base'
import { compileModel } from './compile-model.js'
import { withLimits } from './deadline.js'
import type { Feed } from './engine.js'
import { BusyError, DisposedError, TensorNameError } from './errors.js'
import { readyToRun } from './held-feeds.js'
import type { LoadOptions, ModelType } from './load-options.js'
import type { LoadedModel } from './loaded-model.js'
import type { ModelSource } from './model-file.js'
import { arraysFor, type RunOptions, runOptions } from './run-options.js'
import type { FeedData, InputName, OutputName, OutputTensor, Signature } from './signature.js'
import type { Tensor } from './tensor.js'
import { nameInWords, namesInWords } from './wording.js'

/** A feed as it was declared. */
interface Declared extends Feed {
  /** The name the caller gave. */
  readonly given: string
  /** How many runs had begun before. */
  readonly since: number
}

/**
 * One caller's way through a model: declare inputs and outputs, run, read. Cheap; not for two callers at a time, who should
 * each have their own by `model.createSession()`.
 */
export class Session<S extends Signature = Signature> {
  readonly #model: LoadedModel
  readonly #ownsModel: boolean
  readonly #feeds = new Map<string, Declared>()
  readonly #fetches = new Set<string>()
  #results: ReadonlyMap<string, Tensor> | undefined
  #runs = 0
  #running: Promise<unknown> | undefined
  #disposal: Promise<void> | undefined

  /** @internal Use `Session.load` or `model.createSession()`. */
  constructor(model: LoadedModel, ownsModel: boolean) {
    this.#model = model
    this.#ownsModel = ownsModel
  }

  /**
   * A session with a model of its own, which `dispose()` frees.
   * @param source a path, a `file:` URL, or the file's bytes
   * @param type the file's format; told by its bytes when left out. The options can stand in its place.
   * @throws ArgumentError (ERR_ARGUMENT), ModelLoadError (ERR_MODEL_LOAD), NoEngineError (ERR_NO_ENGINE),
   *   NativeLoadError (ERR_NATIVE_LOAD), UnsupportedGraphError (ERR_UNSUPPORTED_GRAPH), AbortError (ERR_ABORTED), and for a signature that is not the
   *   model's TensorNameError (ERR_TENSOR_NAME) or TensorMismatchError (ERR_TENSOR_MISMATCH)
   */
  static load<const S extends Signature = Signature>(
    source: ModelSource,
    type?: ModelType,
    options?: LoadOptions<S>,
  ): Promise<Session<S>>
  static load<const S extends Signature = Signature>(source: ModelSource, options?: LoadOptions<S>): Promise<Session<S>>
  static async load<const S extends Signature = Signature>(
    source: ModelSource,
    typeOrOptions?: ModelType | LoadOptions<S>,
    options?: LoadOptions<S>,
  ): Promise<Session<S>> {
    const all = typeof typeOrOptions === 'string' ? { ...options, type: typeOrOptions } : (typeOrOptions ?? options)
    return new Session<S>(await compileModel('Session.load', source, all), true)
  }

  /** The model's inputs, in the file's order. */
  get inputs(): readonly TensorSpec[] {
    return this.#model.info.inputs
  }

  /** The model's outputs, in the file's order. */
  get outputs(): readonly TensorSpec[] {
    return this.#model.info.outputs
  }

  /** The name of the engine that runs the model. */
  get engine(): string {
    return this.#model.engine
  }

  /**
   * Declares what to feed; stays until `reset()`, and after a run can be declared anew. A typed array or Tensor is held, and
   * read when `run()` is called; values in arrays are read now.
   * @param name an input, or any inner tensor to feed in its place
   * @param shape needed for a flat array where the model leaves more than one dimension open
   * @throws TensorNameError (ERR_TENSOR_NAME) for an unknown name, or one declared twice for the same run
   * @throws TensorMismatchError (ERR_TENSOR_MISMATCH) when dtype, shape, length or a value does not fit
   * @throws ArgumentError (ERR_ARGUMENT), DisposedError (ERR_DISPOSED)
   */
  addInput<N extends InputName<S>>(name: N, data: FeedData<S['inputs'][N]['dtype']>, shape?: readonly number[]): this {
    this.#checkUsable()
    const feed = this.#model.feed(name, data, shape)
    const earlier = this.#feeds.get(feed.name)
    if (earlier?.since === this.#runs) throw this.#model.fedTwice(feed.name, earlier.given, name)
    this.#feeds.set(feed.name, { ...feed, given: name, since: this.#runs })
    return this
  }

  /**
   * A tensor of zeros to feed, in memory that native engines read where it is: where arrays are large and runs frequent, that saves
   * copying them. Fill its `data`, run, and leave them alone until the run is over; then they may be filled anew.
   * @param shape needed where the model leaves a dimension open
   * @throws TensorNameError (ERR_TENSOR_NAME) for an unknown name
   * @throws TensorMismatchError (ERR_TENSOR_MISMATCH) when the shape does not fit or is missing, or for strings
   * @throws RunError (ERR_RUN) when there is not enough memory
   * @throws ArgumentError (ERR_ARGUMENT), DisposedError (ERR_DISPOSED)
   */
  allocate<N extends InputName<S>>(name: N, shape?: readonly number[]): Tensor<S['inputs'][N]['dtype']> {
    this.#checkUsable()
    return this.#model.allocate(name, shape) as Tensor<S['inputs'][N]['dtype']>
  }

  /**
   * Declares what to compute; stays until `reset()`. When no output is declared, a run computes all of the model's.
   * @param name an output, or any inner tensor
   * @throws TensorNameError (ERR_TENSOR_NAME), ArgumentError (ERR_ARGUMENT), DisposedError (ERR_DISPOSED)
   */
  addOutput<N extends OutputName<S>>(name: N): this {
    this.#checkUsable()
    this.#fetches.add(this.#model.fetch(name))
    return this
  }

  /**
   * Computes the declared outputs. The feeds are copied before this returns its promise, so arrays may be used again at once.
   * Until it has succeeded `getOutput` has nothing: not what an earlier run left.
   * @returns this session, to read from
   * @throws BusyError (ERR_BUSY) while an earlier run is under way, or when the model's queue is full
   * @throws TensorNameError (ERR_TENSOR_NAME) when an input is missing
   * @throws TensorMismatchError (ERR_TENSOR_MISMATCH) when a declared array was transferred elsewhere since
   * @throws NoEngineError (ERR_NO_ENGINE), UnsupportedGraphError (ERR_UNSUPPORTED_GRAPH) where no engine, or not the one pinned, takes
   *   such a run
   * @throws AbortError (ERR_ABORTED), RunError (ERR_RUN), ArgumentError (ERR_ARGUMENT), DisposedError (ERR_DISPOSED)
   */
  async run(options?: RunOptions): Promise<this> {
    this.#checkUsable()
    if (this.#running) {
      throw new BusyError(
        'This Session is still running, and takes one run at a time; await that run, or make another session by createSession().',
        { limit: 1, waiting: 1 },
      )
    }
    this.#results = undefined
    const fetches =
      this.#fetches.size > 0 ? [...this.#fetches] : this.#model.defaultOutputs.map((name) => this.#model.fetch(name))
    const run = ++this.#runs
    const { signal, timeoutMs, into } = runOptions(options)
    const feeds = [...this.#feeds.values()]
    const kind = this.#model.kindOf(feeds, fetches)
    kind.runner?.expect?.()
    const arrays = arraysFor(fetches, into, (name) => this.#model.fetch(name))
    const start = (its: AbortSignal | undefined) => this.#model.run(kind, readyToRun(feeds), its, arrays)
    const running = timeoutMs === undefined ? start(signal) : withLimits({ signal, timeoutMs }, 'run', start)
    this.#running = running
    try {
      const tensors = await running
      // A reset in the meantime asked to forget them.
      if (run === this.#runs) this.#results = new Map(fetches.map((name, i) => [name, tensors[i]!]))
    } finally {
      this.#running = undefined
    }
    return this
  }

  /**
   * What the last run computed: this caller's own, and good after `dispose()`.
   * @throws TensorNameError (ERR_TENSOR_NAME) when no run has succeeded since the outputs were declared, or the name is not among them
   * @throws ArgumentError (ERR_ARGUMENT), DisposedError (ERR_DISPOSED)
   */
  getOutput<N extends OutputName<S>>(name: N): OutputTensor<S, N> {
    this.#checkUsable()
    const canonical = this.#model.fetch(name)
    const tensor = this.#results?.get(canonical)
    if (tensor) return tensor as OutputTensor<S, N>
    const known = [...(this.#results?.keys() ?? this.#fetches)]
    throw new TensorNameError(
      this.#results
        ? `The last run did not compute ${nameInWords(name)}, but ${namesInWords(known)}; declare it by addOutput() and run again.`
        : `There is no ${nameInWords(name)} to read, since no run has succeeded; await run() first.`,
      { tensor: name, known },
    )
  }

  /**
   * Forgets inputs, outputs and results, as if new. A run under way goes on, and its results are dropped.
   * @throws DisposedError (ERR_DISPOSED)
   */
  reset(): this {
    this.#checkUsable()
    this.#feeds.clear()
    this.#fetches.clear()
    this.#results = undefined
    this.#runs++
    return this
  }

  /** Waits for a run under way, then frees what is the session's, and its model when it came from `Session.load`. Twice is harmless. */
  dispose(): Promise<void> {
    this.#disposal ??= this.#free()
    return this.#disposal
  }

  async #free(): Promise<void> {
    await Promise.allSettled([this.#running])
    this.#feeds.clear()
    this.#results = undefined
    if (this.#ownsModel) await this.#model.dispose()
  }

  [Symbol.dispose](): void {
    void this.dispose()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose()
  }

  #checkUsable(): void {
    if (this.#disposal) throw new DisposedError('Session')
  }
}
