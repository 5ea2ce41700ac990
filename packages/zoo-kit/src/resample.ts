import type { KernelEnum, Sharp } from 'sharp'
import { loadSharp } from './load-sharp.js'
import { isSameSize, type Resize, type Size } from './resize.js'

/** libvips's name of each filter when it shrinks. */
const KERNEL: Readonly<Record<Resize['filter'], keyof KernelEnum>> = {
  nearest: 'nearest',
  bilinear: 'linear',
  bicubic: 'cubic',
  lanczos3: 'lanczos3',
}

/** libvips's name of each filter when it enlarges; it has no lanczos there. */
const INTERPOLATOR = { nearest: 'nearest', bilinear: 'bilinear', bicubic: 'bicubic', lanczos3: 'bicubic' } as const

// The fast shrink inside the JPEG decoder is less exact and, measured, no faster.
const EXACTLY = { fit: 'fill', fastShrinkOnLoad: false } as const

/** sharp over pixels `[height, width, channels]` that keeps their number of channels, with a time limit in seconds. */
export async function rawImage(
  data: Uint8Array | Float32Array,
  { width, height }: Size,
  channels: 1 | 3,
  seconds: number,
): Promise<Sharp> {
  const sharp = await loadSharp()
  const image = sharp(data, { raw: { width, height, channels }, limitInputPixels: false }).timeout({ seconds })
  return channels === 1 ? image.toColourspace('b-w') : image
}

/**
 * The uint8 pixels of a pipeline's image at another size.
 * @param pipeline gives 8-bit pixels, `from` in size, with so many channels
 * @param seconds time limit of each step; the pipeline has its own
 */
export async function resample(
  pipeline: Sharp,
  from: Size,
  to: Size,
  channels: 1 | 3,
  filter: Resize['filter'],
  seconds: number,
): Promise<Uint8Array> {
  const shrunk = smaller(from, to)
  const data =
    filter === 'bilinear' && !isSameSize(from, shrunk)
      ? await shrinkBilinear(pipeline, from, shrunk, channels, seconds)
      : await pipeline
          .resize({ ...shrunk, ...EXACTLY, kernel: KERNEL[filter] })
          .raw()
          .toBuffer()
  return isSameSize(shrunk, to) ? data : enlarge(data, shrunk, to, channels, filter, seconds)
}

const smaller = (a: Size, b: Size): Size => ({
  width: Math.min(a.width, b.width),
  height: Math.min(a.height, b.height),
})

/** libvips averages blocks of pixels before it filters when it shrinks four times or more, which blurs. */
const SHARP_SHRINK = 3.5

/**
 * Shrinks as Pillow's and TensorFlow's antialiased bilinear do, within an eighth of a grey level on average. In one step of
 * 8-bit arithmetic libvips is three times as far off, and the probabilities of a classifier by up to 0.09.
 */
async function shrinkBilinear(
  pipeline: Sharp,
  from: Size,
  to: Size,
  channels: 1 | 3,
  seconds: number,
): Promise<Uint8Array> {
  const near = smaller(from, {
    width: Math.floor(to.width * SHARP_SHRINK),
    height: Math.floor(to.height * SHARP_SHRINK),
  })
  // Cubic, since a kernel without spread of its own leaves the shape of the filter after it as it is.
  if (!isSameSize(near, from)) pipeline.resize({ ...near, ...EXACTLY, kernel: 'cubic' })
  const bytes = await pipeline.raw({ depth: 'float' }).toBuffer()
  // sharp takes floats for 16-bit numbers, and would scale them down to 8 bits if it were not told to leave them.
  const space = channels === 1 ? 'grey16' : 'rgb16'
  const image = await rawImage(floats(bytes), near, channels, seconds)
  return image
    .resize({ ...to, ...EXACTLY, kernel: 'linear' })
    .linear(1, 0.5)
    .toColourspace(space)
    .raw({ depth: 'uchar' })
    .toBuffer()
}

/** float32 numbers in the bytes that sharp gave. */
export function floats(bytes: Buffer): Float32Array {
  const aligned = bytes.byteOffset % Float32Array.BYTES_PER_ELEMENT === 0 ? bytes : new Uint8Array(bytes)
  return new Float32Array(aligned.buffer, aligned.byteOffset, aligned.length / Float32Array.BYTES_PER_ELEMENT)
}

/** Pixels repeated around the image, so that the interpolator never looks beyond it. */
const MARGIN = 2

/**
 * Enlarges with pixel centres on pixel centres, as Pillow and TensorFlow 2 do.
 * sharp's own resize puts an enlarged image half a pixel down and to the right, which a classifier notices.
 * @source out = scale * (in + 0.5) - 0.5; libvips/resample/affine.c, idx and odx
 */
async function enlarge(
  data: Uint8Array,
  from: Size,
  to: Size,
  channels: 1 | 3,
  filter: Resize['filter'],
  seconds: number,
): Promise<Uint8Array> {
  const scaleX = to.width / from.width
  const scaleY = to.height / from.height
  // The margin grows too: to a whole number of pixels once the offset has taken up the fraction.
  const left = Math.round(scaleX * MARGIN)
  const top = Math.round(scaleY * MARGIN)
  const image = await rawImage(data, from, channels, seconds)
  const bordered = await image
    .extend({ top: MARGIN, bottom: MARGIN, left: MARGIN, right: MARGIN, extendWith: 'copy' })
    .raw()
    .toBuffer({ resolveWithObject: true })
  const wide = await rawImage(bordered.data, bordered.info, channels, seconds)
  const grown = await wide
    .affine([scaleX, 0, 0, scaleY], {
      interpolator: INTERPOLATOR[filter],
      idx: 0.5,
      idy: 0.5,
      odx: left - 0.5 - scaleX * MARGIN,
      ody: top - 0.5 - scaleY * MARGIN,
    })
    .raw()
    .toBuffer({ resolveWithObject: true })
  const whole = await rawImage(grown.data, grown.info, channels, seconds)
  return whole.extract({ left, top, width: to.width, height: to.height }).raw().toBuffer()
}
