import { BusyError } from '@zoo/core'
import { RequestError } from '../problems/request-error.js'
import { FairQueue, type Lease } from './fair-queue.js'

/** How requests wait for a model. */
export interface QueueOptions {
  /** Requests that may wait for one model at once, whatever they take. Default 256. */
  readonly limit: number
  /**
   * Longest wait in milliseconds: a request that would wait longer, by the time the latest took, is refused at once, and one
   * that does wait longer is given up. Default 3000.
   */
  readonly maxWaitMs: number
  /**
   * Longest wait in milliseconds under sustained overload, when requests have waited without a break for `overloadAfterMs`: a queue
   * that never empties only adds latency. At least two requests may wait for each that runs. Default 50.
   */
  readonly overloadWaitMs: number
  /** How long the requests wait without a break before it counts as overload, in milliseconds. Default 100. */
  readonly overloadAfterMs: number
  /** Part of the queue that one client may fill, above 0 to 1. Default 0.75. */
  readonly clientShare: number
}

/** Weight of the newest request in the mean time that requests take. */
const NEWEST = 0.1

/** Overload ends when no request was refused for so long, in milliseconds: longer than refused clients are told to wait. */
const OVERLOAD_ENDS_MS = 3000

/** Requests that may wait under overload for each that runs, however long they take: the next body is read meanwhile. */
const LEAST_WAITING = 2

/** A request's place, from before its body is read until its answer is ready. */
export interface Ticket {
  /** Waits for the turn to work. */
  start(signal: AbortSignal): Promise<void>
  /** Gives the place up. Twice is harmless. */
  leave(): void
}

/** Decides which requests a model takes, and in which order they run. */
export class Admission {
  readonly #options: QueueOptions
  readonly #concurrency: number
  readonly #running: FairQueue
  readonly #places = new Map<string, number>()
  #taken = 0
  #meanMs: number | undefined
  /** When nobody waited last with a body that was read: uploads under way are no backlog. */
  #emptyAt = performance.now()
  /** The latest refusal while overloaded; undefined when not overloaded. */
  #overloadedAt: number | undefined

  /** @param concurrency requests that run at once */
  constructor(concurrency: number, options: QueueOptions) {
    this.#concurrency = concurrency
    this.#options = options
    this.#running = new FairQueue(concurrency)
  }

  /** Requests that run. */
  get running(): number {
    return this.#running.used
  }

  /** Requests that are admitted and do not run yet. */
  get waiting(): number {
    return this.#taken - this.#running.used
  }

  /** Requests that may be here at once, those that run included. */
  get limit(): number {
    const { limit, maxWaitMs, overloadWaitMs } = this.#options
    const overloaded = this.#overloaded()
    const waitMs = overloaded ? Math.min(overloadWaitMs, maxWaitMs) : maxWaitMs
    const inTime = this.#meanMs ? Math.ceil((waitMs * this.#concurrency) / this.#meanMs) : limit
    const least = this.#concurrency * (overloaded ? LEAST_WAITING : 1)
    return this.#concurrency + Math.min(limit, Math.max(inTime, least))
  }

  /** Seconds until a place should be free, from 1 up. */
  get retryAfterS(): number {
    const waitMs = (this.#taken * (this.#meanMs ?? 0)) / this.#concurrency
    return Math.max(1, Math.ceil(Math.min(waitMs, this.#options.maxWaitMs) / 1000))
  }

  /**
   * A place for a request of a client.
   * @throws BusyError (ERR_BUSY) when there is none
   * @throws RequestError (ERR_RATE) when the client has its share of them and others are waiting too
   */
  enter(client: string): Ticket {
    const { limit } = this
    if (this.#taken >= limit && this.#overloadedAt !== undefined) this.#overloadedAt = performance.now()
    const own = this.#places.get(client) ?? 0
    const share = Math.max(1, Math.floor(limit * this.#options.clientShare))
    if (this.#taken >= limit || own >= share) {
      const others = this.#taken > own
      if (own >= share && others) {
        throw new RequestError(
          'ERR_RATE',
          `This client has ${own} requests under way, which is its share of the queue; wait for their answers.`,
        )
      }
      throw new BusyError(`The service has ${this.#taken} requests under way and takes no more; try again later.`, {
        limit,
        waiting: this.#taken,
      })
    }
    this.#taken++
    this.#places.set(client, own + 1)
    return this.#ticket(client)
  }

  /** Begins when requests have waited without a break, and ends when none was refused for as long. */
  #overloaded(): boolean {
    const { overloadAfterMs } = this.#options
    const now = performance.now()
    if (this.#running.waiting === 0) this.#emptyAt = now
    else if (now - this.#emptyAt > overloadAfterMs) this.#overloadedAt ??= now
    if (this.#overloadedAt !== undefined && now - this.#overloadedAt > OVERLOAD_ENDS_MS) {
      this.#overloadedAt = undefined
      this.#emptyAt = now
    }
    return this.#overloadedAt !== undefined
  }

  #ticket(client: string): Ticket {
    let lease: Lease | undefined
    let startedAt = 0
    let left = false
    return {
      start: async (signal) => {
        const { maxWaitMs } = this.#options
        if (this.#running.waiting === 0) this.#emptyAt = performance.now()
        lease = await this.#running.acquire(client, 1, {
          signal,
          timeoutMs: maxWaitMs,
          timeoutError: () =>
            new BusyError(`The service could not begin within ${maxWaitMs} ms; try again later.`, {
              limit: this.limit,
              waiting: this.waiting,
            }),
        })
        startedAt = performance.now()
      },
      leave: () => {
        if (left) return
        left = true
        this.#taken--
        const own = this.#places.get(client)! - 1
        if (own > 0) this.#places.set(client, own)
        else this.#places.delete(client)
        if (!lease) return
        const took = performance.now() - startedAt
        this.#meanMs = this.#meanMs === undefined ? took : this.#meanMs + NEWEST * (took - this.#meanMs)
        if (this.#running.waiting === 0) this.#emptyAt = performance.now()
        lease.release()
      },
    }
  }
}
