import { ImageError } from '@zoo/core'

/**
 * Default `limitInputPixels` of classifiers: every phone's photograph. The image is shrunk while it is decoded, so pixels cost time
 * rather than memory, about a second for 50 megapixels of JPEG.
 */
export const CLASSIFICATION_PIXELS = 50_000_000

/** Default `limitInputPixels` of detectors, which hold the whole image: 120 MB as bytes, and a gigabyte as two arrays of floats. */
export const DETECTION_PIXELS = 40_000_000

/** The error of an input with more bytes than `limitInputBytes`. */
export const tooManyBytes = (limit: number): ImageError =>
  new ImageError(`The image has more than ${limit} bytes; raise limitInputBytes if it is to be read.`, {
    option: 'limitInputBytes',
  })

/** @throws ImageError (ERR_IMAGE) when width × height exceeds the limit */
export function refuseTooManyPixels(width: number, height: number, limit: number, format?: string): void {
  if (width * height <= limit) return
  throw new ImageError(
    `The image has ${width} × ${height} pixels, more than the ${limit} allowed; raise limitInputPixels if it is to be read.`,
    { format, option: 'limitInputPixels' },
  )
}
