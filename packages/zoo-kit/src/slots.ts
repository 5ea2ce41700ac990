import { AbortError } from '@zoo/core'
import { throwIfAborted } from './abort.js'

/** A number of places that work holds while it runs; the rest waits, first come, first served. */
export class Slots {
  readonly #waiting = new Set<() => void>()
  #free: number

  /** @param count places, from 1 up */
  constructor(count: number) {
    this.#free = count
  }

  /**
   * Resolves, once a place is free, to the function that gives it back.
   * @throws AbortError (ERR_ABORTED) when the signal fires first; the place goes to the next
   */
  async acquire(signal?: AbortSignal): Promise<() => void> {
    throwIfAborted(signal)
    if (this.#free > 0) this.#free--
    else await this.#turn(signal)
    let isHeld = true
    return () => {
      if (!isHeld) return
      isHeld = false
      this.#pass()
    }
  }

  #turn(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const start = () => {
        signal?.removeEventListener('abort', abort)
        resolve()
      }
      const abort = () => {
        this.#waiting.delete(start)
        reject(new AbortError(signal?.reason))
      }
      this.#waiting.add(start)
      signal?.addEventListener('abort', abort, { once: true })
    })
  }

  #pass(): void {
    const [next] = this.#waiting
    if (!next) {
      this.#free++
      return
    }
    this.#waiting.delete(next)
    next()
  }
}
