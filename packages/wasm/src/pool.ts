import { AbortError, GRACE_MS } from '@zoo/core/engine'
import { Lane, LaneFailure } from './lane.js'
import type { Request, Setup, TensorMessage } from './protocol.js'

/** A run that waits for a lane, or has one. */
interface Job {
  readonly request: Request
  resolve(outputs: readonly TensorMessage[]): void
  reject(error: unknown): void
  /** Once it has a lane: says that nobody waits for it any more. */
  giveUp?(): void
}

/** Lanes with the same model, and what waits for them. A lane is started when runs overlap, or when one has crashed. */
export class Pool {
  readonly #setup: () => Setup
  readonly #size: number
  /** All that live, also those that are starting. */
  readonly #lanes = new Set<Lane>()
  /** The last used is used first, so that runs in sequence stay on one. */
  readonly #idle: Lane[] = []
  readonly #queue: Job[] = []
  #starting = 0

  /** @param setup makes what a lane gets; it takes the arrays in it over */
  constructor(setup: () => Setup, size: number) {
    this.#setup = setup
    this.#size = size
  }

  /** Runs that wait. */
  get waiting(): number {
    return this.#queue.length
  }

  /** Lanes that run something, if only for somebody who has given up on it. */
  get busy(): number {
    return this.#lanes.size - this.#starting - this.#idle.length
  }

  /**
   * Starts a lane and waits until it is ready.
   * @throws LaneFailure, and what `new Worker` throws
   */
  async start(): Promise<void> {
    this.#starting++
    try {
      const [lane, ready] = Lane.start(this.#setup(), (ended) => this.#forget(ended))
      this.#lanes.add(lane)
      await ready
      this.#idle.push(lane)
    } finally {
      this.#starting--
    }
    this.#dispatch()
  }

  /**
   * Runs on the next free lane; the arrays of the inputs are taken over.
   * @throws LaneFailure, AbortError
   */
  async run(request: Request, signal: AbortSignal | undefined): Promise<readonly TensorMessage[]> {
    let job!: Job
    const done = new Promise<readonly TensorMessage[]>((resolve, reject) => {
      job = { request, resolve, reject }
    })
    const abort = () => {
      const place = this.#queue.indexOf(job)
      if (place >= 0) this.#queue.splice(place, 1)
      else job.giveUp?.()
      job.reject(new AbortError(signal?.reason))
    }
    signal?.addEventListener('abort', abort, { once: true })
    this.#queue.push(job)
    this.#dispatch()
    try {
      return await done
    } finally {
      signal?.removeEventListener('abort', abort)
    }
  }

  /** Ends all lanes, whatever they are doing; what waits is rejected. */
  async terminate(): Promise<void> {
    for (const job of this.#queue.splice(0)) job.reject(new LaneFailure('WORKER_EXITED', 'the worker was ended'))
    await Promise.all([...this.#lanes].map((lane) => lane.terminate()))
  }

  #dispatch(): void {
    while (this.#queue.length > 0) {
      const lane = this.#idle.pop()
      if (!lane) break
      void this.#execute(lane, this.#queue.shift()!)
    }
    if (this.#queue.length > this.#starting && this.#lanes.size < this.#size) void this.#grow()
  }

  async #execute(lane: Lane, job: Job): Promise<void> {
    let grace: NodeJS.Timeout | undefined
    // Most runs end before another worker would have started, so an aborted one has some time to.
    job.giveUp = () => {
      grace ??= setTimeout(() => void lane.terminate(), GRACE_MS)
    }
    try {
      job.resolve(await lane.run(job.request))
    } catch (error) {
      job.reject(error)
    }
    clearTimeout(grace)
    if (lane.isAlive) this.#idle.push(lane)
    this.#dispatch()
  }

  async #grow(): Promise<void> {
    try {
      await this.start()
    } catch (error) {
      // Others will get to what waits, if there are others.
      if (this.#lanes.size > 0) return
      for (const job of this.#queue.splice(0)) job.reject(error)
    }
  }

  #forget(lane: Lane): void {
    this.#lanes.delete(lane)
    const place = this.#idle.indexOf(lane)
    if (place >= 0) this.#idle.splice(place, 1)
  }
}
