import type { TensorSpec } from '@zoo/graph/base'
import type { Executable, Feed, ModelFile } from '../engine.js'
import { AbortError, ArgumentError, BusyError, DisposedError, InferenceError } from '../errors.js'
import { GRACE_MS, settledWithin } from '../grace.js'
import { compileOptions, type ResolvedLoadOptions } from '../load-options.js'
import type { Compiled, RunPlan } from '../routing/run-plan.js'
import type { Tensor } from '../tensor.js'
import { EngineProcess } from './engine-process.js'
import type { Frame } from './frames.js'
import type { IsolateLimits } from './isolate-options.js'
import { brokenAnswer, overdue, type ProcessUse, processError } from './process-failure.js'
import type { Answer, LoadSettings, Question } from './protocol.js'
import { copyPacked, packTensor, unpackTensor } from './tensor-segments.js'

/** Something to ask of the process. */
interface Job {
  readonly question: Question
  readonly segments: readonly Uint8Array[]
  /** What it is and the option that limits it, for messages. */
  readonly limit: { readonly what: string; readonly option: 'timeoutMs' | 'loadTimeoutMs' }
  readonly signal: AbortSignal | undefined
  resolve(frame: Frame<Answer>): void
  reject(error: unknown): void
}

/** A model in a process of its own. When the process ends, the next run starts another, which loads the same bytes. */
export class IsolatedExecutable implements Executable {
  readonly #bytes: Uint8Array
  readonly #settings: LoadSettings
  readonly #limits: IsolateLimits
  readonly #use: ProcessUse
  readonly #children = new Set<EngineProcess>()
  readonly #queue: Job[] = []
  /** Promises of jobs that someone waits for. */
  readonly #inFlight = new Set<Promise<unknown>>()
  #concurrency = 1
  #room = Number.POSITIVE_INFINITY
  #current: EngineProcess | undefined
  #starting: Promise<void> | undefined
  #isFreed = false
  #disposal: Promise<void> | undefined

  private constructor(file: ModelFile, options: ResolvedLoadOptions, limits: IsolateLimits) {
    this.#bytes = file.bytes
    this.#settings = settingsOf(file, options)
    this.#limits = limits
    this.#use = { engine: this.#settings.engine, model: file.path }
  }

