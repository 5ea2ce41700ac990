/** Refusals a second that are answered at once. */
const PER_SECOND = 200
/** Longest delay of a refusal, in milliseconds. */
const MOST_DELAY_MS = 1000

/**
 * Delays refusals when there are many. A client that tries again at once, whatever `Retry-After` says, would otherwise have the
 * process answer refusals in place of work.
 */
export class RefusalPacer {
  #nextAt = 0

  /** Milliseconds to wait before the next refusal is answered. */
  delayMs(now = performance.now()): number {
    // Half a second's worth may be answered at once.
    const at = Math.max(this.#nextAt, now - 500)
    const delay = Math.min(Math.max(0, at - now), MOST_DELAY_MS)
    this.#nextAt = Math.min(at + 1000 / PER_SECOND, now + MOST_DELAY_MS)
    return delay
  }
}
