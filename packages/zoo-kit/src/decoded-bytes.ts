import { ImageError } from '@zoo/core'
import type { ImageFormat } from './image-formats.js'

/** What a file's header says of the work of decoding it. */
export interface ImageHeader {
  readonly width: number
  readonly height: number
  readonly channels: number
  /** sharp's name of the sample type: `uchar`, `ushort`. */
  readonly depth: string
  readonly isProgressive: boolean
  readonly orientation: number
}

const SAMPLE_BYTES: Readonly<Record<string, number>> = {
  uchar: 1,
  char: 1,
  ushort: 2,
  short: 2,
  uint: 4,
  int: 4,
  float: 4,
}
/** double, complex and what else there may be */
const LARGEST_SAMPLE = 16

/** Bytes for a pixel that the decoder holds at once; 0 where it decodes line by line. */
type Cost = (pixelBytes: number, header: ImageHeader) => number

/**
 * Measured as the peak of resident memory over 25 megapixels, rounded up: AVIF 18.9, WebP 8.5, GIF 5.6, progressive JPEG 7.0,
 * interlaced PNG 4.1 (16-bit RGBA 10.2), TIFF in one tile 7.2. `@source docs/decisions/23-images-from-strangers.md`
 */
const COSTS: Readonly<Record<ImageFormat, Cost>> = {
  // Planes of YUV, then RGB, then a copy.
  avif: (_, { depth }) => (depth === 'uchar' ? 19 : 38),
  heif: (_, { depth }) => (depth === 'uchar' ? 19 : 38),
  webp: () => 9,
  gif: () => 6,
  // The coefficients of all scans are kept.
  jpeg: (_, { isProgressive }) => (isProgressive ? 7 : 0),
  png: (pixelBytes, { isProgressive }) => (isProgressive ? pixelBytes + 3 : 0),
  // A tile or strip can be as large as the image.
  tiff: (pixelBytes) => 2 * pixelBytes + 1,
  svg: () => 5,
}

/** An estimate of the bytes that decoding holds at once, beside the pixels that are returned. */
export function decodedBytes(format: ImageFormat, header: ImageHeader): number {
  const pixelBytes = header.channels * (SAMPLE_BYTES[header.depth] ?? LARGEST_SAMPLE)
  // An image that is turned is decoded as a whole first.
  const turned = header.orientation > 1 ? pixelBytes : 0
  return header.width * header.height * Math.max(COSTS[format](pixelBytes, header), turned)
}

/** @throws ImageError (ERR_IMAGE) when decoding would hold more bytes at once than the limit */
export function refuseTooManyDecodedBytes(format: ImageFormat, header: ImageHeader, limit: number): void {
  const bytes = decodedBytes(format, header)
  if (bytes <= limit) return
  throw new ImageError(
    `The ${format} image of ${header.width} × ${header.height} pixels takes about ${bytes} bytes to decode, more than the ${limit} allowed; raise limitDecodedBytes if it is to be read, or save it in a format that is decoded line by line, such as baseline JPEG.`,
    { format, option: 'limitDecodedBytes' },
  )
}
