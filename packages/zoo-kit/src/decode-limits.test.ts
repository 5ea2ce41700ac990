import { deflateSync } from 'node:zlib'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { decodedBytes } from './decoded-bytes.js'
import { openImage } from './image.js'
import { DEFAULT_IMAGE_FORMATS } from './image-formats.js'

const flat = (width: number, height: number) => sharp({ create: { width, height, channels: 3, background: '#888' } })
const noise = (width: number, height: number) =>
  sharp({
    create: { width, height, channels: 3, background: '#888', noise: { type: 'gaussian', mean: 128, sigma: 60 } },
  })

describe('limitDecodedBytes', () => {
  it('refuses an image by what its decoder would hold, before it is decoded', async () => {
    const avif = await flat(400, 300).avif({ effort: 0 }).toBuffer()
    const refused = { code: 'ERR_IMAGE', option: 'limitDecodedBytes', format: 'avif' }
    await expect(openImage(avif, { limitDecodedBytes: 400 * 300 * 18 })).rejects.toMatchObject(refused)
    await expect(openImage(avif, { limitDecodedBytes: 400 * 300 * 19 })).resolves.toMatchObject({ width: 400 })
  })

  it('lets a baseline JPEG in that is decoded line by line, not one that is progressive or turned', async () => {
    const limit = { limitDecodedBytes: 1000 }
    await expect(openImage(await flat(400, 300).jpeg().toBuffer(), limit)).resolves.toMatchObject({ width: 400 })
    await expect(openImage(await flat(400, 300).png().toBuffer(), limit)).resolves.toMatchObject({ width: 400 })
    for (const image of [
      flat(400, 300).jpeg({ progressive: true }),
      flat(400, 300).jpeg().withMetadata({ orientation: 6 }),
    ]) {
      await expect(openImage(await image.toBuffer(), limit)).rejects.toMatchObject({ option: 'limitDecodedBytes' })
    }
  })

  it('has an estimate for every format and depth', () => {
    const header = { width: 10, height: 10, channels: 4, isProgressive: true, orientation: 1 }
    for (const format of [...DEFAULT_IMAGE_FORMATS, 'svg', 'heif'] as const) {
      for (const depth of ['uchar', 'ushort', 'dpcomplex']) {
        expect(decodedBytes(format, { ...header, depth })).toBeGreaterThanOrEqual(400)
      }
    }
  })

  it('refuses by the header what 100 bytes of AVIF or a megabyte of PNG unfold to', async () => {
    const header = Buffer.alloc(13)
    header.writeUInt32BE(16_000, 0)
    header.writeUInt32BE(16_000, 4)
    header.set([8, 2], 8)
    const chunk = (type: string, data: Buffer) => {
      const size = Buffer.alloc(4)
      size.writeUInt32BE(data.length)
      const body = Buffer.concat([Buffer.from(type), data])
      const sum = Buffer.alloc(4)
      sum.writeUInt32BE(crc32(body))
      return Buffer.concat([size, body, sum])
    }
    const png = Buffer.concat([
      Buffer.from('89504e470d0a1a0a', 'hex'),
      chunk('IHDR', header),
      chunk('IDAT', deflateSync(Buffer.alloc(1 << 20))),
      chunk('IEND', Buffer.alloc(0)),
    ])
    const before = process.memoryUsage().rss
    await expect(openImage(png)).rejects.toMatchObject({ code: 'ERR_IMAGE', option: 'limitInputPixels' })
    expect(process.memoryUsage().rss - before).toBeLessThan(50 << 20)
  })
})

/** `@source ISO 15948, annex D` */
function crc32(bytes: Buffer): number {
  let sum = 0xffffffff
  for (const byte of bytes) {
    sum ^= byte
    for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1
  }
  return (sum ^ 0xffffffff) >>> 0
}

describe('decodeTimeoutMs', () => {
  const late = { code: 'ERR_IMAGE', option: 'decodeTimeoutMs' }

  it('ends decoding, resizing, drawing and a sharp pipeline', async () => {
    const size = { width: 4000, height: 3000 }
    const image = await openImage(
      { data: new Uint8Array(size.width * size.height * 3), ...size },
      { decodeTimeoutMs: 1 },
    )
    const resize = { width: 2000, height: 1500, filter: 'lanczos3', fit: 'fill', crop: 1 } as const
    await expect(image.pixels('bgr')).rejects.toMatchObject({ ...late, format: 'raw' })
    await expect(image.pixels('rgb', resize)).rejects.toMatchObject(late)
    await expect(image.floatPixels('bgr')).rejects.toMatchObject(late)
    await expect(image.overlay('<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>')).rejects.toMatchObject(
      late,
    )
    await expect(openImage(flat(2000, 2000).blur(30), { decodeTimeoutMs: 1 })).rejects.toMatchObject(late)
  })

  it('counts from when a thread is free, so that many images at once are all decoded', async () => {
    const file = await noise(1000, 800).jpeg().toBuffer()
    const images = await Promise.all(Array.from({ length: 60 }, () => openImage(file)))
    const decoded = await Promise.all(images.map((image) => image.pixels('rgb')))
    expect(decoded.every(({ data }) => data.length === 1000 * 800 * 3)).toBe(true)
  })
})
