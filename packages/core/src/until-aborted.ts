import { AbortError } from './errors.js'

/**
 * What `work` gives, or an AbortError as soon as the signal fires. The work goes on then: others may wait for it too.
 * @param what is given up, for the message
 * @throws AbortError (ERR_ABORTED), and what `work` throws
 */
export const untilAborted = <T>(work: Promise<T>, signal: AbortSignal | undefined, what?: string): Promise<T> => {
  if (!signal) return work
  return new Promise((resolve, reject) => {
    const abort = () => reject(new AbortError(signal.reason, what))
    if (signal.aborted) abort()
    signal.addEventListener('abort', abort, { once: true })
    const done = () => signal.removeEventListener('abort', abort)
    work.then(resolve, reject).then(done)
  })
}
