import { AbortError, ArgumentError, ImageError, InferenceError } from '@zoo/core'
import { tooManyBytes } from './image-limits.js'
import type { ImageOptions } from './image-options.js'
import { readStreamBytes } from './read-bytes.js'

const REDIRECT_LIMIT = 5
const REDIRECTS = [301, 302, 303, 307, 308]

/**
 * Every byte of the image a `data:`, `http:` or `https:` URL names.
 * @throws ArgumentError (ERR_ARGUMENT) when the URL is remote and not allowed
 * @throws ImageError (ERR_IMAGE) when it cannot be fetched, takes too long or exceeds the limit; AbortError (ERR_ABORTED)
 */
export async function fetchBytes(url: URL, options: ImageOptions): Promise<Uint8Array> {
  const { limitInputBytes, timeoutMs, signal } = options
  const timeout = AbortSignal.timeout(timeoutMs)
  const either = signal ? AbortSignal.any([signal, timeout]) : timeout
  // A data URL can be megabytes long, and a query may hold a secret.
  const shown = url.protocol === 'data:' ? 'in the data: URL' : `at ${url.origin}${url.pathname}`
  try {
    const response = await follow(url, either, options)
    const announced = Number(response.headers.get('content-length') ?? 0)
    if (!response.ok || announced > limitInputBytes || !response.body) {
      await response.body?.cancel()
      if (announced > limitInputBytes) throw tooManyBytes(limitInputBytes)
      throw new ImageError(`The image ${shown} cannot be read: the server answered ${response.status}.`)
    }
    return await readStreamBytes(response.body, { limitInputBytes, signal: either })
  } catch (cause) {
    if (signal?.aborted) throw new AbortError(signal.reason)
    if (timeout.aborted) throw new ImageError(`The image ${shown} took longer than ${timeoutMs} ms.`, { cause })
    if (InferenceError.isInstance(cause)) throw cause
    const { message, cause: deeper } = cause as Error
    const reason = deeper instanceof Error ? deeper.message : message
    throw new ImageError(`The image ${shown} cannot be read: ${reason}.`, { cause })
  }
}

/** Redirects are followed by hand, so that each one is asked about before it is fetched. */
async function follow(start: URL, signal: AbortSignal, { allowRemote }: ImageOptions): Promise<Response> {
  let url = start
  for (let hop = 0; hop <= REDIRECT_LIMIT; hop++) {
    if (url.protocol !== 'data:') await permit(url, allowRemote)
    const response = await fetch(url, { signal, redirect: 'manual' })
    const location = response.headers.get('location')
    if (!REDIRECTS.includes(response.status) || location === null) return response
    await response.body?.cancel()
    url = new URL(location, url)
    if (url.protocol !== 'http:' && url.protocol !== 'https:') {
      throw new ImageError(`The image at ${start.origin}${start.pathname} redirects to a ${url.protocol} URL.`)
    }
  }
  throw new ImageError(`The image at ${start.origin}${start.pathname} redirects more than ${REDIRECT_LIMIT} times.`)
}

async function permit(url: URL, allowRemote: ImageOptions['allowRemote']): Promise<void> {
  if (allowRemote === true || (typeof allowRemote === 'function' && (await allowRemote(url)) === true)) return
  const advice =
    allowRemote === false
      ? 'pass { allowRemote: true } to fetch remote images, or fetch it yourself and pass its bytes'
      : 'allowRemote said no to it'
  throw new ArgumentError(`The image at ${url.origin}${url.pathname} was not fetched: ${advice}.`, {
    option: 'allowRemote',
    expected: 'true, or a function that allows the URL',
    received: allowRemote,
  })
}
