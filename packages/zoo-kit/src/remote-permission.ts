import { ArgumentError, InferenceError } from '@zoo/core'
import type { ImageOptions } from './image-options.js'
import { isPublicHost } from './public-address.js'

/** What decides whether a URL may be fetched. */
export type RemoteOptions = Pick<ImageOptions, 'allowRemote' | 'allowPrivateNetwork' | 'untrusted'>

/** Ports that web servers listen on. The empty one is the scheme's own. */
const WEB_PORTS = new Set(['', '80', '443', '8080', '8443'])

/**
 * Lets a URL pass that the options allow, as far as it shows before its name is resolved. Asked anew for each redirect.
 * @throws ArgumentError (ERR_ARGUMENT) otherwise, and when the function `allowRemote` fails
 */
export async function requirePermission(url: URL, options: RemoteOptions): Promise<void> {
  const { allowRemote, allowPrivateNetwork, untrusted } = options
  if (allowRemote === false) {
    throw refusedUrl(
      url,
      'allowRemote',
      'pass { allowRemote: true } to fetch remote images, or fetch it yourself and pass its bytes',
      allowRemote,
    )
  }
  if (url.username !== '' || url.password !== '') {
    throw refusedUrl(
      url,
      'image',
      'it has a user name or password in it; fetch it yourself and pass its bytes',
      shown(url),
    )
  }
  if (!allowPrivateNetwork && !isPublicHost(url.hostname)) throw privateAddress(url)
  if (typeof allowRemote === 'function') return ask(url, allowRemote)
  if (untrusted && url.protocol !== 'https:') {
    throw refusedUrl(
      url,
      'image',
      'an untrusted URL must be https:, unless a function allowRemote allows it',
      shown(url),
    )
  }
  if (!allowPrivateNetwork && !WEB_PORTS.has(url.port)) {
    const ports = [...WEB_PORTS].filter(Boolean).join(', ')
    throw refusedUrl(
      url,
      'allowRemote',
      `its port is none of ${ports}; pass a function allowRemote that allows it`,
      shown(url),
    )
  }
}

async function ask(url: URL, allowRemote: (url: URL) => boolean | Promise<boolean>): Promise<void> {
  let answer: unknown
  try {
    // A copy, so that whatever the function does to it changes nothing here.
    answer = await allowRemote(new URL(url.href))
  } catch (cause) {
    if (InferenceError.isInstance(cause)) throw cause
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw refusedUrl(url, 'allowRemote', `the function allowRemote failed: ${reason}`, allowRemote, cause)
  }
  if (answer !== true) throw refusedUrl(url, 'allowRemote', 'allowRemote said no to it', allowRemote)
}

/** The error of a URL whose host is not on the public internet. */
export const privateAddress = (url: URL): ArgumentError =>
  refusedUrl(
    url,
    'allowPrivateNetwork',
    'its address is not one of the public internet; pass { allowPrivateNetwork: true } if it is to be read',
    shown(url),
  )

/** A URL in messages: a query may hold a secret. */
export const shown = (url: URL): string => `${url.protocol}//${url.host}${url.pathname.slice(0, 200)}`

function refusedUrl(url: URL, option: string, advice: string, received: unknown, cause?: unknown): ArgumentError {
  return new ArgumentError(`The image at ${shown(url)} was not fetched: ${advice}.`, {
    option,
    expected: 'a URL that the options allow',
    received,
    ...(cause === undefined ? {} : { cause }),
  })
}
