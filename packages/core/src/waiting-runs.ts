import type { Feed } from './engine.js'
import { BusyError, DisposedError } from './errors.js'
import { GRACE_MS, settledWithin } from './grace.js'
import { holdFeeds } from './held-feeds.js'

/**
 * Runs that cannot start at once, since something has to be lowered, compiled or found out first: with copies of their feeds, no
 * more of them than may wait, and all to be over before the model is disposed.
 */
export class WaitingRuns {
  readonly #limit: number
  readonly #work = new Set<Promise<unknown>>()
  #waiting = 0
  #isClosed = false

  /** @param limit runs that may wait; one more rejects */
  constructor(limit: number) {
    this.#limit = limit
  }

  get isClosed(): boolean {
    return this.#isClosed
  }

  /**
   * Starts a run that will wait. The feeds are copied before this returns its promise.
   * @throws BusyError (ERR_BUSY), DisposedError (ERR_DISPOSED), and what `start` throws
   */
  async run<T>(feeds: readonly Feed[], start: (held: readonly Feed[]) => Promise<T>): Promise<T> {
    if (this.#waiting >= this.#limit) throw tooMany(this.#limit, this.#waiting)
    this.#waiting++
    try {
      return await this.track(() => start(holdFeeds(feeds)))
    } finally {
      this.#waiting--
    }
  }

  /** Work that `close` waits for. @throws DisposedError (ERR_DISPOSED) once that was called */
  async track<T>(start: () => Promise<T>): Promise<T> {
    if (this.#isClosed) throw new DisposedError('Model')
    const work = start()
    this.#work.add(work)
    try {
      return await work
    } finally {
      this.#work.delete(work)
    }
  }

  /** Takes no more, and waits for what is under way. @returns the milliseconds of `graceMs` that are left */
  close(graceMs = GRACE_MS): Promise<number> {
    this.#isClosed = true
    return settledWithin(this.#work, graceMs)
  }
}

const tooMany = (limit: number, waiting: number): BusyError =>
  new BusyError(
    `The model is being made ready for runs of this kind, and ${limit} may wait for that, its queueLimit and concurrency together, so it takes no more; try later, make it ready by plan() first, or load it with a larger queueLimit.`,
    { limit, waiting },
  )
