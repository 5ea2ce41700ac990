import {
  AbortError,
  BusyError,
  type CompileOptions,
  DisposedError,
  type Executable,
  type Feed,
  GRACE_MS,
  type ModelFile,
  settledWithin,
  type Tensor,
} from '@zoo/core/engine'
import { outputSources, resizableTflite, type TfliteModel } from '@zoo/graph'
import { loadFailure, runFailure } from './failures.js'
import { LaneFailure } from './lane.js'
import { Pool } from './pool.js'
import type { Setup } from './protocol.js'
import { Wiring } from './wiring.js'

/** A model in worker threads, as an `Executable`. */
export class WasmExecutable implements Executable {
  readonly #path: string | undefined
  readonly #options: CompileOptions
  readonly #wiring: Wiring
  readonly #pool: Pool
  readonly #inFlight = new Set<Promise<unknown>>()
  #isTerminated = false
  #disposal: Promise<void> | undefined

  private constructor(model: ModelFile, tflite: TfliteModel, options: CompileOptions) {
    this.#path = model.path
    this.#options = options
    this.#wiring = new Wiring(model, outputSources(tflite))
    this.#pool = new Pool(() => setupOf(model, options), options.concurrency)
  }

  /** @throws NativeLoadError, ModelLoadError, UnsupportedGraphError */
  static async create(model: ModelFile, tflite: TfliteModel, options: CompileOptions): Promise<WasmExecutable> {
    const { signal } = options
    if (signal?.aborted) throw new AbortError(signal.reason, 'load')
    const executable = new WasmExecutable(model, tflite, options)
    const abort = () => void executable.#pool.terminate()
    signal?.addEventListener('abort', abort, { once: true })
    try {
      await executable.#pool.start()
      return executable
    } catch (error) {
      await executable.#pool.terminate()
      throw signal?.aborted ? new AbortError(signal.reason, 'load') : loadFailure(error, model.path)
    } finally {
      signal?.removeEventListener('abort', abort)
    }
  }

  async run(feeds: readonly Feed[], fetches: readonly string[], signal?: AbortSignal): Promise<Tensor[]> {
    if (this.#disposal) throw new DisposedError('Model')
    if (signal?.aborted) throw new AbortError(signal.reason)
    this.#checkRoom()
    try {
      // Up to here nothing awaits: the feeds are copied when the caller goes on.
      const { request, tensors } = this.#wiring.wire(feeds, fetches)
      if (request.outputs.length === 0) return tensors([])
      const pending = this.#pool.run(request, signal)
      this.#inFlight.add(pending)
      try {
        return tensors(await pending)
      } finally {
        this.#inFlight.delete(pending)
      }
    } catch (error) {
      throw this.#isTerminated && error instanceof LaneFailure
        ? new DisposedError('Model')
        : runFailure(error, this.#path)
    }
  }

  dispose(graceMs = GRACE_MS): Promise<void> {
    this.#disposal ??= this.#free(graceMs)
    return this.#disposal
  }

  async #free(graceMs: number): Promise<void> {
    await settledWithin(this.#inFlight, graceMs)
    this.#isTerminated = true
    await this.#pool.terminate()
  }

  #checkRoom(): void {
    const { queueLimit, concurrency } = this.#options
    const { waiting, busy } = this.#pool
    if (waiting + busy < queueLimit + concurrency) return
    throw new BusyError(
      `The model runs ${concurrency} and keeps ${queueLimit} waiting, which is its queueLimit, so it takes no more; try later, or load it with a larger queueLimit or concurrency.`,
      { limit: queueLimit, waiting },
    )
  }
}

/** What a worker gets; the copy of the model in it is the worker's own. */
function setupOf({ bytes, info }: ModelFile, { threads, verbose }: CompileOptions): Setup {
  const shapes = info.inputs.map(({ shape }) => shape ?? [])
  const resizable = resizableTflite(bytes)
  return {
    model: resizable.bytes,
    dimensions: resizable.dimensions,
    shapes: shapes.map((shape) => shape.map((dimension) => dimension ?? 1)),
    isOpen: shapes.some((shape) => shape.includes(null)),
    threads,
    verbose,
  }
}
