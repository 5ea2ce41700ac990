import { setTimeout as startTimer } from 'node:timers'
import { AbortError } from '@zoo/core'

/** A part of the capacity, held until it is released. */
export interface Lease {
  /** Gives back what is held beyond `cost`. */
  shrink(cost: number): void
  /** Gives everything back. Twice is harmless. */
  release(): void
}

/** Conditions of a wait. */
export interface WaitOptions {
  readonly signal: AbortSignal
  /** How long to wait at most, in milliseconds. */
  readonly timeoutMs: number
  /** The error of a wait that took longer. */
  timeoutError(): Error
}

interface Waiter {
  readonly cost: number
  grant(): void
}

/**
 * A capacity that clients share. Who finds it taken waits; clients take turns, whatever number of requests each has waiting, and
 * the requests of one client keep their order.
 */
export class FairQueue {
  readonly #capacity: number
  readonly #clientCapacity: number
  #used = 0
  #waiters = 0
  /** Waiting requests by client, the client whose turn is next first. */
  readonly #waiting = new Map<string, Waiter[]>()
  readonly #usedBy = new Map<string, number>()

  /**
   * @param capacity units that may be held at once
   * @param clientCapacity units that one client may hold at once; a client that holds nothing gets what it asks for
   */
  constructor(capacity: number, clientCapacity = capacity) {
    this.#capacity = capacity
    this.#clientCapacity = clientCapacity
  }

  /** Units held. */
  get used(): number {
    return this.#used
  }

  /** Requests that wait. */
  get waiting(): number {
    return this.#waiters
  }

  /**
   * A lease of `cost` units, when the client's turn has come and they are free. More than the capacity counts as all of it.
   * @throws AbortError (ERR_ABORTED) when the signal fires, or the timeout's error
   */
  acquire(client: string, cost: number, { signal, timeoutMs, timeoutError }: WaitOptions): Promise<Lease> {
    const units = Math.min(cost, this.#capacity)
    if (signal.aborted) return Promise.reject(new AbortError(signal.reason, 'request'))
    if (this.#waiters === 0 && this.#fits(client, units)) return Promise.resolve(this.#take(client, units))
    return new Promise((resolve, reject) => {
      const settle = () => {
        clearTimeout(timer)
        signal.removeEventListener('abort', abort)
      }
      const waiter: Waiter = {
        cost: units,
        grant: () => {
          settle()
          resolve(this.#take(client, units))
        },
      }
      const giveUp = (error: Error) => {
        settle()
        this.#remove(client, waiter)
        reject(error)
        // Others may have stood behind it.
        this.#serve()
      }
      const abort = () => giveUp(new AbortError(signal.reason, 'request'))
      const timer = startTimer(() => giveUp(timeoutError()), timeoutMs)
      signal.addEventListener('abort', abort, { once: true })
      this.#waiters++
      const queue = this.#waiting.get(client)
      if (queue) queue.push(waiter)
      else this.#waiting.set(client, [waiter])
      // A client at its own limit holds nobody up, so this one may be served at once.
      this.#serve()
    })
  }

  #fits(client: string, cost: number): boolean {
    return this.#used + cost <= this.#capacity && this.#mayHold(client, cost)
  }

  #mayHold(client: string, cost: number): boolean {
    const held = this.#usedBy.get(client) ?? 0
    return held === 0 || held + cost <= this.#clientCapacity
  }

  #take(client: string, cost: number): Lease {
    let held = 0
    const hold = (units: number) => {
      this.#used += units - held
      const of = (this.#usedBy.get(client) ?? 0) + units - held
      if (of > 0) this.#usedBy.set(client, of)
      else this.#usedBy.delete(client)
      held = units
    }
    hold(cost)
    const shrink = (units: number) => {
      if (units >= held) return
      hold(Math.max(0, units))
      this.#serve()
    }
    return { shrink, release: () => shrink(0) }
  }

  #remove(client: string, waiter: Waiter): void {
    const queue = this.#waiting.get(client)
    const index = queue?.indexOf(waiter) ?? -1
    if (!queue || index < 0) return
    queue.splice(index, 1)
    this.#waiters--
    if (queue.length === 0) this.#waiting.delete(client)
  }

  /** Grants leases in turn while they fit. The client whose turn it is may be overtaken only when its own limit holds it up. */
  #serve(): void {
    let granted = true
    while (granted) {
      granted = false
      for (const [client, queue] of this.#waiting) {
        const waiter = queue[0]!
        if (!this.#mayHold(client, waiter.cost)) continue
        if (this.#used + waiter.cost > this.#capacity) return
        this.#remove(client, waiter)
        // Its next request waits behind those of the other clients.
        if (queue.length > 0) {
          this.#waiting.delete(client)
          this.#waiting.set(client, queue)
        }
        waiter.grant()
        granted = true
        break
      }
    }
  }
}
