import { DisposedError } from '@zoo/core'

/** An object's time from load to dispose: calls that have begun are let finish, later ones reject. */
export class Lifetime {
  readonly #object: string
  readonly #free: () => Promise<void>
  readonly #calls = new Set<Promise<unknown>>()
  #disposal: Promise<void> | undefined

  /**
   * @param object what is disposed, for the error: `MobileNet`
   * @param free frees what it holds
   */
  constructor(object: string, free: () => Promise<void>) {
    this.#object = object
    this.#free = free
  }

  /**
   * The outcome of a call that needs the object.
   * @throws DisposedError (ERR_DISPOSED)
   */
  async use<T>(call: () => Promise<T>): Promise<T> {
    if (this.#disposal) throw new DisposedError(this.#object)
    const outcome = call()
    this.#calls.add(outcome)
    try {
      return await outcome
    } finally {
      this.#calls.delete(outcome)
    }
  }

  /** Waits for the calls under way, then frees the object. Twice is harmless. */
  dispose(): Promise<void> {
    this.#disposal ??= Promise.allSettled(this.#calls).then(this.#free)
    return this.#disposal
  }
}
