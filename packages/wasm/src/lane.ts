import { Worker } from 'node:worker_threads'
import type { Failure, Reply, Request, Setup, TensorMessage } from './protocol.js'

/** Why a worker did not do what it was asked. */
export class LaneFailure extends Error {
  /** As the worker says it, or `WORKER_EXITED` when it ended without a word. */
  readonly status: Failure['status'] | 'WORKER_EXITED'

  constructor(status: LaneFailure['status'], message: string, options?: ErrorOptions) {
    super(message, options)
    this.status = status
  }
}

interface Waiting {
  resolve(outputs: readonly TensorMessage[]): void
  reject(failure: LaneFailure): void
}

/** A worker with one model in it. It does one thing at a time, and keeps the process alive only meanwhile. */
export class Lane {
  readonly #worker: Worker
  readonly #onEnd: (lane: Lane) => void
  #waiting: Waiting | undefined
  #ended = false

  private constructor(setup: Setup, onEnd: (lane: Lane) => void) {
    this.#onEnd = onEnd
    this.#worker = new Worker(new URL('./worker.js', import.meta.url), {
      name: 'zoo wasm',
      workerData: setup,
      transferList: [setup.model.buffer as ArrayBuffer],
      // Flags of the program, such as loaders and inspectors, are not for this thread.
      execArgv: [],
    })
    this.#worker.on('message', (reply: Reply) => this.#receive(reply))
    this.#worker.on('error', (cause) => {
      this.#end(new LaneFailure('WORKER_EXITED', `the worker crashed: ${cause.message}`, { cause }))
    })
    this.#worker.on('exit', (code) => this.#end(new LaneFailure('WORKER_EXITED', `the worker ended with code ${code}`)))
  }

  /**
   * Starts a worker, which takes the model's bytes over.
   * @param onEnd called once when the worker has ended or is to be used no more, before what waits for it is rejected
   * @returns the lane, and a promise for when it has compiled the model, which rejects with a LaneFailure
   */
  static start(setup: Setup, onEnd: (lane: Lane) => void): [lane: Lane, ready: Promise<unknown>] {
    const lane = new Lane(setup, onEnd)
    return [lane, lane.#answer()]
  }

  /** Whether it takes runs. */
  get isAlive(): boolean {
    return !this.#ended
  }

  /**
   * One run; the arrays of its inputs are taken over.
   * @throws LaneFailure
   */
  run(request: Request): Promise<readonly TensorMessage[]> {
    this.#worker.ref()
    this.#worker.postMessage(
      request,
      request.inputs.map(([, , data]) => data),
    )
    return this.#answer()
  }

  /** Ends the worker, whatever it is doing. */
  async terminate(): Promise<void> {
    this.#end(new LaneFailure('WORKER_EXITED', 'the worker was ended'))
    await this.#worker.terminate()
  }

  #answer(): Promise<readonly TensorMessage[]> {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject }
    })
  }

  #receive(reply: Reply): void {
    const waiting = this.#waiting
    this.#waiting = undefined
    this.#worker.unref()
    if (reply.kind !== 'failed') {
      waiting?.resolve(reply.kind === 'done' ? reply.outputs : [])
      return
    }
    const { status, message, worn } = reply.failure
    const failure = new LaneFailure(status, message)
    if (worn) {
      this.#end(failure)
      void this.#worker.terminate()
    }
    waiting?.reject(failure)
  }

  #end(failure: LaneFailure): void {
    if (!this.#ended) {
      this.#ended = true
      this.#onEnd(this)
    }
    const waiting = this.#waiting
    this.#waiting = undefined
    waiting?.reject(failure)
  }
}
