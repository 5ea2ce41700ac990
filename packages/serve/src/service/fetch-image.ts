import { fetchBytes, IMAGE_DEFAULTS, type ImageOptions } from '@zoo/kit'

/** What fetching an image may take. */
export interface FetchLimits {
  readonly bodyBytes: number
  readonly fetchTimeoutMs: number
}

/**
 * The bytes of an image on the public internet. Addresses of private networks are refused by the connection itself, so that neither
 * redirects nor changing names lead there.
 * @throws ImageError (ERR_IMAGE), ArgumentError (ERR_ARGUMENT), AbortError (ERR_ABORTED)
 */
export const fetchImage = (
  url: string,
  allowRemote: ImageOptions['allowRemote'],
  { bodyBytes, fetchTimeoutMs }: FetchLimits,
  signal: AbortSignal,
): Promise<Uint8Array> =>
  fetchBytes(new URL(url), {
    ...IMAGE_DEFAULTS,
    allowRemote,
    allowPrivateNetwork: false,
    limitInputBytes: bodyBytes,
    timeoutMs: fetchTimeoutMs,
    signal,
  })
