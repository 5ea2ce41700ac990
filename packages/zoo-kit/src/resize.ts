/** How pixels between pixels are found. All but 'nearest' average what they shrink. */
export const RESIZE_FILTERS = ['nearest', 'bilinear', 'bicubic', 'lanczos3'] as const

/** What happens when the image has not the aspect ratio wanted: stretched, cut to its centre, or letterboxed in white. */
export const RESIZE_FITS = ['fill', 'cover', 'contain'] as const

/** How an image becomes the size a model takes. */
export interface Resize {
  /** Pixels. */
  readonly width: number
  readonly height: number
  readonly filter: (typeof RESIZE_FILTERS)[number]
  readonly fit: (typeof RESIZE_FITS)[number]
  /** Keep only the middle of the image: this part of its width and height, above 0 to 1. 1 keeps all. */
  readonly crop: number
}

/** Pixels of a size. */
export interface Size {
  readonly width: number
  readonly height: number
}

/** Whether two have the same width and height. */
export const isSameSize = (a: Size, b: Size): boolean => a.width === b.width && a.height === b.height

/** A resize as steps: cut `crop` out of the image, bring it to `size`, put `pad` around it. */
export interface ResizePlan {
  readonly crop: Size & { readonly left: number; readonly top: number }
  readonly size: Size
  readonly pad: { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number }
}

const centred = (outer: Size, inner: Size) => ({
  ...inner,
  left: Math.floor((outer.width - inner.width) / 2),
  top: Math.floor((outer.height - inner.height) / 2),
})

/** `size` times `scale` in whole pixels, at least one and at most `most`. */
const scaled = (size: Size, scale: number, most: Size): Size => ({
  width: Math.min(Math.max(Math.round(size.width * scale), 1), most.width),
  height: Math.min(Math.max(Math.round(size.height * scale), 1), most.height),
})

/** The steps that bring an image of one size to the size wanted. */
export function planResize(image: Size, { width, height, fit, crop }: Resize): ResizePlan {
  const wanted = { width, height }
  const kept = scaled(image, crop, image)
  const none = { left: 0, top: 0, right: 0, bottom: 0 }
  if (fit === 'cover') {
    const inside = scaled(wanted, Math.min(kept.width / width, kept.height / height), kept)
    return { crop: centred(image, inside), size: wanted, pad: none }
  }
  if (fit === 'fill') return { crop: centred(image, kept), size: wanted, pad: none }
  const size = scaled(kept, Math.min(width / kept.width, height / kept.height), wanted)
  const { left, top } = centred(wanted, size)
  const pad = { left, top, right: width - size.width - left, bottom: height - size.height - top }
  return { crop: centred(image, kept), size, pad }
}
