import type { ModelInfo, RankConflict, TensorSpec } from '@zoo/graph/base'
import { type CheckedSignature, refine } from './check-signature.js'
import type { Compiled } from './choose-engine.js'
import type { Executable, Feed } from './engine.js'
import { AbortError, DisposedError, TensorMismatchError, TensorNameError } from './errors.js'
import { copyTensor, readyToRun, toTensor } from './feeds.js'
import { resolveName } from './names.js'
import { RoutedExecutable, type RunPlan } from './routed-executable.js'
import type { SignatureTensor } from './signature.js'
import type { Tensor } from './tensor.js'
import { namesInWords, shapeInWords } from './wording.js'
import { writeInto } from './write-into.js'

/** How the fetches of one kind of run are answered. */
interface Plan {
  /** What the engine computes: no tensor twice, and none that is fed. */
  readonly computed: readonly string[]
  /** For each fetch where it is among `computed`, or with `fed` among the feeds. */
  readonly sources: readonly { readonly fed: boolean; readonly index: number }[]
}

/** More kinds of run than this a program hardly has; beyond, they are worked out anew. */
const MAX_PLANS = 64

/** A compiled model with its names and checks: what Model and Session are two ways to use. */
export class LoadedModel {
  readonly info: ModelInfo
  /** The name of the engine that runs it. */
  readonly engine: string
  /** What is fetched when nothing is asked for: the signature's outputs, else the model's. */
  readonly defaultOutputs: readonly string[]
  readonly #executable: Executable
  readonly #declared: ReadonlyMap<string, SignatureTensor>
  readonly #specs = new Map<string, TensorSpec>()
  readonly #plans = new Map<string, Plan>()
  /** Canonical names of tensors of any rank that were fed. */
  readonly #openRanks = new Set<string>()
  /** Shapes of feeds that were checked to fit, with what was fetched from them. */
  readonly #fitting = new Set<string>()
  #disposal: Promise<void> | undefined

  constructor(info: ModelInfo, { engine, executable }: Compiled, signature: CheckedSignature) {
    this.info = info
    this.engine = engine
    this.defaultOutputs = signature.outputs
    this.#executable = executable
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
    const spec = this.#spec(name, 'inputs')
    if (spec.shape === null) this.#openRanks.add(spec.name)
    return { name: spec.name, tensor: toTensor(spec, data, shape) }
  }

  /**
   * The canonical name of a tensor to fetch.
   * @throws TensorNameError
   */
  fetch(name: string): string {
    return this.#spec(name, 'outputs').name
  }

  /**
   * Computes the fetches; both they and the feeds under canonical names. The feeds are copied before this returns its promise.
   * @param into for each fetch an array that its result is written to
   * @throws TensorNameError when a feed is missing
   * @throws TensorMismatchError when the array behind a feed was transferred since it was checked, or no op takes its rank
   * @throws AbortError, BusyError, RunError, DisposedError, UnsupportedGraphError
   */
  async run(
    feeds: readonly Feed[],
    fetches: readonly string[],
    signal?: AbortSignal,
    into?: readonly (ArrayBufferView | undefined)[],
  ): Promise<Tensor[]> {
    if (this.disposed) throw new DisposedError('Model')
    if (signal?.aborted) throw new AbortError(signal.reason)
    const { computed, sources } = this.#plan(feeds, fetches)
    const ready = readyToRun(feeds)
    this.#checkRanks(feeds, computed)
    // A fed tensor that is fetched comes back as it was fed, as in TensorFlow; copied, like every feed.
    const fed = sources.map((source) => (source.fed ? copyTensor(ready[source.index]!.tensor) : undefined))
    const arrays = into && computed.map((name) => into[fetches.indexOf(name)])
    const results = computed.length > 0 ? await this.#executable.run(ready, computed, signal, arrays) : []
    const tensors = sources.map((source, i) => fed[i] ?? results[source.index]!)
    return into ? tensors.map((tensor, i) => writeInto(tensor, fetches[i]!, into[i])) : tensors
  }

