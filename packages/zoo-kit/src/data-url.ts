import { ImageError, InferenceError } from '@zoo/core'
import { tooManyBytes } from './image-limits.js'
import type { ImageOptions } from './image-options.js'
import { readStreamBytes } from './read-bytes.js'

/** The longest way to write a byte: `%41`. */
const LONGEST_BYTE = 3
/** Enough for any media type in front of the data. */
const LONGEST_HEAD = 1024

/**
 * The bytes in a `data:` URL. fetch reads it, without the network.
 * @throws ImageError (ERR_IMAGE) when it is malformed or exceeds the limit; AbortError (ERR_ABORTED)
 */
export async function readDataUrl(url: URL, { limitInputBytes, signal }: ImageOptions): Promise<Uint8Array> {
  if (url.href.length > limitInputBytes * LONGEST_BYTE + LONGEST_HEAD) throw tooManyBytes(limitInputBytes)
  try {
    const { body } = await fetch(url, { signal: signal ?? null })
    return body ? await readStreamBytes(body, { limitInputBytes, signal }) : new Uint8Array(0)
  } catch (cause) {
    if (InferenceError.isInstance(cause)) throw cause
    // A data URL can be megabytes long, so it is not repeated.
    throw new ImageError('The image in the data: URL cannot be read: it is malformed.', { cause })
  }
}
