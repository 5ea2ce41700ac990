import { ImageError } from '@zoo/core'

/** An error about one image of a call with several, in which the image is called by its index; any other error as it is. */
export function atIndex(error: unknown, index: number, count: number): unknown {
  if (count === 1 || !(error instanceof ImageError)) return error
  const { format, option, message } = error
  return new ImageError(`Image ${index} of ${count}: ${message}`, { format, option, cause: error })
}
