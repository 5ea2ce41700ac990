import { setImmediate as nextTurn } from 'node:timers/promises'
import { AbortError, BusyError } from '@zoo/core/engine'

/**
 * Does pieces of work one after another, each in a turn of the event loop of its own: between two of them timers fire,
 * requests are answered, and signals abort what waits.
 */
export class Turns {
  readonly #queueLimit: number
  /** Each does its work, and answers how to announce what came of it. */
  readonly #waiting: (() => Promise<() => void>)[] = []
  /** The piece that is done now, until it is over. */
  #turn: Promise<void> | undefined

  /** @param queueLimit how many may wait while one is done */
  constructor(queueLimit: number) {
    this.#queueLimit = queueLimit
  }

  /** @throws BusyError when as many wait as may */
  checkRoom(): void {
    const waiting = this.#waiting.length
    if (!this.#turn || waiting < this.#queueLimit) return
    throw new BusyError(
      `The model runs one at a time and keeps ${this.#queueLimit} waiting, which is its queueLimit, so it takes no more; try later, or load it with a larger queueLimit.`,
      { limit: this.#queueLimit, waiting },
    )
  }

  /** @throws AbortError as soon as the signal aborts; what waits is then never started */
  take<T>(work: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const start = async () => {
        // It may have been taken out of the queue before it was given up, but not yet begun.
        if (signal?.aborted) return () => {}
        const announce = await work().then(
          (result) => () => resolve(result),
          (error: unknown) => () => reject(error),
        )
        signal?.removeEventListener('abort', abort)
        return announce
      }
      const abort = () => {
        const place = this.#waiting.indexOf(start)
        if (place >= 0) this.#waiting.splice(place, 1)
        reject(new AbortError(signal?.reason))
      }
      signal?.addEventListener('abort', abort, { once: true })
      this.#waiting.push(start)
      if (!this.#turn) this.#next()
    })
  }

  /** Until nothing is done or waits, what was aborted under way included. */
  async idle(): Promise<void> {
    while (this.#turn) await this.#turn
  }

  #next(): void {
    const start = this.#waiting.shift()
    this.#turn = start && this.#do(start)
  }

  async #do(start: () => Promise<() => void>): Promise<void> {
    await nextTurn()
    const announce = await start()
    // The turn is over before anyone hears of it: whoever then comes with more finds room.
    this.#next()
    announce()
  }
}
