import { lookup } from 'node:dns'
import type { IncomingMessage } from 'node:http'
import type { LookupFunction } from 'node:net'
import { ImageError } from '@zoo/core'
import { isPublicAddress } from './public-address.js'
import { privateAddress } from './remote-permission.js'

/**
 * The response to a GET, its headers read. node:http rather than fetch: the address that was checked is the one that is connected to,
 * since a name may resolve to another one the next time (DNS rebinding); no proxy of the environment resolves it elsewhere; and nothing is
 * decompressed, so no body is larger than what was sent.
 * @throws ArgumentError (ERR_ARGUMENT) for an address that is not public, unless allowed; ImageError (ERR_IMAGE) for a compressed
 *   body; what Node says of connections
 */
export async function httpGet(url: URL, allowPrivateNetwork: boolean, signal: AbortSignal): Promise<IncomingMessage> {
  const { request } = url.protocol === 'https:' ? await import('node:https') : await import('node:http')
  return new Promise((resolve, reject) => {
    const sent = request(url, {
      // Neither the caller's global agent nor a connection that is kept.
      agent: false,
      headers: { accept: 'image/*', 'accept-encoding': 'identity', 'user-agent': '@zoo/kit' },
      signal,
      ...(allowPrivateNetwork ? {} : { lookup: publicLookup(url) }),
    })
    sent.on('error', reject)
    sent.on('response', (response) => {
      const encoding = response.headers['content-encoding'] ?? 'identity'
      if (encoding === 'identity') return resolve(response)
      response.destroy()
      reject(
        new ImageError(
          `The image at ${url.origin}${url.pathname} is sent compressed, by ${encoding.slice(0, 40)}, which was not asked for.`,
        ),
      )
    })
    sent.end()
  })
}

/** Resolves a name once; refuses it when any of its addresses is not public. */
const publicLookup =
  (url: URL): LookupFunction =>
  (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, '')
      if (addresses.length === 0 || addresses.some(({ address }) => !isPublicAddress(address))) {
        return callback(privateAddress(url), '')
      }
      const [first] = addresses
      if (options.all) callback(null, addresses)
      else callback(null, first!.address, first!.family)
    })
  }
