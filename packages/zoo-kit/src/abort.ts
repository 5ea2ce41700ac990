import { AbortError } from '@zoo/core'

/**
 * @param what is given up, for the message
 * @throws AbortError (ERR_ABORTED) when the signal has fired already
 */
export function throwIfAborted(signal: AbortSignal | undefined, what?: string): void {
  if (signal?.aborted) throw new AbortError(signal.reason, what)
}

/**
 * The promise's own outcome, unless the signal fires first: then AbortError at once, and the outcome is dropped.
 * For work that cannot be stopped once it runs, such as decoding an image.
 */
export async function abortable<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise
  let listener: (() => void) | undefined
  const aborted = new Promise<never>((_, reject) => {
    listener = () => reject(new AbortError(signal.reason))
    if (signal.aborted) listener()
    else signal.addEventListener('abort', listener, { once: true })
  })
  try {
    return await Promise.race([promise, aborted])
  } finally {
    if (listener) signal.removeEventListener('abort', listener)
  }
}
