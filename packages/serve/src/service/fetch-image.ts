import { fetchBytes, IMAGE_DEFAULTS, type ImageOptions } from '@zoo/kit'
import type { RequestLimits } from './limits.js'

/** How a service fetches images. */
export interface FetchOptions {
  readonly remoteImages: ImageOptions['allowRemote']
  readonly allowPrivateNetwork: boolean
  readonly limits: Pick<RequestLimits, 'bodyBytes' | 'fetchTimeoutMs'>
}

/**
 * The bytes of an image on the public internet. Addresses of private networks are refused by the connection itself, so that neither
 * redirects nor changing names lead there, unless the service may reach them.
 * @throws ImageError (ERR_IMAGE), ArgumentError (ERR_ARGUMENT), AbortError (ERR_ABORTED)
 */
export const fetchImage = (
  url: string,
  { remoteImages, allowPrivateNetwork, limits }: FetchOptions,
  signal: AbortSignal,
): Promise<Uint8Array> =>
  fetchBytes(new URL(url), {
    ...IMAGE_DEFAULTS,
    allowRemote: remoteImages,
    allowPrivateNetwork,
    limitInputBytes: limits.bodyBytes,
    timeoutMs: limits.fetchTimeoutMs,
    signal,
  })
