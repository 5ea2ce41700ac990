import { untilAborted } from '../until-aborted.js'

/** Each plan holds the weights once more. */
const MOST_PLANS = 4

/** What is kept: heavy, and to be freed. */
interface Plan {
  dispose(graceMs?: number): Promise<void>
}

interface Entry<P> {
  readonly made: Promise<P>
  /** Once it is made. */
  plan?: P
  /** Who waits for it, or has it and has not let go. */
  users: number
  isEvicted: boolean
}

/**
 * The compiled plans used last. No more are there at a time than it keeps, those included that are being made or have to go:
 * a plan is made when there is room for it, and one that has to go goes when nobody uses it any more.
 */
export class PlanCache<P extends Plan> {
  /** In the order of use. */
  readonly #entries = new Map<string, Entry<P>>()
  /** Those that have to go once nobody uses them. */
  readonly #going = new Set<Entry<P>>()
  #latest: string | undefined
  #isDisposed = false
  #graceMs: number | undefined
  #live = 0
  /** Plans to be made when there is room, in the order they were asked for. */
  readonly #waiting: (() => void)[] = []
  /** What is being made, and what is going. */
  readonly #work = new Set<Promise<unknown>>()

  /** The plan of a key, if it is made. A run on it must start before anything is awaited. */
  made(key: string): P | undefined {
    const plan = this.#entries.get(key)?.plan
    if (plan) this.#touch(key)
    return plan
  }

  /**
   * Works with the plan of a key, which is made first where it is not there. Those who ask at the same time share it. What cannot be
   * made is not kept.
   * @throws AbortError (ERR_ABORTED) when the signal fires before it is made; what nobody waits for any more is not made
   */
  async use<T>(key: string, make: () => Promise<P>, work: (plan: P) => Promise<T>, signal?: AbortSignal): Promise<T> {
    const entry = this.#entries.get(key) ?? this.#add(key, make)
    this.#touch(key)
    entry.users++
    try {
      return await work(await untilAborted(entry.made, signal))
    } finally {
      entry.users--
      this.#disposeUnused(entry)
    }
  }

  /**
   * Frees every plan. Those that are still used have runs that do not end.
   * @param graceMs as of an executable
   */
  async dispose(graceMs?: number): Promise<void> {
    this.#graceMs = graceMs
    this.#isDisposed = true
    for (const key of [...this.#entries.keys()]) this.#evict(key)
    for (const entry of this.#going) this.#disposeUnused(entry)
    while (this.#work.size > 0) await Promise.allSettled(this.#work)
  }

  #touch(key: string): void {
    if (key === this.#latest) return
    const entry = this.#entries.get(key)!
    this.#entries.delete(key)
    this.#entries.set(key, entry)
    this.#latest = key
  }

  #add(key: string, make: () => Promise<P>): Entry<P> {
    const made = this.#room().then(() => this.#make(key, entry, make))
    const entry: Entry<P> = { made, users: 0, isEvicted: false }
    this.#entries.set(key, entry)
    this.#track(entry.made)
    if (this.#entries.size > MOST_PLANS) this.#evict(this.#oldest())
    return entry
  }

  /** The key that was not used for longest, of those that can go at once if there are any. */
  #oldest(): string {
    for (const [key, { plan, users }] of this.#entries) if (plan && users === 0) return key
    const [oldest] = this.#entries.keys()
    return oldest!
  }

  async #make(key: string, entry: Entry<P>, make: () => Promise<P>): Promise<P> {
    try {
      if (entry.users === 0) throw new Error('Nobody waits for it any more.')
      const plan = await make()
      entry.plan = plan
      this.#disposeUnused(entry)
      return plan
    } catch (error) {
      if (this.#entries.get(key) === entry) this.#forget(key)
      this.#going.delete(entry)
      this.#leave()
      throw error
    }
  }

  #evict(key: string): void {
    const entry = this.#entries.get(key)!
    this.#forget(key)
    entry.isEvicted = true
    this.#going.add(entry)
    this.#disposeUnused(entry)
  }

  #forget(key: string): void {
    this.#entries.delete(key)
    if (this.#latest === key) this.#latest = undefined
  }

  #disposeUnused(entry: Entry<P>): void {
    const { plan } = entry
    if (!entry.isEvicted || !plan || (entry.users > 0 && !this.#isDisposed)) return
    delete entry.plan
    this.#going.delete(entry)
    this.#track(plan.dispose(this.#graceMs).finally(() => this.#leave()))
  }

  /** Waits until there is room for one more. */
  async #room(): Promise<void> {
    if (this.#live < MOST_PLANS) this.#live++
    else await new Promise<void>((resolve) => this.#waiting.push(resolve))
  }

  /** Leaves the room to the next that waits, if any. */
  #leave(): void {
    const next = this.#waiting.shift()
    if (next) next()
    else this.#live--
  }

  #track(work: Promise<unknown>): void {
    this.#work.add(work)
    const done = () => this.#work.delete(work)
    work.then(done, done)
  }
}
