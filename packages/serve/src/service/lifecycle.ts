import { RequestError } from '../problems/request-error.js'
import type { RequestSignal } from './request-signal.js'

/** How a service stops. */
export interface DrainOptions {
  /** How long requests are still taken after `/readyz` turned to 503, so that balancers notice, in milliseconds. Default 0. */
  readonly delayMs: number
  /** How long accepted requests may take in all before they are given up, in milliseconds. Default 25,000. */
  readonly deadlineMs: number
}

/** Default options of `drain`. */
export const DRAIN_DEFAULTS: DrainOptions = { delayMs: 0, deadlineMs: 25_000 }

/** Counts the requests under way, and stops a service without losing one. */
export class Lifecycle {
  readonly #running = new Set<RequestSignal>()
  #state: 'serving' | 'unready' | 'refusing' = 'serving'
  #drain: Promise<boolean> | undefined
  #onIdle: (() => void) | undefined

  /** Whether new requests are wanted. */
  get ready(): boolean {
    return this.#state === 'serving'
  }

  /** Whether requests are refused. */
  get refusing(): boolean {
    return this.#state === 'refusing'
  }

  /** Requests without an answer. */
  get inFlight(): number {
    return this.#running.size
  }

  begin(request: RequestSignal): void {
    this.#running.add(request)
  }

  end(request: RequestSignal): void {
    this.#running.delete(request)
    if (this.#running.size === 0) this.#onIdle?.()
  }

  /** Turns readiness off, then refuses requests, then waits for those accepted. Resolves to false when some were given up. */
  drain({ delayMs, deadlineMs }: DrainOptions): Promise<boolean> {
    this.#drain ??= this.#stop(delayMs, deadlineMs)
    return this.#drain
  }

  async #stop(delayMs: number, deadlineMs: number): Promise<boolean> {
    this.#state = 'unready'
    if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs))
    this.#state = 'refusing'
    if (this.#running.size === 0) return true
    const idle = new Promise<true>((resolve) => {
      this.#onIdle = () => resolve(true)
    })
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<false>((resolve) => {
      timer = setTimeout(() => resolve(false), deadlineMs)
    })
    const complete = await Promise.race([idle, late])
    clearTimeout(timer)
    if (!complete) {
      for (const request of this.#running)
        request.abort(new RequestError('ERR_DRAINING', 'The service stopped before the work was done.'))
    }
    return complete
  }
}
