import { crc32, deflateSync } from 'node:zlib'
import sharp from 'sharp'

/** A PNG of one colour: 16000² pixels take 32 kB. */
export function pngBomb(side: number): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(side, 0)
  header.writeUInt32BE(side, 4)
  header.set([1, 0, 0, 0, 0], 8)
  const rows = deflateSync(Buffer.alloc((Math.ceil(side / 8) + 1) * side), { level: 9 })
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', rows),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const head = Buffer.alloc(4)
  head.writeUInt32BE(data.length)
  const tail = Buffer.alloc(4)
  tail.writeUInt32BE(crc32(body))
  return Buffer.concat([head, body, tail])
}

/** A small AVIF whose header says that it has `side`² pixels. */
export async function avifBomb(side: number): Promise<Buffer> {
  const avif = await sharp({ create: { width: 16, height: 16, channels: 3, background: 'red' } })
    .avif()
    .toBuffer()
  const ispe = avif.indexOf('ispe')
  avif.writeUInt32BE(side, ispe + 8)
  avif.writeUInt32BE(side, ispe + 12)
  return avif
}

/** A GIF whose header says that it has 65535² pixels. */
export const gifBomb = (): Buffer =>
  Buffer.concat([
    Buffer.from('GIF89a\xff\xff\xff\xff\x80\x00\x00\x00\x00\x00\xff\xff\xff', 'latin1'),
    Buffer.from(',\x00\x00\x00\x00\xff\xff\xff\xff\x00\x02\x02\x44\x01\x00;', 'latin1'),
  ])
