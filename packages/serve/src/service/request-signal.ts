import { setMaxListeners } from 'node:events'

/** A signal for the work on one request, which fires for several reasons. */
export interface RequestSignal {
  readonly signal: AbortSignal
  abort(reason: unknown): void
  /** Lets go of the other signal and the timer. */
  dispose(): void
  /** Fires after a time, unless disposed first. */
  abortAfter(ms: number, reason: () => unknown): void
}

/** A signal that fires when `outer` does. `AbortSignal.any` would keep what it made for as long as `outer` lives. */
export function requestSignal(outer: AbortSignal): RequestSignal {
  const controller = new AbortController()
  // Each run of a model listens.
  setMaxListeners(0, controller.signal)
  const forward = () => controller.abort(outer.reason)
  if (outer.aborted) forward()
  else outer.addEventListener('abort', forward, { once: true })
  let timer: NodeJS.Timeout | undefined
  return {
    signal: controller.signal,
    abort: (reason) => controller.abort(reason),
    abortAfter(ms, reason) {
      clearTimeout(timer)
      timer = setTimeout(() => controller.abort(reason()), ms)
    },
    dispose() {
      clearTimeout(timer)
      outer.removeEventListener('abort', forward)
    },
  }
}
