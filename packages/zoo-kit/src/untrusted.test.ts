import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openImage } from './image.js'
import type { ImageInput } from './image-input.js'

const png = await sharp({ create: { width: 3, height: 2, channels: 3, background: '#123456' } })
  .png()
  .toBuffer()
let server: Server
let base: string
let hits = 0

beforeAll(async () => {
  server = createServer((_, response) => {
    hits++
    response.end(png)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

describe('an untrusted image', () => {
  it('can be bytes, a Blob, a stream or raw pixels', async () => {
    const inputs: ImageInput[] = [
      png,
      new Uint8Array(png),
      new Uint8Array(png).buffer,
      new Blob([new Uint8Array(png)]),
      Readable.from([png]),
      new Blob([new Uint8Array(png)]).stream(),
      { data: new Uint8Array(18), width: 3, height: 2 },
    ]
    for (const input of inputs) expect(await openImage(input, { untrusted: true })).toMatchObject({ width: 3 })
  })

  it.each([
    '/etc/passwd',
    'photo.jpg',
    '',
    'file:///etc/passwd',
    new URL('file:///etc/passwd'),
    'FILE:///etc/passwd',
    ' /etc/passwd',
    ' http://example.com/a.png',
    '\\\\server\\share\\a.png',
    `data:image/png;base64,${png.toString('base64')}`,
    'ftp://example.com/a.png',
    'javascript:1',
    sharp(png),
    undefined,
    7,
  ])('is refused as %s, whatever allowRemote says', async (input) => {
    for (const allowRemote of [true, () => true]) {
      const opening = openImage(input as ImageInput, { untrusted: true, allowRemote, allowPrivateNetwork: true })
      await expect(opening).rejects.toMatchObject({ code: 'ERR_ARGUMENT', option: 'image' })
    }
  })

  it('is fetched by https alone, unless a function allows more', async () => {
    const options = { untrusted: true, allowPrivateNetwork: true }
    await expect(openImage(base, options)).rejects.toMatchObject({ option: 'allowRemote' })
    await expect(openImage(base, { ...options, allowRemote: true })).rejects.toMatchObject({
      code: 'ERR_ARGUMENT',
      message: expect.stringContaining('https:'),
    })
    expect(hits).toBe(0)
    expect(await openImage(base, { ...options, allowRemote: () => true })).toMatchObject({ width: 3 })
  })
})

describe('allowRemote', () => {
  it('reaches no private address, even when a function says yes', async () => {
    hits = 0
    const port = (server.address() as AddressInfo).port
    for (const host of [
      '127.0.0.1',
      'localhost',
      '[::1]',
      '[::ffff:127.0.0.1]',
      '0.0.0.0',
      '2130706433',
      '169.254.169.254',
    ]) {
      const opening = openImage(`http://${host}:${port}/`, { allowRemote: () => true })
      await expect(opening).rejects.toMatchObject({ code: 'ERR_ARGUMENT', option: 'allowPrivateNetwork' })
    }
    expect(hits).toBe(0)
  })

  it('refuses user names in a URL, and ports that are not of the web', async () => {
    await expect(openImage('https://a:b@example.com/', { allowRemote: () => true })).rejects.toMatchObject({
      code: 'ERR_ARGUMENT',
      message: expect.not.stringContaining('a:b'),
    })
    await expect(openImage('http://example.com:25/', { allowRemote: true })).rejects.toMatchObject({
      code: 'ERR_ARGUMENT',
      message: expect.stringContaining('port'),
    })
  })
})
