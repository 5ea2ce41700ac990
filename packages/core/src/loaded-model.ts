import type { ModelInfo, TensorSpec } from '@zoo/graph/base'
import { allocateTensor } from './allocate.js'
import { type Answers, answersTo } from './answers.js'
import { checkRanks } from './check-ranks.js'
import { type CheckedSignature, refine } from './check-signature.js'
import type { Feed, ResultArrays, Runner } from './engine.js'
import { AbortError, DisposedError, TensorNameError } from './errors.js'
import { toTensor } from './feeds.js'
import { gather } from './gather.js'
import { KnownRuns, namesKey, remember } from './known-runs.js'
import { resolveName } from './names.js'
import type { Compiled, RunPlan } from './routing/run-plan.js'
import { runnerOf } from './runner.js'
import type { SignatureTensor } from './signature.js'
import { copyTensor, type Tensor } from './tensor.js'
import { nameInWords, namesInWords } from './wording.js'
import { writeInto } from './write-into.js'

/** Runs that feed tensors of the same names, dtypes and shapes and fetch the same, which was found to be in order. */
export interface RunKind extends Answers {
  readonly fetches: readonly string[]
  /** Of what is computed, once there was a run. */
  runner: Runner | undefined
}

/** More kinds of run than this a program hardly has; the oldest is worked out anew. */
const MOST_KINDS = 64

/** A compiled model with its names and checks: what Model and Session are two ways to use. */
export class LoadedModel {
  readonly info: ModelInfo
  /** The name of the engine that runs it. */
  readonly engine: string
  /** What is fetched when nothing is asked for: the signature's outputs, else the model's. */
  readonly defaultOutputs: readonly string[]
  readonly #compiled: Compiled
  readonly #declared: ReadonlyMap<string, SignatureTensor>
  readonly #specs = { inputs: new Map<string, TensorSpec>(), outputs: new Map<string, TensorSpec>() }
  readonly #known = new KnownRuns<RunKind>()
  /** How fetches are answered, by names alone. */
  readonly #answers = new Map<string, Answers>()
  #disposal: Promise<void> | undefined

  constructor(info: ModelInfo, compiled: Compiled, signature: CheckedSignature) {
    this.info = info
    this.engine = compiled.engine
    this.defaultOutputs = signature.outputs
    this.#compiled = compiled
    this.#declared = signature.tensors
  }

  get disposed(): boolean {
    return this.#disposal !== undefined
  }

  /**
   * What a caller feeds under a name, checked and under its canonical name.
   * @throws TensorNameError, TensorMismatchError, ArgumentError
   */
  feed(name: string, data: unknown, shape?: readonly number[]): Feed {
    const spec = this.spec(name, 'inputs')
    return { name: spec.name, tensor: toTensor(spec, data, shape) }
  }

  /**
   * A tensor of zeros to feed under a name, in memory that the engine reads where it is, if it has such memory.
   * @throws TensorNameError, TensorMismatchError, ArgumentError, RunError, DisposedError
   */
  allocate(name: string, shape?: readonly number[]): Tensor {
    if (this.disposed) throw new DisposedError('Model')
    return allocateTensor(this.spec(name, 'inputs'), shape, this.#compiled)
  }

  /**
   * The canonical name of a tensor to fetch.
   * @throws TensorNameError, ArgumentError
   */
  fetch(name: string): string {
    return this.spec(name, 'outputs').name
  }

  /**
   * The kind of a run, once it was found to be in order; both feeds and fetches under canonical names.
   * @throws TensorNameError when a feed is missing
   * @throws TensorMismatchError when no op takes the rank of a feed
   */
  kindOf(feeds: readonly Feed[], fetches: readonly string[]): RunKind {
    return this.#known.get(feeds, fetches) ?? this.#check(feeds, fetches)
  }

  /**
   * Computes the fetches. The feeds are copied before this returns its promise.
   * @param feeds of this kind, and ready to run
   * @param into for each fetch an array that its result is written to
   * @throws AbortError, BusyError, RunError, DisposedError, UnsupportedGraphError, TensorMismatchError
   */
  run(kind: RunKind, feeds: readonly Feed[], signal?: AbortSignal, into?: ResultArrays): Promise<Tensor[]> {
    if (this.disposed) throw new DisposedError('Model')
    if (signal?.aborted) throw new AbortError(signal.reason)
    if (kind.places || into) return this.#gather(kind, feeds, signal, into)
    return this.#compute(kind, feeds, signal)
  }

  #compute(kind: RunKind, feeds: readonly Feed[], signal?: AbortSignal, into?: ResultArrays): Promise<Tensor[]> {
    kind.runner ??= runnerOf(this.#compiled.executable, feeds, kind.computed)
    return kind.runner.run(feeds, signal, into)
  }

  async #gather(
    kind: RunKind,
    feeds: readonly Feed[],
    signal: AbortSignal | undefined,
    into: ResultArrays | undefined,
  ): Promise<Tensor[]> {
    const { computed, places, fetches } = kind
    const compute = (arrays?: ResultArrays) => this.#compute(kind, feeds, signal, arrays)
    // A fed tensor that is fetched comes back as it was fed, as in TensorFlow; copied, like every feed.
    const sources = places?.map(({ index, fed }) => (fed ? copyTensor(feeds[index]!.tensor) : index))
    const tensors = await (sources ? gather(sources, computed.length, into, compute) : compute(into))
    return into ? tensors.map((tensor, i) => writeInto(tensor, fetches[i]!, into[i])) : tensors
  }

