import type { TensorSpec } from '@zoo/graph/base'
import type { Executable, Feed } from './engine.js'
import { AbortError, DisposedError } from './errors.js'
import { copyTensor } from './feeds.js'
import type { LoweredPlan, LoweredPlans } from './lowered-plans.js'
import type { Tensor } from './tensor.js'

/** Each kind of run holds the weights once more, so only the latest few are kept. */
const MOST_PLANS = 4

/** A plan that is being compiled, or is. */
interface Entry<M> {
  readonly plan: Promise<LoweredPlan<M>>
  readonly executable: Promise<Executable | undefined>
  /** Both, once they are there: a run then starts without waiting. */
  ready?: { readonly plan: LoweredPlan<M>; readonly executable: Executable | undefined }
}

/** A GraphDef run by lowering it and compiling it anew for each kind of run, and kept. */
export class LoweredExecutable<M> implements Executable {
  readonly #plans: LoweredPlans<M>
  readonly #compile: (model: M) => Promise<Executable>
  readonly #entries = new Map<string, Entry<M>>()
  #disposal: Promise<void> | undefined

  constructor(plans: LoweredPlans<M>, compile: (model: M) => Promise<Executable>) {
    this.#plans = plans
    this.#compile = compile
  }

  /** @param given the plan of this kind of run, where it was made already */
  async prepare(
    feeds: readonly TensorSpec[],
    fetches: readonly string[],
    plan?: Promise<LoweredPlan<M>>,
  ): Promise<void> {
    await this.#entry(feeds, fetches, plan).executable
  }

  async run(
    feeds: readonly Feed[],
    fetches: readonly string[],
    signal?: AbortSignal,
    into?: readonly (ArrayBufferView | undefined)[],
  ): Promise<Tensor[]> {
    if (this.#disposal) throw new DisposedError('Model')
    const entry = this.#entry(feeds.map(specOf), fetches)
    if (entry.ready) return this.#start(entry.ready, feeds, fetches, signal, into)
    const held = feeds.map(({ name, tensor }) => ({ name, tensor: copyTensor(tensor) }))
    const [plan, executable] = await Promise.all([entry.plan, entry.executable])
    if (this.#disposal) throw new DisposedError('Model')
    if (signal?.aborted) throw new AbortError(signal.reason)
    return this.#start({ plan, executable }, held, fetches, signal, into)
  }

  dispose(): Promise<void> {
    this.#disposal ??= Promise.all([...this.#entries.values()].map(disposeEntry)).then(() => this.#entries.clear())
    return this.#disposal
  }

  async #start(
    { plan, executable }: NonNullable<Entry<M>['ready']>,
    feeds: readonly Feed[],
    fetches: readonly string[],
    signal: AbortSignal | undefined,
    into: readonly (ArrayBufferView | undefined)[] | undefined,
  ): Promise<Tensor[]> {
    const sources = fetches.map((name) => plan.outputs.get(name)!)
    const computed = [...new Set(sources.filter((source) => typeof source === 'string'))]
    const renamed = feeds.map(({ name, tensor }) => ({ name: plan.inputs.get(name)!, tensor }))
    const arrays = into && computed.map((source) => into[sources.indexOf(source)])
    const results = computed.length > 0 ? await executable!.run(renamed, computed, signal, arrays) : []
    return sources.map((source) =>
      typeof source === 'string' ? results[computed.indexOf(source)]! : copyTensor(source),
    )
  }

  #entry(feeds: readonly TensorSpec[], fetches: readonly string[], given?: Promise<LoweredPlan<M>>): Entry<M> {
    const key = this.#plans.key(feeds, fetches)
    const known = this.#entries.get(key)
    if (known) {
      // The latest used stands last.
      this.#entries.delete(key)
      this.#entries.set(key, known)
      return known
    }
    const plan = given ?? this.#plans.lower(feeds, fetches)
    const executable = plan.then(({ model }) => model && this.#compile(model))
    const entry: Entry<M> = { plan, executable }
    this.#entries.set(key, entry)
    Promise.all([plan, executable]).then(
      ([plan, executable]) => {
        entry.ready = { plan, executable }
        this.#settleKey(key, feeds, fetches)
      },
      // Kept: a graph that cannot be lowered will not be tried again at each run.
      () => {},
    )
    this.#evict()
    return entry
  }

  /** Only lowering tells whether a plan holds for one set of shapes; then it belongs under their key. */
  #settleKey(key: string, feeds: readonly TensorSpec[], fetches: readonly string[]): void {
    const settled = this.#plans.key(feeds, fetches)
    const entry = this.#entries.get(key)
    if (settled === key || !entry) return
    this.#entries.delete(key)
    this.#entries.set(settled, entry)
  }

  #evict(): void {
    const [oldest] = this.#entries
    if (!oldest || this.#entries.size <= MOST_PLANS) return
    this.#entries.delete(oldest[0])
    disposeEntry(oldest[1]).catch(() => {})
  }
}

const specOf = ({ name, tensor }: Feed): TensorSpec => ({ name, dtype: tensor.dtype, shape: tensor.shape })

const disposeEntry = async ({ executable }: Entry<unknown>): Promise<void> => {
  const compiled = await executable.catch(() => undefined)
  await compiled?.dispose()
}
