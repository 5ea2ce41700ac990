import { type OpenImage, openImage } from './image.js'
import { type ImageInput, isPixels } from './image-input.js'
import type { ImageOptions } from './image-options.js'
import type { Given } from './options.js'

/** Opens one image of a call. */
export type ImageOpener = () => Promise<OpenImage>

/**
 * An opener for each image of a call that opens them one after the other: files are read when their turn comes; raw pixels
 * are copied now, once, and whatever is wrong with them is said at their turn.
 */
export function imageOpeners(images: readonly ImageInput[], options: Given<ImageOptions>): ImageOpener[] {
  return images.map((image) => {
    if (!isPixels(image)) return () => openImage(image, options)
    const opening = openImage(image, options)
    // Another image may fail before this one is asked for.
    opening.catch(() => {})
    return () => opening
  })
}
