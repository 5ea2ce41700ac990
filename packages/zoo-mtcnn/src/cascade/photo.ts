import type { CropSource } from '@zoo/core/engine'
import { type ImageInput, openImage } from '@zoo/kit'
import type { DetectOptions } from '../options.js'

/**
 * An image's own pixels: bytes, in the order they are stored in, since whatever is made of them here is made of a part.
 * @throws ArgumentError (ERR_ARGUMENT), ImageError (ERR_IMAGE), AbortError (ERR_ABORTED)
 */
export async function openPhoto(
  input: ImageInput,
  { minFaceSize, thresholds, scaleFactor, ...imageOptions }: DetectOptions,
): Promise<CropSource> {
  const image = await openImage(input, imageOptions)
  return image.pixels('rgb')
}
