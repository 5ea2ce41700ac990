import { AbortError } from './errors.js'
import { untilAborted } from './until-aborted.js'

/** When work is to end, by `performance.now()`. Told by the signal that will then fire, since engines get that. */
const DEADLINE = Symbol.for('zoo.deadline')

/** What gives work up. */
export interface Limits {
  readonly signal?: AbortSignal | undefined
  readonly timeoutMs?: number | undefined
}

/** Milliseconds until the signal fires by itself, at least 1; undefined where it does not, or is not one of `withLimits`. */
export function timeLeft(signal: AbortSignal | undefined): number | undefined {
  const deadline = (signal as { [DEADLINE]?: number } | undefined)?.[DEADLINE]
  return deadline === undefined ? undefined : Math.max(1, Math.ceil(deadline - performance.now()))
}

/** The reason of a signal that fired because time was over, as `AbortSignal.timeout` has it. */
export const timeoutReason = (): DOMException =>
  new DOMException('The operation was aborted due to timeout', 'TimeoutError')

/**
 * Does work under a signal of its own, which fires with the caller's signal or after `timeoutMs`, and never once the work is over.
 * Rejects as soon as it fires, even where the work goes on.
 * @param what is given up, for the message
 * @param discard frees what the work gives when nobody waits for it any more
 * @throws AbortError (ERR_ABORTED), and what the work throws
 */
export async function withLimits<T>(
  { signal, timeoutMs }: Limits,
  what: string,
  work: (signal: AbortSignal) => Promise<T>,
  discard: (late: T) => unknown = () => {},
): Promise<T> {
  if (signal?.aborted) throw new AbortError(signal.reason, what)
  const controller = new AbortController()
  const own = controller.signal
  const abort = () => controller.abort(signal?.reason)
  signal?.addEventListener('abort', abort, { once: true })
  let timer: NodeJS.Timeout | undefined
  if (timeoutMs !== undefined) {
    timer = setTimeout(() => controller.abort(timeoutReason()), timeoutMs)
    Object.defineProperty(own, DEADLINE, { value: performance.now() + timeoutMs })
  }
  try {
    const working = work(own)
    working.then(
      (late) => own.aborted && discard(late),
      () => {},
    )
    return await untilAborted(working, own, what)
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', abort)
  }
}
