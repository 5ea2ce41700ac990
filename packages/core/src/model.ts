import type { PartialShape, TensorSpec } from '@zoo/graph/base'
import { withLimits } from './deadline.js'
import type { Feed } from './engine.js'
import { DisposedError } from './errors.js'
import { readyToRun } from './held-feeds.js'
import type { LoadedModel } from './loaded-model.js'
import { check, isOneOf, verify } from './options.js'
import { plannedFeeds } from './planned-feeds.js'
import type { RunPlan } from './routing/run-plan.js'
import { RunAgain } from './run-again.js'
import { arraysFor, type RunOptions, runOptions } from './run-options.js'
import { Session } from './session.js'
import type { Feeds, Fetched, InputName, OutputName, Signature } from './signature.js'
import { Tensor } from './tensor.js'

const isFeeds = check(
  'an object with a tensor for each name',
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value) && !Tensor.isTensor(value),
)
const isFetches = check(
  'an array of names',
  (value) => Array.isArray(value) && value.every((name) => typeof name === 'string'),
)

const isRole = isOneOf(['inputs', 'outputs'])

/** A compiled model: heavy, immutable, and shared by any number of callers at a time, who never see each other's tensors. */
export class Model<S extends Signature = Signature> {
  readonly #loaded: LoadedModel
  /** The run before, as which most are. */
  #last: RunAgain | undefined

  /** @internal Use `loadModel`. */
  constructor(loaded: LoadedModel) {
    this.#loaded = loaded
  }

  /** The inputs, in the file's order. */
  get inputs(): readonly TensorSpec[] {
    return this.#loaded.info.inputs
  }

  /** The outputs, in the file's order: of a graph, the tensors that nothing in it takes. */
  get outputs(): readonly TensorSpec[] {
    return this.#loaded.info.outputs
  }

  /**
   * What a tensor is, inner ones included: dtype and shape are null where the file does not say.
   * @param role what it is wanted for: of a TensorFlow Lite model only inputs can be fed
   * @throws TensorNameError (ERR_TENSOR_NAME) when there is none of the name, or it cannot be fed
   * @throws ArgumentError (ERR_ARGUMENT), DisposedError (ERR_DISPOSED)
   */
  tensor(name: string, role: 'inputs' | 'outputs' = 'outputs'): TensorSpec {
    this.#checkUsable()
    verify('role', role, isRole)
    return this.#loaded.spec(name, role)
  }

  /** The name of the engine that runs it. */
  get engine(): string {
    return this.#loaded.engine
  }

  /**
   * The tensors fetched, each under the name it was fetched by. Feeds are copied before this returns its promise, so arrays may
   * be used again at once; but not those of tensors that `allocate` made.
   * @param feeds by name, `node` or `node:1`; inner tensors can be fed in place of inputs. A name with undefined counts as not fed.
   * @param fetches names of outputs or inner tensors; when left out, those of the signature, else all outputs
   * @throws TensorNameError (ERR_TENSOR_NAME) when a name is unknown, fed twice, missing, or not fetched
   * @throws TensorMismatchError (ERR_TENSOR_MISMATCH) when a feed's dtype, shape, length or a value does not fit, or a result
   *   not the array it was to be written to
   * @throws BusyError (ERR_BUSY) when the queue is full
   * @throws NoEngineError (ERR_NO_ENGINE), UnsupportedGraphError (ERR_UNSUPPORTED_GRAPH) where no engine, or not the one pinned, takes
   *   such a run
   * @throws AbortError (ERR_ABORTED), RunError (ERR_RUN), ArgumentError (ERR_ARGUMENT), DisposedError (ERR_DISPOSED)
   */
  async run<N extends OutputName<S> = OutputName<S>>(
    feeds: Feeds<S>,
    fetches?: readonly N[],
    options?: RunOptions,
  ): Promise<Fetched<S, N>> {
    const loaded = this.#loaded
    this.#checkUsable()
    const { signal, timeoutMs, into } = runOptions(options)
    if (timeoutMs !== undefined) {
      return withLimits({ signal, timeoutMs }, 'run', (limited) => this.run(feeds, fetches, { signal: limited, into }))
    }
    verify('feeds', feeds, isFeeds)
    const last = this.#last
    last?.kind.runner?.expect?.()
    const again = last?.feeds(feeds, fetches)
    if (last && again) {
      const names = last.fetches ?? loaded.defaultOutputs
      return byName(names, await loaded.run(last.kind, again, signal, arraysFor(names, into))) as Fetched<S, N>
    }
    if (fetches !== undefined) verify('fetches', fetches, isFetches)
    const names: readonly string[] = fetches ? [...fetches] : loaded.defaultOutputs
    const given = this.#feeds(feeds)
    const kind = loaded.kindOf(
      given,
      names.map((name) => loaded.fetch(name)),
    )
    this.#last = RunAgain.of(kind, feeds, given, fetches && names)
    const tensors = await loaded.run(kind, readyToRun(given), signal, arraysFor(names, into))
    return byName(names, tensors) as Fetched<S, N>
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
    return this.#loaded.allocate(name, shape) as Tensor<S['inputs'][N]['dtype']>
  }

