import { areFormats, DEFAULT_IMAGE_FORMATS, type ImageFormat } from './image-formats.js'
import { type Checks, check, isBoolean, isCount, isOneOf, isSignal, isTimeout } from './options.js'

/** How an image is read, whatever model it is for. */
export interface ImageOptions {
  /**
   * The image was named or sent by a stranger. It may be bytes, a Blob, a stream or raw pixels; a string or URL is only ever an `https:`
   * URL that `allowRemote` allows, never a path, `file:` or `data:` URL. Default false.
   */
  readonly untrusted: boolean
  /**
   * Fetch `http:` and `https:` URLs of public addresses, redirects included. `true` allows the ports of the web: 80, 443, 8080 and
   * 8443, and with `untrusted` only `https:`. A function is asked about each URL instead, gets a copy of it, may take its time
   * within `timeoutMs`, and may allow any port, and `http:` with `untrusted`. Default false.
   */
  readonly allowRemote: boolean | ((url: URL) => boolean | Promise<boolean>)
  /**
   * Let `allowRemote` reach addresses that are not on the public internet: loopback, private, link-local, shared, and the
   * metadata services of clouds. Default false.
   */
  readonly allowPrivateNetwork: boolean
  /** File formats that are read, told by the first bytes before any decoder runs. Default: all but 'svg' and 'heif'. */
  readonly formats: readonly ImageFormat[]
  /** Images of more pixels are refused before they are decoded. Default 100,000,000. */
  readonly limitInputPixels: number
  /** Files, streams and downloads of more bytes are refused. Default 256 MiB. */
  readonly limitInputBytes: number
  /**
   * Images whose decoder would hold more bytes at once are refused before they are decoded; an estimate from format, size and
   * depth. Pixels that are returned come on top. Default 512 MiB.
   */
  readonly limitDecodedBytes: number
  /** How long fetching a URL may take, `allowRemote` and redirects included, in milliseconds: 1 to 2^31 - 1. Default 30,000. */
  readonly timeoutMs: number
  /**
   * How long decoding, resizing or drawing may take, in milliseconds: 1 to 2^31 - 1. Default 10,000. The decoder's thread stops at the
   * next whole second.
   */
  readonly decodeTimeoutMs: number
  /**
   * What the decoder may complain of before the image is refused: a truncated file, an error in the pixels, or any
   * warning. Default 'warning'; 'truncated' lets the slightly odd files of some cameras through.
   */
  readonly failOn: 'none' | 'truncated' | 'error' | 'warning'
  /** Gives the call up. */
  readonly signal: AbortSignal | undefined
}

/** Default options of `openImage()`. */
export const IMAGE_DEFAULTS: ImageOptions = {
  untrusted: false,
  allowRemote: false,
  allowPrivateNetwork: false,
  formats: DEFAULT_IMAGE_FORMATS,
  limitInputPixels: 100_000_000,
  limitInputBytes: 256 * 1024 * 1024,
  limitDecodedBytes: 512 * 1024 * 1024,
  timeoutMs: 30_000,
  decodeTimeoutMs: 10_000,
  failOn: 'warning',
  signal: undefined,
}

/** The checks of `ImageOptions`, for packages whose calls take them among their own. */
export const IMAGE_CHECKS: Checks<ImageOptions> = {
  untrusted: isBoolean,
  allowRemote: check('true, false or a function', (value) => typeof value === 'boolean' || typeof value === 'function'),
  allowPrivateNetwork: isBoolean,
  formats: areFormats,
  limitInputPixels: isCount,
  limitInputBytes: isCount,
  limitDecodedBytes: isCount,
  timeoutMs: isTimeout,
  decodeTimeoutMs: isTimeout,
  failOn: isOneOf(['none', 'truncated', 'error', 'warning']),
  signal: isSignal,
}
