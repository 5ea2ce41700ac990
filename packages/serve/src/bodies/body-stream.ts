import { AbortError } from '@zoo/core'
import { RequestError } from '../problems/request-error.js'
import { ByteCollector } from './byte-collector.js'

/** Limits of reading a body. */
export interface ReadLimits {
  readonly maxBytes: number
  /** For the whole body, in milliseconds. */
  readonly timeoutMs: number
  /** Between two chunks, in milliseconds. */
  readonly idleTimeoutMs: number
  readonly signal: AbortSignal
}

/** The error of a body with more bytes than are taken. */
export const bodyTooLarge = (maxBytes: number): RequestError =>
  new RequestError('ERR_TOO_LARGE', `The body has more than the ${maxBytes} bytes that are taken.`)

/**
 * The chunks of a body, one after the other. The stream is cancelled when reading ends early.
 * @throws RequestError (ERR_TOO_LARGE, ERR_REQUEST_TIMEOUT, ERR_BODY) when it is too large, too slow or ends early
 * @throws AbortError (ERR_ABORTED) when the signal fires
 */
export async function* chunksOf(body: ReadableStream<Uint8Array>, limits: ReadLimits): AsyncGenerator<Uint8Array> {
  const reader = body.getReader()
  const deadline = performance.now() + limits.timeoutMs
  let bytes = 0
  let ended = false
  try {
    for (;;) {
      const waitMs = Math.min(limits.idleTimeoutMs, deadline - performance.now())
      const { done, value } = await within(reader.read(), waitMs, limits.signal)
      if (done) {
        ended = true
        return
      }
      if (!(value instanceof Uint8Array)) throw new RequestError('ERR_BODY', 'The body must consist of bytes.')
      bytes += value.byteLength
      if (bytes > limits.maxBytes) throw bodyTooLarge(limits.maxBytes)
      yield value
    }
  } finally {
    if (!ended) reader.cancel().catch(() => {})
  }
}

/**
 * All bytes of a body.
 * @param expectedBytes what its sender says it has
 * @throws RequestError, AbortError as `chunksOf`
 */
export async function bytesOf(
  body: ReadableStream<Uint8Array>,
  expectedBytes: number,
  limits: ReadLimits,
): Promise<Uint8Array> {
  const collector = new ByteCollector(expectedBytes)
  for await (const chunk of chunksOf(body, limits)) collector.add(chunk)
  return collector.bytes
}

async function within<T>(reading: Promise<T>, waitMs: number, signal: AbortSignal): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  let abort: (() => void) | undefined
  const stopped = new Promise<never>((_, reject) => {
    abort = () => reject(new AbortError(signal.reason, 'request'))
    if (signal.aborted) abort()
    else signal.addEventListener('abort', abort, { once: true })
    timer = setTimeout(
      () => reject(new RequestError('ERR_REQUEST_TIMEOUT', 'The body did not arrive in time; send it faster.')),
      Math.max(0, waitMs),
    )
  })
  try {
    return await Promise.race([reading, stopped]).catch((cause) => {
      if (cause instanceof RequestError || cause instanceof AbortError) throw cause
      throw new RequestError('ERR_BODY', 'The body ended before it was complete.', { cause })
    })
  } finally {
    clearTimeout(timer)
    if (abort) signal.removeEventListener('abort', abort)
  }
}
