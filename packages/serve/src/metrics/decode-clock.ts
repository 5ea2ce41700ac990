import { AsyncLocalStorage } from 'node:async_hooks'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { DECODE_CHANNEL } from '@zoo/kit'

/** Tells how much of a model's call goes to decoding the image, which happens inside of it. */
export class DecodeClock {
  readonly #current = new AsyncLocalStorage<{ ms: number }>()
  readonly #onDecoded = (message: unknown) => {
    const sum = this.#current.getStore()
    if (sum) sum.ms += (message as { ms: number }).ms
  }

  constructor() {
    subscribe(DECODE_CHANNEL, this.#onDecoded)
  }

  /** Does work, and tells the milliseconds of decoding within it. */
  async time<T>(work: () => Promise<T>, tell: (decodeMs: number) => void): Promise<T> {
    const sum = { ms: 0 }
    try {
      return await this.#current.run(sum, work)
    } finally {
      tell(sum.ms)
    }
  }

  /** Listens no longer. */
  stop(): void {
    unsubscribe(DECODE_CHANNEL, this.#onDecoded)
  }
}
