import { type Checks, check, isCount, isOneOf, isSignal, isTimeout } from './options.js'

/** How an image is read, whatever model it is for. */
export interface ImageOptions {
  /**
   * Fetch `http:` and `https:` URLs. A function is asked about each URL, redirects included, and may take its time, which is
   * how a server that fetches what strangers name keeps them out of its own network. Default false.
   */
  readonly allowRemote: boolean | ((url: URL) => boolean | Promise<boolean>)
  /** Images of more pixels are refused before they are decoded. Default 100,000,000. */
  readonly limitInputPixels: number
  /** Files, streams and downloads of more bytes are refused. Default 256 MiB. */
  readonly limitInputBytes: number
  /** How long fetching a URL may take, in milliseconds: 1 to 2^31 - 1. Default 30,000. */
  readonly timeoutMs: number
  /**
   * What the decoder may complain of before the image is refused: a truncated file, an error in the pixels, or any
   * warning. Default 'warning'; 'truncated' lets the slightly odd files of some cameras through.
   */
  readonly failOn: 'none' | 'truncated' | 'error' | 'warning'
  /** Gives the call up. */
  readonly signal: AbortSignal | undefined
}

/** What images are read with where nothing else is asked for. */
export const IMAGE_DEFAULTS: ImageOptions = {
  allowRemote: false,
  limitInputPixels: 100_000_000,
  limitInputBytes: 256 * 1024 * 1024,
  timeoutMs: 30_000,
  failOn: 'warning',
  signal: undefined,
}

/** The checks of `ImageOptions`, for packages whose calls take them among their own. */
export const IMAGE_CHECKS: Checks<ImageOptions> = {
  allowRemote: check('true, false or a function', (value) => typeof value === 'boolean' || typeof value === 'function'),
  limitInputPixels: isCount,
  limitInputBytes: isCount,
  timeoutMs: isTimeout,
  failOn: isOneOf(['none', 'truncated', 'error', 'warning']),
  signal: isSignal,
}
