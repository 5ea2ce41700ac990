import { BusyError } from '@zoo/core'
import { Slots } from './slots.js'

/** How long a user waits for an answer before the queue is too long to be of use, in milliseconds. */
export const QUEUE_WAIT_MS = 5000

/**
 * The default `queueLimit` of a model: as many images as it answers within `QUEUE_WAIT_MS`, one after the other.
 * @param imageMs time for one image, decoding included, on two cores
 */
export const queueLimitFor = (imageMs: number): number => Math.floor(QUEUE_WAIT_MS / imageMs)

/** How many calls a model takes. */
export interface AdmissionLimits {
  /** Calls under way or waiting; one more is refused. */
  readonly calls: number
  /** Pieces of work of all calls that run at once. */
  readonly atOnce: number
}

/** Admits calls before anything is read, copied or decoded for them, and bounds how much of their work runs at once. */
export class Admission {
  readonly #object: string
  readonly #limits: AdmissionLimits
  readonly #slots: Slots
  #calls = 0

  /** @param object what is busy, for the error: `MobileNet` */
  constructor(object: string, limits: AdmissionLimits) {
    this.#object = object
    this.#limits = limits
    this.#slots = new Slots(limits.atOnce)
  }

  /**
   * The outcome of a call, which begins before this returns its promise.
   * @throws BusyError (ERR_BUSY) at once when as many calls are under way or waiting as may be
   */
  async admit<T>(call: () => Promise<T>): Promise<T> {
    const { calls, atOnce } = this.#limits
    if (this.#calls >= calls) {
      throw new BusyError(
        `${this.#object} has ${calls} calls under way or waiting, as many as its concurrency and queueLimit allow; try later, or load it with a larger queueLimit.`,
        { limit: calls, waiting: Math.max(0, this.#calls - atOnce) },
      )
    }
    this.#calls++
    try {
      return await call()
    } finally {
      this.#calls--
    }
  }

  /**
   * The outcome of a piece of an admitted call's work, such as decoding and running one batch, when its turn comes.
   * @throws AbortError (ERR_ABORTED) when the signal fires before
   */
  async run<T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
    const release = await this.#slots.acquire(signal)
    try {
      return await work()
    } finally {
      release()
    }
  }
}
