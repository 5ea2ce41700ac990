import { readFile } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pathToFileURL } from 'node:url'
import { openImage } from '../image.js'
import type { ImageInput } from '../image-input.js'
import { loadSharp } from '../load-sharp.js'

/** The same image in every form that can be given; those that can be read once are made anew at each call. */
export async function inputKinds(
  path: string,
): Promise<Readonly<Record<string, () => ImageInput | Promise<ImageInput>>>> {
  const sharp = await loadSharp()
  const file = await readFile(path)
  const open = await openImage(path)
  const { width, height } = open
  const rgb = (await open.pixels('rgb')).data
  const bgr = (await open.pixels('bgr')).data
  const raw = () => sharp(rgb, { raw: { width, height, channels: 3 } })
  const rgba = await raw().ensureAlpha().raw().toBuffer()
  return {
    path: () => path,
    'file URL': () => pathToFileURL(path),
    'data URL': () => `data:application/octet-stream;base64,${file.toString('base64')}`,
    Buffer: () => file,
    Uint8Array: () => new Uint8Array(file),
    ArrayBuffer: () => new Uint8Array(file).buffer,
    Blob: () => new Blob([new Uint8Array(file)]),
    'Node stream': () => Readable.from([file.subarray(0, 1000), file.subarray(1000)]),
    'web stream': () => new Blob([new Uint8Array(file)]).stream(),
    'sharp instance': () => sharp(file),
    'raw pixels': () => ({ data: rgb, width, height }),
    'raw BGR pixels': () => ({ data: bgr, width, height, channelOrder: 'bgr' }),
    ImageData: () => ({ data: new Uint8ClampedArray(rgba), width, height, colorSpace: 'srgb' }),
    PNG: () => raw().png().toBuffer(),
    '16-bit PNG': () => raw().toColourspace('rgb16').png().toBuffer(),
    'opaque RGBA PNG': () => raw().ensureAlpha().png().toBuffer(),
    'lossless WebP': () => raw().webp({ lossless: true }).toBuffer(),
    'image turned by its EXIF orientation': async () =>
      sharp(await raw().rotate(-90).png().toBuffer())
        .withMetadata({ orientation: 6 })
        .png()
        .toBuffer(),
  }
}

/** What is no image, with the code of the error each must reject with. */
export async function wrongInputs(path: string): Promise<readonly (readonly [string, unknown, string])[]> {
  const file = await readFile(path)
  return [
    ['undefined', undefined, 'ERR_ARGUMENT'],
    ['null', null, 'ERR_ARGUMENT'],
    ['a number', 7, 'ERR_ARGUMENT'],
    ['an object', {}, 'ERR_ARGUMENT'],
    ['an empty path', '', 'ERR_ARGUMENT'],
    ['a remote URL that was not allowed', 'http://127.0.0.1:1/a.jpg', 'ERR_ARGUMENT'],
    ['raw pixels too few', { data: new Uint8Array(5), width: 2, height: 2, channels: 3 }, 'ERR_ARGUMENT'],
    ['a path where nothing is', `${path}.missing`, 'ERR_IMAGE'],
    ['no bytes', new Uint8Array(0), 'ERR_IMAGE'],
    ['text', Buffer.from('this is no image'), 'ERR_IMAGE'],
    ['an SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'), 'ERR_IMAGE'],
    ['half a file', file.subarray(0, file.length / 2), 'ERR_IMAGE'],
  ]
}
