import { gunzipSync } from 'node:zlib'
import { ImageError } from '@zoo/core'
import { check, namesInWords } from './options.js'

/**
 * File formats that an image can be in. 'heif' is HEIF other than AVIF (HEIC), which needs a libvips with its own decoder; 'svg'
 * includes gzipped SVG.
 */
export const IMAGE_FORMATS = ['jpeg', 'png', 'webp', 'gif', 'avif', 'tiff', 'heif', 'svg'] as const
export type ImageFormat = (typeof IMAGE_FORMATS)[number]

/**
 * The formats that are read by default. 'svg' is a program to render rather than a picture to decode: 2 KB of it can take a minute that
 * nothing interrupts.
 */
export const DEFAULT_IMAGE_FORMATS: readonly ImageFormat[] = ['jpeg', 'png', 'webp', 'gif', 'avif', 'tiff']

/** The check of the option `formats`. */
export const areFormats = check(
  `an array of ${namesInWords(IMAGE_FORMATS, IMAGE_FORMATS.length)}, at least one`,
  (value) => Array.isArray(value) && value.length > 0 && value.every((name) => IMAGE_FORMATS.includes(name)),
)

const latin = (bytes: Uint8Array, start: number, end: number): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1', start, end)

/** First bytes of the formats that begin with a fixed signature, as Latin-1. */
const SIGNATURES: readonly (readonly [ImageFormat, string])[] = [
  ['jpeg', '\xff\xd8\xff'],
  ['png', '\x89PNG\r\n\x1a\n'],
  ['gif', 'GIF87a'],
  ['gif', 'GIF89a'],
  ['tiff', 'II*\0'],
  ['tiff', 'MM\0*'],
  // BigTIFF
  ['tiff', 'II+\0'],
  ['tiff', 'MM\0+'],
]

const HEIF_BRANDS = new Set([
  'mif1',
  'mif2',
  'msf1',
  'miaf',
  'heic',
  'heix',
  'hevc',
  'hevx',
  'heim',
  'heis',
  'hevm',
  'hevs',
])
const AVIF_BRANDS = new Set(['avif', 'avis'])
/** A file type box lists a handful of brands; a longer one is not searched to its end. */
const MOST_BRAND_BYTES = 256

/** AVIF or another HEIF, by the brands of the file type box. `@source ISO/IEC 14496-12, 4.3` */
function heifFormat(bytes: Uint8Array): ImageFormat | undefined {
  if (latin(bytes, 4, 8) !== 'ftyp') return undefined
  const size = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0)
  const brands = latin(bytes, 8, Math.min(size, MOST_BRAND_BYTES)).match(/.{4}/gs) ?? []
  // The second word is the minor version.
  brands.splice(1, 1)
  if (brands.some((brand) => AVIF_BRANDS.has(brand))) return 'avif'
  return HEIF_BRANDS.has(brands[0] ?? '') ? 'heif' : undefined
}

/** libvips looks no further for an SVG's root element. */
const SVG_HEAD = 1000
const GZIP = '\x1f\x8b'

function isSvg(bytes: Uint8Array): boolean {
  return /<svg/i.test(latin(latin(bytes, 0, 2) === GZIP ? gunzipHead(bytes) : bytes, 0, SVG_HEAD))
}

/** The beginning of gzipped text. */
function gunzipHead(bytes: Uint8Array): Uint8Array {
  try {
    return gunzipSync(bytes.subarray(0, SVG_HEAD), { finishFlush: 2, maxOutputLength: 1 << 20 })
  } catch {
    return new Uint8Array(0)
  }
}

/** The format of an image file by its first bytes, or undefined. Nothing is decoded. */
export function sniffFormat(bytes: Uint8Array): ImageFormat | undefined {
  const head = latin(bytes, 0, 12)
  const known = SIGNATURES.find(([, signature]) => head.startsWith(signature))
  if (known) return known[0]
  if (/^RIFF.{4}WEBP$/s.test(head)) return 'webp'
  return heifFormat(bytes) ?? (isSvg(bytes) ? 'svg' : undefined)
}

/** sharp's names of the formats, where they are not ours. */
const DECODERS: Readonly<Partial<Record<ImageFormat, readonly string[]>>> = {
  // A JPEG with a gain map goes to libultrahdr.
  jpeg: ['jpeg', 'uhdr'],
  avif: ['heif'],
}

/**
 * Refuses a file before any decoder sees it unless it begins as one of the formats does.
 * A list of what is let in leaves nothing to recognise of the rest: an SVG in UTF-16, a script of ImageMagick, a PDF.
 * @returns the format, and whether a decoder of sharp's is the one for it
 * @throws ImageError (ERR_IMAGE)
 */
export function requireFormat(
  bytes: Uint8Array,
  formats: readonly ImageFormat[],
): { readonly format: ImageFormat; readonly isDecoder: (name: string | undefined) => boolean } {
  const format = sniffFormat(bytes)
  if (format === undefined || !formats.includes(format)) throw refusedFormat(format, formats)
  const decoders = DECODERS[format] ?? [format]
  return { format, isDecoder: (name) => name !== undefined && decoders.includes(name) }
}

/** The error of a file in a format that is not let in. */
export const refusedFormat = (format: string | undefined, formats: readonly ImageFormat[]): ImageError =>
  new ImageError(
    `The image must be a file in one of the formats ${formats.join(', ')}, but it ${
      format === undefined ? 'begins like none that is known' : `is ${format}`
    }; convert it${IMAGE_FORMATS.includes(format as ImageFormat) ? `, or add '${format}' to the option formats` : ''}.`,
    { format, option: 'formats' },
  )
