import { Readable } from 'node:stream'
import { types } from 'node:util'
import { ArgumentError, ImageError } from '@zoo/core'
import type { Sharp } from 'sharp'
import { readDataUrl } from './data-url.js'
import { fetchBytes } from './fetch-bytes.js'
import { refuseTooManyPixels, tooManyBytes } from './image-limits.js'
import type { ImageOptions } from './image-options.js'
import { pathNamed, valueInWords } from './options.js'
import { readBlobBytes, readFileBytes, readStreamBytes } from './read-bytes.js'

/** Pixels without a file format around them. They are copied when the call is made, so the array may be reused. */
export interface RawPixels {
  /** uint8 `[height, width, channels]`, 0..255, row by row from the top. */
  readonly data: Uint8Array | Uint8ClampedArray
  readonly width: number
  readonly height: number
  /** 1 grey, 3 colour, 4 colour and alpha. Default: what the length of `data` says. */
  readonly channels?: 1 | 3 | 4 | undefined
  /** The order of the colours in `data`; alpha is last in both. Default 'rgb'. */
  readonly channelOrder?: 'rgb' | 'bgr' | undefined
}

/**
 * One image, in any of the forms a program has it: path, `file:`, `data:`, `http:` or `https:` URL, the bytes of an image
 * file (Buffer, Uint8Array, ArrayBuffer, Blob, Node or web stream), a sharp instance, an ImageData, or raw pixels.
 * Bytes of an image file are read where they lie: leave them as they are until the call settles.
 */
export type ImageInput =
  | string
  | URL
  | Uint8Array
  | ArrayBuffer
  | Blob
  | Readable
  | ReadableStream<Uint8Array>
  | Sharp
  | RawPixels

/** An input as the decoder takes it. */
export type ImageSource =
  | { readonly kind: 'file'; readonly bytes: Uint8Array }
  | { readonly kind: 'sharp'; readonly sharp: Sharp }
  | ({ readonly kind: 'pixels' } & PixelsSource)

/** Raw pixels that are ours and have been checked. */
export interface PixelsSource {
  readonly data: Uint8Array
  readonly width: number
  readonly height: number
  readonly channels: 1 | 3 | 4
  readonly channelOrder: 'rgb' | 'bgr'
}

const EXPECTED =
  'a path, URL, Buffer, Uint8Array, ArrayBuffer, Blob, stream, sharp instance, ImageData or raw pixels { data, width, height }'

const refuse = (received: unknown, detail = `it is ${valueInWords(received)}`): never => {
  throw new ArgumentError(`An image must be ${EXPECTED}, but ${detail}.`, {
    option: 'image',
    expected: EXPECTED,
    received,
  })
}

/**
 * What there is to decode.
 * @throws ArgumentError (ERR_ARGUMENT) when the input is no image, or remote and not allowed
 * @throws ImageError (ERR_IMAGE) when it cannot be read, is empty, or exceeds a limit; AbortError (ERR_ABORTED)
 */
export async function readSource(input: ImageInput, options: ImageOptions): Promise<ImageSource> {
  if (options.untrusted) refuseUntrusted(input)
  if (isSharp(input)) return { kind: 'sharp', sharp: input }
  if (isPixels(input)) return { kind: 'pixels', ...copyPixels(input, options.limitInputPixels) }
  const bytes = await bytesOf(input, options)
  if (bytes.length === 0) throw new ImageError('The image is empty: there is not one byte to decode.')
  if (bytes.length > options.limitInputBytes) throw tooManyBytes(options.limitInputBytes)
  return { kind: 'file', bytes }
}

const EXPECTED_UNTRUSTED =
  'bytes, a Blob, a stream, raw pixels, or an https: URL that allowRemote allows, since it is untrusted'

/** Refuses what an untrusted image may not be: a path or URL that opens something here, or a pipeline that somebody set up already. */
function refuseUntrusted(input: unknown): void {
  const isRemote =
    typeof input === 'string'
      ? /^https?:\/\//i.test(input)
      : !(input instanceof URL) || /^https?:$/.test(input.protocol)
  if (isRemote && !isSharp(input)) return
  const what = isSharp(input) ? 'a sharp instance' : valueInWords(input instanceof URL ? input.href : input)
  throw new ArgumentError(`An image must be ${EXPECTED_UNTRUSTED}, but it is ${what}.`, {
    option: 'image',
    expected: EXPECTED_UNTRUSTED,
    received: input,
  })
}