  /** Which engine serves such a run; both by canonical names. */
  async route(feeds: readonly string[], fetches: readonly string[]): Promise<RunPlan> {
    if (this.disposed) throw new DisposedError('Model')
    const given = feeds.map((name) => this.#spec(name, 'inputs'))
    const specs = [...given, ...this.info.required(fetches, feeds)]
    return this.#executable instanceof RoutedExecutable
      ? this.#executable.route(specs, fetches)
      : { engine: this.engine, passedOver: [] }
  }

  /** Waits for runs in flight, then frees everything. Twice is harmless. */
  dispose(): Promise<void> {
    this.#disposal ??= this.#executable.dispose()
    return this.#disposal
  }

  #spec(name: string, role: 'inputs' | 'outputs'): TensorSpec {
    const known = this.#specs.get(name)
    if (known) return known
    const spec = resolveName(this.info, name, role)
    const declared = this.#declared.get(spec.name)
    const refined = declared ? refine(spec, declared) : spec
    this.#specs.set(name, refined)
    return refined
  }

  /** The graph leaves the rank of some tensors open, but not every rank can be run. */
  #checkRanks(feeds: readonly Feed[], fetches: readonly string[]): void {
    const open = feeds.find(({ name }) => this.#openRanks.has(name))
    if (!open || !this.info.rankConflict) return
    const key = `${feeds.map(({ name, tensor }) => `${name} ${tensor.shape}`).join('\n')}\n\n${fetches.join('\n')}`
    if (this.#fitting.has(key)) return
    const conflict = this.info.rankConflict(fetches, new Map(feeds.map(({ name, tensor }) => [name, tensor.shape])))
    if (conflict) throw rankMismatch(open, conflict)
    if (this.#fitting.size >= MAX_PLANS) this.#fitting.clear()
    this.#fitting.add(key)
  }

  #plan(feeds: readonly Feed[], fetches: readonly string[]): Plan {
    const fed = feeds.map(({ name }) => name)
    const key = `${fed.join('\n')}\n\n${fetches.join('\n')}`
    const known = this.#plans.get(key)
    if (known) return known
    const missing = this.info.required(fetches, fed)
    if (missing[0]) throw this.#missing(missing[0].name, missing.length, fetches)
    const computed = [...new Set(fetches)].filter((name) => !fed.includes(name))
    const sources = fetches.map((name) => {
      const index = fed.indexOf(name)
      return index < 0 ? { fed: false, index: computed.indexOf(name) } : { fed: true, index }
    })
    if (this.#plans.size >= MAX_PLANS) this.#plans.clear()
    const plan = { computed, sources }
    this.#plans.set(key, plan)
    return plan
  }

  /** The error of a tensor that was fed under two names. */
  fedTwice(name: string, one: string, other: string): TensorNameError {
    const names = one === other ? '' : `, as '${one}' and as '${other}'`
    return new TensorNameError(`The tensor '${name}' was fed twice${names}; feed it once.`, {
      tensor: name,
      known: this.info.names(),
    })
  }

  #missing(name: string, count: number, fetches: readonly string[]): TensorNameError {
    const more = count > 1 ? `, and ${count - 1} more,` : ''
    return new TensorNameError(
      `The input '${name}'${more} must be fed to compute ${namesInWords(fetches)}; add it to the feeds.`,
      { tensor: name, known: this.info.names() },
    )
  }
}

const rankMismatch = ({ name, tensor }: Feed, { node, op, rank, ...reached }: RankConflict): TensorMismatchError =>
  new TensorMismatchError(
    `The feed '${name}' has the shape ${shapeInWords(tensor.shape)}, so the ${op} '${node}' would take '${reached.tensor}' of ${shapeInWords(reached.shape)}, of rank ${reached.shape.length} and not ${rank}.`,
    {
      tensor: name,
      expected: { detail: `a shape that gives '${reached.tensor}' rank ${rank}` },
      received: { dtype: tensor.dtype, shape: tensor.shape },
    },
  )