  /**
   * Loads a model in a process of its own.
   * @throws RunError (ERR_RUN) with status `PROCESS_ENDED`, `PROCESS_TIMEOUT`, `PROCESS_MEMORY` or `PROCESS_START`
   * @throws ArgumentError (ERR_ARGUMENT) for an engine that is an object, and what the engine throws
   */
  static async compile(file: ModelFile, options: ResolvedLoadOptions, limits: IsolateLimits): Promise<Compiled> {
    const executable = new IsolatedExecutable(file, options, limits)
    // Before it is known which engine serves, the options that all share are those of any.
    const { signal } = compileOptions(executable.#settings.engine, options)
    const [child, engine] = await executable.#load(signal)
    const { concurrency, queueLimit } = compileOptions(engine, options)
    executable.#concurrency = concurrency
    executable.#room = concurrency + queueLimit
    executable.#current = child
    return {
      engine,
      executable,
      // A native engine's memory is of no use here: feeds cross to the process.
      allocate: undefined,
      plan: (feeds, fetches) => executable.#plan(feeds, fetches),
    }
  }

  async run(feeds: readonly Feed[], fetches: readonly string[], signal?: AbortSignal): Promise<Tensor[]> {
    if (this.#disposal) throw new DisposedError('Model')
    if (signal?.aborted) throw new AbortError(signal.reason)
    this.#checkRoom()
    // Up to the first await nothing waits: the feeds are copied when the caller goes on.
    const packed = feeds.map(({ tensor }) => copyPacked(packTensor(tensor)))
    const question = {
      kind: 'run' as const,
      names: feeds.map(({ name }) => name),
      feeds: packed.map(([form]) => form),
      fetches: [...fetches],
    }
    const limit = { what: 'the run', option: 'timeoutMs' } as const
    const segments = packed.map(([, segment]) => segment)
    const { header, segments: answers } = await this.#enqueue({ question, segments, limit, signal })
    try {
      const { tensors } = header as Answer & { kind: 'ran' }
      return fetches.map((_, i) => unpackTensor(tensors[i]!, answers[i]))
    } catch (cause) {
      // An engine's answer that is no tensor is an error in the process too.
      if (InferenceError.isInstance(cause)) throw cause
      throw processError(brokenAnswer((cause as Error).message), this.#use, cause)
    }
  }

  dispose(graceMs = GRACE_MS): Promise<void> {
    this.#disposal ??= this.#free(graceMs)
    return this.#disposal
  }

  async #free(graceMs: number): Promise<void> {
    await settledWithin(this.#inFlight, graceMs)
    this.#isFreed = true
    for (const job of this.#queue.splice(0)) job.reject(new DisposedError('Model'))
    for (const child of this.#children) child.kill()
    await this.#starting
    await Promise.all([...this.#children].map(({ ended }) => ended))
  }

  async #plan(feeds: readonly TensorSpec[], fetches: readonly string[]): Promise<RunPlan> {
    if (this.#disposal) throw new DisposedError('Model')
    const question = {
      kind: 'plan' as const,
      feeds: feeds.map(({ name, dtype, shape }) => ({ name, dtype, shape })),
      fetches: [...fetches],
    }
    const limit = { what: 'plan()', option: 'loadTimeoutMs' } as const
    const { header } = await this.#enqueue({ question, segments: [], limit, signal: undefined })
    return (header as Answer & { kind: 'planned' }).plan
  }

  #checkRoom(): void {
    const waiting = this.#queue.length
    if (waiting + (this.#current?.pending ?? 0) < this.#room) return
    const limit = this.#room - this.#concurrency
    throw new BusyError(
      `The model runs ${this.#concurrency} and keeps ${limit} waiting, which is its queueLimit, so it takes no more; try later, or load it with a larger queueLimit or concurrency.`,
      { limit, waiting },
    )
  }

  async #enqueue(given: Omit<Job, 'resolve' | 'reject'>): Promise<Frame<Answer>> {
    const { signal } = given
    let job!: Job
    const done = new Promise<Frame<Answer>>((resolve, reject) => {
      job = { ...given, resolve, reject }
    })
    const abort = () => {
      const place = this.#queue.indexOf(job)
      if (place >= 0) this.#queue.splice(place, 1)
      job.reject(new AbortError(signal?.reason))
    }
    signal?.addEventListener('abort', abort, { once: true })
    this.#inFlight.add(done)
    this.#queue.push(job)
    this.#dispatch()
    try {
      return await done
    } finally {
      this.#inFlight.delete(done)
      signal?.removeEventListener('abort', abort)
    }
  }

  #dispatch(): void {
    while (this.#queue.length > 0) {
      const child = this.#current
      if (!child?.isUsable) {
        this.#starting ??= this.#restart()
        return
      }
      if (child.pending >= this.#concurrency) return
      void this.#execute(child, this.#queue.shift()!)
    }
  }

  async #execute(child: EngineProcess, job: Job): Promise<void> {
    try {
      job.resolve(await this.#ask(child, job))
    } catch (error) {
      // The caller of an aborted run has an AbortError already; a promise settles once.
      job.reject(this.#isFreed ? new DisposedError('Model') : error)
    }
    this.#dispatch()
  }

  /** Asks a process, with the deadline and the signal of a job. */
  async #ask(
    child: EngineProcess,
    { question, segments, limit: { what, option }, signal }: Omit<Job, 'resolve' | 'reject'>,
  ): Promise<Frame<Answer>> {
    const { id, answer } = child.ask(question, segments)
    const timeoutMs = this.#limits[option]
    let grace: NodeJS.Timeout | undefined
    const abort = () => {
      child.abandon(id)
      grace ??= setTimeout(() => this.#retire(child), GRACE_MS)
      // Until then nobody waits for it.
      grace.unref()
    }
    let deadline: NodeJS.Timeout | undefined
    const late = new Promise<never>((_, reject) => {
      deadline = setTimeout(() => {
        reject(processError(overdue(what, option, timeoutMs), this.#use))
        child.abandon(id)
        this.#retire(child)
      }, timeoutMs)
      // The request itself keeps the program alive, as long as anybody waits for it.
      deadline.unref()
    })
    late.catch(() => {})
    signal?.addEventListener('abort', abort, { once: true })
    if (signal?.aborted) abort()
    try {
      return await Promise.race([answer, late])
    } finally {
      clearTimeout(deadline)
      clearTimeout(grace)
      signal?.removeEventListener('abort', abort)
    }
  }

  /** Gives a process up whose work does not end: others go to a new one, and it is killed when nobody waits for it. */
  #retire(child: EngineProcess): void {
    child.retire()
    this.#dispatch()
  }

  async #restart(): Promise<void> {
    try {
      const [child] = await this.#load(undefined)
      this.#current = child
    } catch (error) {
      for (const job of this.#queue.splice(0)) job.reject(error)
    }
    this.#starting = undefined
    this.#dispatch()
  }

  /** A new process with the model in it, and the name of the engine. */
  async #load(signal: AbortSignal | undefined): Promise<[child: EngineProcess, engine: string]> {
    if (signal?.aborted) throw new AbortError(signal.reason, 'load')
    const child = new EngineProcess(this.#limits, this.#settings.verbose, this.#use)
    this.#children.add(child)
    void child.ended.then(() => this.#children.delete(child))
    const abort = () => child.kill()
    signal?.addEventListener('abort', abort, { once: true })
    try {
      const question = { kind: 'load' as const, settings: this.#settings }
      const limit = { what: 'to load the model', option: 'loadTimeoutMs' } as const
      const { header } = await this.#ask(child, { question, segments: [this.#bytes], limit, signal: undefined })
      return [child, (header as Answer & { kind: 'loaded' }).engine]
    } catch (error) {
      child.kill()
      throw signal?.aborted ? new AbortError(signal.reason, 'load') : error
    } finally {
      signal?.removeEventListener('abort', abort)
    }
  }
}

function settingsOf({ path }: ModelFile, options: ResolvedLoadOptions): LoadSettings {
  const { type, engine, threads, concurrency, queueLimit, trusted, verbose, signature } = options
  if (typeof engine !== 'string') {
    const expected = 'the name of an engine where a model is isolated'
    throw new ArgumentError(`engine must be ${expected}, since an object cannot cross to another process.`, {
      option: 'engine',
      expected,
      received: engine,
    })
  }
  const program = process.argv[1]
  return { type, engine, threads, concurrency, queueLimit, trusted, verbose, signature, path, program }
}
