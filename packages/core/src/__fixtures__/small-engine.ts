import { type GraphInfo, parseTensorName } from '@zoo/graph'
import type { CompileOptions, Engine, Executable, Feed, ModelFile, Runner, Verdict } from '../engine.js'
import { AbortError, BusyError, DisposedError, RunError } from '../errors.js'
import { renamed } from '../runner.js'
import { Tensor } from '../tensor.js'

/**
 * A whole engine in JavaScript for the few ops of the fixtures: Identity, Squeeze, AddV2 on float32, and RandomShuffle, of whose orders
 * it takes the one that is there. Runs wait for `release()` while `hold()` is on, so that tests can look at runs under way, and
 * compilations for `compiling`.
 */
export class SmallEngine implements Engine {
  readonly name: string
  readonly compiled: {
    readonly file: ModelFile
    readonly options: CompileOptions
    readonly executable: SmallExecutable
  }[] = []
  verdict: Verdict = { ok: true }
  compileError: Error | undefined
  compiling: Promise<unknown> | undefined

  constructor(name = 'small') {
    this.name = name
  }

  async accepts(): Promise<Verdict> {
    return this.verdict
  }

  async compile(file: ModelFile, options: CompileOptions): Promise<SmallExecutable> {
    await this.compiling
    if (this.compileError) throw this.compileError
    const executable = new SmallExecutable(file.info as GraphInfo, options)
    this.compiled.push({ file, options, executable })
    return executable
  }

  /** The executable compiled last. */
  get last(): SmallExecutable {
    return this.compiled.at(-1)!.executable
  }
}

/** What SmallEngine compiles to. */
export class SmallExecutable implements Executable {
  readonly #info: GraphInfo
  readonly #options: CompileOptions
  readonly #inFlight = new Set<Promise<unknown>>()
  #gate: Promise<void> = Promise.resolve()
  #open: () => void = () => {}
  /** What every run was asked for. */
  readonly fetched: (readonly string[])[] = []
  /** How many short ways there are. */
  runners = 0
  disposed = 0

  constructor(info: GraphInfo, options: CompileOptions) {
    this.#info = info
    this.#options = options
  }

  hold(): void {
    this.#gate = new Promise((resolve) => {
      this.#open = resolve
    })
  }

  release(): void {
    this.#open()
  }

  async run(feeds: readonly Feed[], fetches: readonly string[], signal?: AbortSignal): Promise<Tensor[]> {
    if (this.disposed > 0) throw new DisposedError('Model')
    const { concurrency, queueLimit } = this.#options
    const waiting = this.#inFlight.size - concurrency
    if (waiting >= queueLimit) throw new BusyError('The queue is full.', { limit: queueLimit, waiting })
    this.fetched.push(fetches)
    const copies = new Map(
      feeds.map(({ name, tensor }) => [name, new Tensor(tensor.dtype, tensor.shape, tensor.data.slice())]),
    )
    const gate = this.#gate
    const aborted = new Promise<never>((_, reject) => {
      signal?.addEventListener('abort', () => reject(new AbortError(signal.reason)), { once: true })
    })
    const running = Promise.race([gate, aborted]).then(() => fetches.map((name) => this.#compute(name, copies)))
    this.#inFlight.add(running)
    return running.finally(() => this.#inFlight.delete(running))
  }

  runner(feeds: readonly Feed[], fetches: readonly string[]): Runner {
    this.runners++
    const names = feeds.map(({ name }) => name)
    return { run: (given, signal) => this.run(renamed(given, names), fetches, signal) }
  }

  async dispose(): Promise<void> {
    await Promise.allSettled(this.#inFlight)
    this.disposed++
  }

  #compute(name: string, feeds: ReadonlyMap<string, Tensor>): Tensor {
    const fed = feeds.get(name)
    if (fed) return fed
    const node = this.#info.graph.node(parseTensorName(name)!.node)!
    const inputs = node.inputs.map((input) => this.#compute(input.node, feeds))
    const [x] = inputs
    if (node.op === 'Identity' || node.op === 'RandomShuffle') return x!
    if (node.op === 'Squeeze') {
      return new Tensor(
        x!.dtype,
        x!.shape.filter((dimension) => dimension !== 1),
        x!.data,
      )
    }
    if (node.op === 'AddV2') {
      const [a, b] = inputs as [Tensor<'float32'>, Tensor<'float32'>]
      return new Tensor(
        'float32',
        a.shape,
        a.data.map((value, i) => value + b.data[i]!),
      )
    }
    throw new RunError(`There is no ${node.op} here.`, { status: 'UNIMPLEMENTED', engine: 'small' })
  }
}