/** sharp instances are known by their methods, for the caller's copy of sharp need not be ours. */
const isSharp = (value: unknown): value is Sharp =>
  typeof value === 'object' &&
  value !== null &&
  ['clone', 'metadata', 'toBuffer', 'autoOrient'].every(
    (method) => typeof (value as Record<string, unknown>)[method] === 'function',
  )

/** Whether a caller gave several images; `Array.isArray` alone does not tell types that, since theirs may be readonly. */
export const isSeveral: (images: ImageInput | readonly ImageInput[]) => images is readonly ImageInput[] = Array.isArray

/** Whether the input is raw pixels or an ImageData. */
export const isPixels = (value: unknown): value is RawPixels =>
  typeof value === 'object' && value !== null && 'data' in value && 'width' in value && 'height' in value

function bytesOf(input: unknown, options: ImageOptions): Uint8Array | Promise<Uint8Array> {
  if (typeof input === 'string') return bytesNamed(input, options)
  if (input instanceof URL) return bytesAt(input, options)
  if (types.isUint8Array(input)) return input
  if (types.isAnyArrayBuffer(input)) return bytesIn(input)
  if (input instanceof Blob) return readBlobBytes(input, options)
  if (input instanceof Readable || input instanceof ReadableStream) return readStreamBytes(input, options)
  return refuse(input)
}

function bytesIn(buffer: ArrayBufferLike): Uint8Array {
  try {
    return new Uint8Array(buffer)
  } catch {
    return refuse(buffer, 'its ArrayBuffer was handed to another thread')
  }
}

function bytesNamed(text: string, options: ImageOptions): Promise<Uint8Array> {
  if (text === '' || text.includes('\0')) return refuse(text)
  // A scheme needs two letters at least, so that `C:\photo.jpg` stays a path.
  if (!/^(data:|[a-z][a-z\d+.-]+:\/\/)/i.test(text)) return readFileBytes(text, options)
  if (!URL.canParse(text)) return refuse(text, `${valueInWords(text)} is no valid URL`)
  return bytesAt(new URL(text), options)
}

function bytesAt(url: URL, options: ImageOptions): Promise<Uint8Array> {
  switch (url.protocol) {
    case 'file:': {
      // Windows would ask another machine for its file, and tell it who asks.
      const path = url.host === '' ? pathNamed(url) : undefined
      return path === undefined
        ? refuse(url.href, `${valueInWords(url.href)} names no file of this machine`)
        : readFileBytes(path, options)
    }
    case 'data:':
      return readDataUrl(url, options)
    case 'http:':
    case 'https:':
      return fetchBytes(url, options)
    default:
      return refuse(url.href, `${url.protocol} URLs are not read`)
  }
}

function copyPixels(input: RawPixels, limitInputPixels: number): PixelsSource {
  const { data, width, height, channelOrder = 'rgb' } = input
  const isSize = (value: unknown) => Number.isSafeInteger(value) && Number(value) >= 1
  if (!isSize(width) || !isSize(height)) {
    return refuse(input, `the raw pixels have width ${valueInWords(width)} and height ${valueInWords(height)}`)
  }
  if (!types.isUint8Array(data) && !types.isUint8ClampedArray(data)) {
    return refuse(input, `the data of the raw pixels is ${valueInWords(data)} instead of a Uint8Array`)
  }
  if (channelOrder !== 'rgb' && channelOrder !== 'bgr') {
    return refuse(
      input,
      `the channelOrder of the raw pixels is ${valueInWords(channelOrder)} instead of 'rgb' or 'bgr'`,
    )
  }
  refuseTooManyPixels(width, height, limitInputPixels)
  const channels = input.channels ?? data.length / (width * height)
  if (channels !== 1 && channels !== 3 && channels !== 4) {
    return refuse(input, `${width} × ${height} raw pixels in ${data.length} bytes have neither 1, 3 nor 4 channels`)
  }
  const needed = width * height * channels
  if (data.length !== needed) {
    return refuse(
      input,
      `the raw pixels have ${data.length} bytes where ${width} × ${height} × ${channels} = ${needed} are needed`,
    )
  }
  return { data: new Uint8Array(data), width, height, channels, channelOrder }
}
