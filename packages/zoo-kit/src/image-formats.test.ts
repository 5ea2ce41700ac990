import { gzipSync } from 'node:zlib'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { openImage } from './image.js'
import { DEFAULT_IMAGE_FORMATS, type ImageFormat, sniffFormat } from './image-formats.js'

const picture = () => sharp({ create: { width: 8, height: 6, channels: 3, background: '#246' } })
const SVG =
  '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="6"><rect width="8" height="6" fill="#246"/></svg>'
const utf16 = Buffer.from(`\ufeff<?xml version="1.0" encoding="UTF-16"?>${SVG}`, 'utf16le')

/** Files that some build of libvips opens, and no default format. */
const OTHERS: Readonly<Record<string, Buffer>> = {
  SVG: Buffer.from(SVG),
  'SVG after a byte order mark': Buffer.from(`\ufeff${SVG}`),
  'SVG after a comment': Buffer.from(`<!--${'x'.repeat(900)}-->${SVG}`),
  'SVG after a long comment': Buffer.from(`<!--${'x'.repeat(5000)}-->${SVG}`),
  'SVG after spaces': Buffer.from(`${' \n'.repeat(2000)}${SVG}`),
  'SVG in UTF-16': utf16,
  'SVG in UTF-16, big-endian': Buffer.from(utf16).swap16(),
  'SVG with a prefix': Buffer.from('<s:svg xmlns:s="http://www.w3.org/2000/svg" width="8" height="6"/>'),
  'SVG with a DOCTYPE': Buffer.from(`<!DOCTYPE svg [<!ENTITY a "b">]>${SVG}`),
  'gzipped SVG': gzipSync(SVG),
  'gzipped SVG in UTF-16': gzipSync(utf16),
  PDF: Buffer.from('%PDF-1.7\n'),
  MVG: Buffer.from('push graphic-context\nviewbox 0 0 640 480\nimage over 0,0 0,0 "/etc/passwd"\n'),
  MSL: Buffer.from('<?xml version="1.0"?><image><read filename="/etc/passwd"/></image>'),
  FITS: Buffer.from('SIMPLE  =                    T'),
  OpenEXR: Buffer.from([0x76, 0x2f, 0x31, 0x01, 2, 0, 0, 0]),
  'JPEG 2000': Buffer.from('0000000c6a5020200d0a870a', 'hex'),
  'JPEG 2000 codestream': Buffer.from('ff4fff51002f', 'hex'),
  'JPEG XL': Buffer.from('ff0a000000', 'hex'),
  vips: Buffer.from('08f2a6b60000000800000006', 'hex'),
  Radiance: Buffer.from('#?RADIANCE\n'),
  PPM: Buffer.from('P6\n1 1\n255\nabc'),
  CSV: Buffer.from('1,2,3\n'),
  BMP: Buffer.from('BM\x46\0\0\0'),
  EPS: Buffer.from('%!PS-Adobe-3.0 EPSF-3.0\n'),
  HEIC: Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1'),
  'one byte': Buffer.from([0xff]),
}

describe('a file in a format that is not let in', () => {
  it.each(Object.entries(OTHERS))('is refused before it is decoded: %s', async (_, bytes) => {
    await expect(openImage(bytes)).rejects.toMatchObject({ code: 'ERR_IMAGE', option: 'formats', cause: undefined })
  })

  it('is named, with the option that lets it in', async () => {
    await expect(openImage(Buffer.from(SVG))).rejects.toThrow(
      "but it is svg; convert it, or add 'svg' to the option formats",
    )
    const webp = await picture().webp().toBuffer()
    await expect(openImage(webp, { formats: ['jpeg', 'png'] })).rejects.toMatchObject({
      format: 'webp',
      option: 'formats',
    })
  })
})

describe('formats', () => {
  it('are told by the first bytes', async () => {
    for (const format of DEFAULT_IMAGE_FORMATS) {
      const bytes = await picture()
        .toFormat(format as 'png')
        .toBuffer()
      expect(sniffFormat(bytes)).toBe(format)
      expect(await openImage(bytes, { formats: [format] })).toMatchObject({ width: 8, height: 6 })
    }
    const big = await picture().tiff({ bigtiff: true }).toBuffer()
    expect(sniffFormat(big)).toBe('tiff')
    expect(sniffFormat(OTHERS.HEIC!)).toBe('heif')
  })

  it('may include svg, gzipped too', async () => {
    for (const kind of ['SVG', 'gzipped SVG', 'SVG after a comment']) {
      const image = await openImage(OTHERS[kind]!, { formats: ['svg'] })
      expect([...(await image.pixels('rgb')).data.subarray(0, 3)]).toEqual([0x22, 0x44, 0x66])
    }
  })

  it.each([[['jpg']], [['PNG']], [[]], ['png'], [[undefined]]])('are refused as %j', async (formats) => {
    const options = { formats: formats as ImageFormat[] }
    await expect(openImage(OTHERS.SVG!, options)).rejects.toMatchObject({ code: 'ERR_ARGUMENT', option: 'formats' })
  })
})
