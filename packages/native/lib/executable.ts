import {
  AbortError,
  BusyError,
  type CompileOptions,
  Crops,
  DisposedError,
  dtypeOfArray,
  type EngineName,
  type Executable,
  type Feed,
  isShared,
  type ResultArrays,
  type Runner,
  Tensor,
  tensorOf,
  timeLeft,
} from '@zoo/core/engine'
import type { DType } from '@zoo/graph/base'
import type { Addon, NativeInput, NativeModel, NativeResult, NativeRunForm, NativeSlot } from './addon.js'
import { isNativeFailure, runFailure } from './failures.js'
import { feedData } from './feed-data.js'
import { GRACE_MS } from './loading.js'
import { PreparedResults } from './prepared-results.js'

/** How one engine names and numbers what the addon passes on to its library. */
export interface Dialect {
  readonly engine: EngineName
  readonly model: string | undefined
  readonly input: (feed: Feed) => NativeInput
  readonly slot: (fetch: string) => NativeSlot
  readonly dtype: (type: number) => DType | undefined
}

/** A model in the addon, as an `Executable`. */
export class NativeExecutable implements Executable {
  readonly #addon: Addon
  readonly #native: NativeModel
  readonly #dialect: Dialect
  readonly #options: CompileOptions
  #nextId = 0
  /** Runs that are under way, and whom to tell when the last is over. */
  #running = 0
  #whenIdle: (() => void) | undefined
  #disposal: Promise<void> | undefined

  constructor(addon: Addon, native: NativeModel, dialect: Dialect, options: CompileOptions) {
    this.#native = native
    this.#addon = addon
    this.#dialect = dialect
    this.#options = options
  }

  run(
    feeds: readonly Feed[],
    fetches: readonly string[],
    signal?: AbortSignal,
    into?: ResultArrays,
  ): Promise<Tensor[]> {
    return this.runner(feeds, fetches).run(feeds, signal, into)
  }

  runner(feeds: readonly Feed[], fetches: readonly string[]): Runner {
    const form = this.#addon.runForm(feeds.map(this.#dialect.input), fetches.map(this.#dialect.slot))
    const prepared = new PreparedResults(this.#addon.shareFrom)
    return {
      run: (feeds, signal, into) => this.#start(form, feeds, prepared, signal, into),
      // Where feeds are copied, the addon wakes a thread itself when it begins to.
      ...(feeds.some(this.#isLent) && { expect: () => this.#native.expect() }),
    }
  }

  readonly #isLent = ({ tensor }: Feed): boolean =>
    !Crops.isCrops(tensor) && ArrayBuffer.isView(tensor.data) && this.#addon.isLent(tensor.data)

  // No async function: after milliseconds of waiting each further promise costs as much as copying a small picture.
  #start(
    form: NativeRunForm,
    feeds: readonly Feed[],
    prepared: PreparedResults,
    signal: AbortSignal | undefined,
    into: ResultArrays | undefined,
  ): Promise<Tensor[]> {
    if (this.#disposal) return Promise.reject(new DisposedError('Model'))
    if (signal?.aborted) return Promise.reject(new AbortError(signal.reason))
    const id = this.#nextId++ % 0xffff_ffff
    let pending: Promise<NativeResult[] | undefined>
    try {
      // The addon has copied the feeds when this returns.
      pending = this.#native.run(
        id,
        form,
        feeds.map(feedData),
        into ? into.map(unlessShared) : NO_ARRAYS,
        timeLeft(signal),
      )
    } catch (error) {
      return Promise.reject(this.#translate(error, signal))
    }
    this.#running++
    const abort = signal && (() => this.#cancel(id))
    if (abort) signal.addEventListener('abort', abort, { once: true })
    const settle = () => {
      if (--this.#running === 0) this.#whenIdle?.()
      if (abort) signal.removeEventListener('abort', abort)
    }
    // From here on the library computes, and what is done is not waited for.
    const expected = into ? undefined : prepared.make()
    if (expected) this.#native.prepare(id, prepared.form, expected.map(arrayOf))
    return pending.then(
      (results) => {
        settle()
        if (!results) return expected!
        const tensors = results.map((result, i) =>
          resultOf(this.#dialect.dtype(result[0]), result[1], result[2] ?? into![i]!),
        )
        if (!into) prepared.learn(results, tensors)
        return tensors
      },
      (error: unknown) => {
        settle()
        throw this.#translate(error, signal)
      },
    )
  }

  #cancel(id: number): void {
    this.#native.cancel(id)
    // A library that does not end the run must not keep others waiting. Those keep the event loop alive.
    setTimeout(() => this.#native.giveUp(id), GRACE_MS).unref()
  }

  dispose(): Promise<void> {
    this.#disposal ??= this.#idle().then(() => this.#native.dispose())
    return this.#disposal
  }

  async #idle(): Promise<void> {
    if (this.#running > 0) await new Promise<void>((resolve) => (this.#whenIdle = resolve))
  }

  #translate(error: unknown, signal: AbortSignal | undefined): unknown {
    if (!isNativeFailure(error)) return error
    const { queueLimit, concurrency } = this.#options
    if (error.status === 'STUCK') {
      return new BusyError(
        'All threads of the model are in runs that were given up and that the engine does not end, so it takes no more; dispose it and load it again, or try later.',
        { limit: queueLimit, waiting: 0 },
      )
    }
    if (error.status !== 'BUSY') return runFailure(error, this.#dialect, signal)
    const waiting = Math.max(this.#running - concurrency, 0)
    return new BusyError(
      `The model runs ${concurrency} and keeps ${queueLimit} waiting, which is its queueLimit, so it takes no more; try later, or load it with a larger queueLimit or concurrency.`,
      { limit: queueLimit, waiting },
    )
  }
}

const NO_ARRAYS: readonly never[] = []
const arrayOf = ({ data }: Tensor): ArrayBufferView => data as ArrayBufferView

/** Native threads do not write where JavaScript's other threads read. */
const unlessShared = (array: ArrayBufferView | undefined): ArrayBufferView | undefined =>
  array && isShared(array) ? undefined : array

/** @param data bytes, or the array that the addon wrote them into */
function resultOf(
  dtype: DType | undefined,
  shape: readonly number[],
  data: ArrayBuffer | Uint8Array[] | ArrayBufferView,
): Tensor {
  if (!ArrayBuffer.isView(data)) return tensorOf(dtype, shape, data)
  if (dtype && dtypeOfArray(data) === dtype) return new Tensor(dtype, shape, data as never)
  // An array of another dtype that happens to have as many bytes: whoever gave it is told so.
  return tensorOf(dtype, shape, data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength))
}
