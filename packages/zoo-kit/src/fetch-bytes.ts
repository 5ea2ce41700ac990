import type { IncomingMessage } from 'node:http'
import { AbortError, ImageError, InferenceError } from '@zoo/core'
import { abortable } from './abort.js'
import { httpGet } from './http-get.js'
import { tooManyBytes } from './image-limits.js'
import type { ImageOptions } from './image-options.js'
import { readStreamBytes } from './read-bytes.js'
import { requirePermission, shown } from './remote-permission.js'

const REDIRECT_LIMIT = 5
const REDIRECTS = [301, 302, 303, 307, 308]

/**
 * Every byte of the image that an `http:` or `https:` URL names.
 * @throws ArgumentError (ERR_ARGUMENT) when the URL, or one that it redirects to, is not allowed
 * @throws ImageError (ERR_IMAGE) when it cannot be fetched, takes too long or exceeds the limit; AbortError (ERR_ABORTED)
 */
export async function fetchBytes(url: URL, options: ImageOptions): Promise<Uint8Array> {
  const { limitInputBytes, timeoutMs, signal } = options
  const timeout = AbortSignal.timeout(timeoutMs)
  const either = signal ? AbortSignal.any([signal, timeout]) : timeout
  try {
    const response = await follow(url, either, options)
    const announced = Number(response.headers['content-length'] ?? 0)
    const status = response.statusCode ?? 0
    if (status < 200 || status > 299 || announced > limitInputBytes) {
      response.destroy()
      if (announced > limitInputBytes) throw tooManyBytes(limitInputBytes)
      throw new ImageError(`The image at ${shown(url)} cannot be read: the server answered ${status}.`)
    }
    return await readStreamBytes(response, { limitInputBytes, signal: either })
  } catch (cause) {
    if (signal?.aborted) throw new AbortError(signal.reason)
    if (timeout.aborted) throw new ImageError(`The image at ${shown(url)} took longer than ${timeoutMs} ms.`, { cause })
    if (InferenceError.isInstance(cause)) throw cause
    // Of a host with several addresses each has its own error, and the one that holds them all no message.
    const { message, code } = cause as NodeJS.ErrnoException
    throw new ImageError(`The image at ${shown(url)} cannot be read: ${message || code}.`, { cause })
  }
}

/** Redirects are followed by hand, so that each one is asked about before it is fetched. */
async function follow(start: URL, signal: AbortSignal, options: ImageOptions): Promise<IncomingMessage> {
  let url = new URL(start.href)
  for (let hop = 0; hop <= REDIRECT_LIMIT; hop++) {
    // A function that never answers is given up with everything else when time is up.
    await abortable(requirePermission(url, options), signal)
    const response = await httpGet(url, options.allowPrivateNetwork, signal)
    const { location } = response.headers
    if (!REDIRECTS.includes(response.statusCode ?? 0) || location === undefined) return response
    response.destroy()
    if (!URL.canParse(location, url.href))
      throw new ImageError(`The image at ${shown(start)} redirects to no valid URL.`)
    url = new URL(location, url)
    if (url.protocol !== 'http:' && url.protocol !== 'https:') {
      throw new ImageError(`The image at ${shown(start)} redirects to a ${url.protocol} URL.`)
    }
  }
  throw new ImageError(`The image at ${shown(start)} redirects more than ${REDIRECT_LIMIT} times.`)
}