  /**
   * Which engine serves a kind of run, and why those before it do not: with `auto`, LiteRT where what is fetched lowers to
   * TensorFlow Lite, else the next engine. Makes ready for such runs, so the first is as quick as any.
   * @param fetches as of `run`
   * @param feeds what will be fed: names, for inner tensors in place of inputs, or with the shape of each, null where any size
   *   may come, for graphs where the engine depends on that. Inputs that are needed besides are taken to be fed.
   * @throws TensorNameError (ERR_TENSOR_NAME), TensorMismatchError (ERR_TENSOR_MISMATCH) for a shape that the graph does not take
   * @throws NoEngineError (ERR_NO_ENGINE), UnsupportedGraphError (ERR_UNSUPPORTED_GRAPH) where no engine, or not the one pinned, takes
   *   such runs
   * @throws ArgumentError (ERR_ARGUMENT), DisposedError (ERR_DISPOSED)
   */
  async plan(
    fetches?: readonly string[],
    feeds: readonly string[] | { readonly [name: string]: PartialShape } = [],
  ): Promise<RunPlan> {
    const loaded = this.#loaded
    this.#checkUsable()
    if (fetches !== undefined) verify('fetches', fetches, isFetches)
    return loaded.plan(
      plannedFeeds(loaded, feeds),
      (fetches ?? loaded.defaultOutputs).map((name) => loaded.fetch(name)),
    )
  }

  /**
   * A session on this model, for one caller. It does not own the model: disposing either leaves the other as it is.
   * @throws DisposedError (ERR_DISPOSED)
   */
  createSession(): Session<S> {
    this.#checkUsable()
    return new Session<S>(this.#loaded, false)
  }

  /** Waits for runs in flight, then frees everything. Twice is harmless. */
  dispose(): Promise<void> {
    return this.#loaded.dispose()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose()
  }

  #feeds(feeds: object): readonly Feed[] {
    const resolved: Feed[] = []
    const names: string[] = []
    for (const name of Object.keys(feeds)) {
      const data = (feeds as Record<string, unknown>)[name]
      if (data === undefined) continue
      names.push(name)
      resolved.push(this.#loaded.feed(name, data))
    }
    if (resolved.length > 1) this.#rejectTwins(names, resolved)
    return resolved
  }

  #rejectTwins(names: readonly string[], feeds: readonly Feed[]): void {
    const places = new Map<string, number>()
    for (const [i, { name }] of feeds.entries()) {
      const first = places.get(name)
      if (first !== undefined) throw this.#loaded.fedTwice(name, names[first]!, names[i]!)
      places.set(name, i)
    }
  }

  #checkUsable(): void {
    if (this.#loaded.disposed) throw new DisposedError('Model')
  }
}

/** An object with the tensors as its own properties, even one of the name `__proto__`. */
function byName(names: readonly string[], tensors: readonly Tensor[]): Record<string, Tensor> {
  const fetched: Record<string, Tensor> = {}
  for (let i = 0; i < names.length; i++) {
    const name = names[i]!
    // A plain assignment takes a tenth of the time of anything else that makes a property of a name.
    if (name !== '__proto__') fetched[name] = tensors[i]!
    else
      Object.defineProperty(fetched, name, { value: tensors[i], writable: true, enumerable: true, configurable: true })
  }
  return fetched
}