  /**
   * Which engine serves such a run, for which it makes ready; all by canonical names.
   * @param feeds what is fed in place of inputs, or in shapes that are known
   * @throws NoEngineError, UnsupportedGraphError, DisposedError
   */
  async plan(feeds: readonly TensorSpec[], fetches: readonly string[]): Promise<RunPlan> {
    if (this.disposed) throw new DisposedError('Model')
    const given = feeds.map(({ name }) => name)
    const required = this.info.required(fetches, given).map(({ name }) => this.spec(name, 'inputs'))
    return this.#compiled.plan([...feeds, ...required], fetches)
  }

  /** Waits for runs in flight, then frees everything. Twice is harmless. */
  dispose(): Promise<void> {
    this.#disposal ??= this.#compiled.executable.dispose()
    return this.#disposal
  }

  /**
   * What a tensor is, by its file and the signature.
   * @throws TensorNameError, ArgumentError
   */
  spec(name: string, role: 'inputs' | 'outputs'): TensorSpec {
    const known = this.#specs[role].get(name)
    if (known) return known
    const spec = resolveName(this.info, name, role)
    const declared = this.#declared.get(spec.name)
    const refined = declared ? refine(spec, declared) : spec
    this.#specs[role].set(name, refined)
    return refined
  }

  #check(feeds: readonly Feed[], fetches: readonly string[]): RunKind {
    const answers = this.#answersTo(
      feeds.map(({ name }) => name),
      fetches,
    )
    // The graph leaves the rank of some tensors open, but not every rank can be run.
    const open = feeds.find(({ name }) => this.spec(name, 'inputs').shape === null)
    if (open) checkRanks(this.info, feeds, answers.computed, open)
    const kind = { ...answers, fetches: [...fetches], runner: undefined }
    this.#known.set(feeds, fetches, kind)
    return kind
  }

  #answersTo(fed: readonly string[], fetches: readonly string[]): Answers {
    const key = `${namesKey(fed)}\n${namesKey(fetches)}`
    const known = this.#answers.get(key)
    if (known) return known
    const missing = this.info.required(fetches, fed)
    if (missing[0]) throw this.#missing(missing[0].name, missing.length, fetches)
    const answers = answersTo(fed, fetches)
    remember(this.#answers, key, answers, MOST_KINDS)
    return answers
  }

  /** The error of a tensor that was fed under two names. */
  fedTwice(name: string, one: string, other: string): TensorNameError {
    const names = one === other ? '' : `, as ${nameInWords(one)} and as ${nameInWords(other)}`
    return new TensorNameError(`The tensor ${nameInWords(name)} was fed twice${names}; feed it once.`, {
      tensor: name,
      known: this.info.names(),
    })
  }

  #missing(name: string, count: number, fetches: readonly string[]): TensorNameError {
    const more = count > 1 ? `, and ${count - 1} more,` : ''
    return new TensorNameError(
      `The input ${nameInWords(name)}${more} must be fed to compute ${namesInWords(fetches)}; add it to the feeds.`,
      { tensor: name, known: this.info.names() },
    )
  }
}
