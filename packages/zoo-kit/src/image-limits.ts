import { ImageError } from '@zoo/core'

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
