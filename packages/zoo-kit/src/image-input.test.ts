import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pathToFileURL } from 'node:url'
import sharp from 'sharp'
import { afterAll, describe, expect, it } from 'vitest'
import { openImage } from './image.js'
import type { ImageInput } from './image-input.js'

const png = await sharp({ create: { width: 30, height: 20, channels: 3, background: '#c08040' } })
  .png()
  .toBuffer()
const folder = await mkdtemp(join(tmpdir(), 'image-'))
const path = join(folder, 'a photo #1 %41.png')
await writeFile(path, png)
afterAll(() => rm(folder, { recursive: true }))

const summary = async (input: ImageInput) => {
  const { data, width, height } = await (await openImage(input)).pixels('rgb')
  return [width, height, ...data.subarray(0, 3)]
}

const rgba = new Uint8ClampedArray(30 * 20 * 4)
for (let i = 0; i < 30 * 20; i++) rgba.set([0xc0, 0x80, 0x40, 255], i * 4)

describe('an image input', () => {
  const inputs: Readonly<Record<string, () => ImageInput>> = {
    path: () => path,
    'file URL': () => pathToFileURL(path),
    'file URL as text': () => pathToFileURL(path).href,
    'data URL': () => `data:image/png;base64,${png.toString('base64')}`,
    Buffer: () => png,
    Uint8Array: () => new Uint8Array(png),
    'part of a larger array': () =>
      new Uint8Array(Buffer.concat([Buffer.alloc(7), png, png])).subarray(7, 7 + png.length),
    ArrayBuffer: () => new Uint8Array(png).buffer,
    SharedArrayBuffer: () => {
      const shared = new Uint8Array(new SharedArrayBuffer(png.length))
      shared.set(png)
      return shared
    },
    Blob: () => new Blob([new Uint8Array(png)]),
    'Node stream': () => Readable.from([png.subarray(0, 50), png.subarray(50)]),
    'web stream': () => new Blob([new Uint8Array(png)]).stream(),
    'sharp instance': () => sharp(png),
    ImageData: () => ({ data: rgba, width: 30, height: 20, colorSpace: 'srgb' }),
    'raw pixels': () => ({ data: Buffer.from(rgba), width: 30, height: 20, channels: 4 }),
  }

  for (const [kind, make] of Object.entries(inputs)) {
    it(`can be a ${kind}`, async () => {
      expect(await summary(make())).toEqual([30, 20, 0xc0, 0x80, 0x40])
    })
  }

  it('can be a sharp pipeline, which is left as it was', async () => {
    const pipeline = sharp(png).resize(10, 5, { fit: 'fill' })
    expect(await summary(pipeline)).toEqual([10, 5, 0xc0, 0x80, 0x40])
    expect((await pipeline.toBuffer({ resolveWithObject: true })).info).toMatchObject({ format: 'png', width: 10 })
  })

  it('may have its raw pixels overwritten as soon as the call is made', async () => {
    const data = new Uint8Array(12).fill(200)
    const opening = openImage({ data, width: 2, height: 2 })
    data.fill(0)
    expect([...(await (await opening).pixels('rgb')).data]).toEqual(new Array(12).fill(200))
  })
})

describe('what is no image input', () => {
  const wrong: Readonly<Record<string, unknown>> = {
    undefined: undefined,
    null: null,
    number: 7,
    'empty path': '',
    'path with a NUL': 'a\0b',
    object: {},
    function: () => png,
    'array of bytes': [1, 2, 3],
    Float32Array: new Float32Array(4),
    'ftp URL': 'ftp://example.com/a.png',
    'malformed URL': 'http://[',
    'file URL of no path': 'file:///a%2Fb.png',
    'file URL of another machine': new URL('file://elsewhere/a.png'),
    'pixels without area': { data: new Uint8Array(0), width: 0, height: 0 },
    'pixels of a fractional size': { data: new Uint8Array(3), width: 1.5, height: 1 },
    'too few pixels': { data: new Uint8Array(11), width: 2, height: 2, channels: 3 },
    'two channels': { data: new Uint8Array(8), width: 2, height: 2 },
    'float pixels': { data: new Float32Array(12), width: 2, height: 2 },
    'pixels in a wrong order': { data: new Uint8Array(12), width: 2, height: 2, channelOrder: 'grb' },
  }

  for (const [kind, input] of Object.entries(wrong)) {
    it(`rejects ${kind} with an ArgumentError`, async () => {
      await expect(openImage(input as ImageInput)).rejects.toMatchObject({ code: 'ERR_ARGUMENT', option: 'image' })
    })
  }

  it('rejects options there are none of, and bad values', async () => {
    const rejected = (options: object, option: string) =>
      expect(openImage(png, options)).rejects.toMatchObject({ code: 'ERR_ARGUMENT', option })
    await rejected({ allowremote: true }, 'allowremote')
    await rejected({ limitInputPixels: 0 }, 'limitInputPixels')
    await rejected({ timeoutMs: '5' }, 'timeoutMs')
    await rejected({ timeoutMs: 2 ** 31 }, 'timeoutMs')
    await rejected({ failOn: 'never' }, 'failOn')
    await rejected({ signal: {} }, 'signal')
  })
})

describe('a stream', () => {
  it('that fails is an ImageError with its cause', async () => {
    const broken = new Readable({
      read() {
        this.destroy(new Error('wire cut'))
      },
    })
    await expect(openImage(broken)).rejects.toMatchObject({ code: 'ERR_IMAGE', cause: { message: 'wire cut' } })
  })

  it('that is locked, consumed or of text is refused', async () => {
    const locked = new Blob(['x']).stream()
    locked.getReader()
    await expect(openImage(locked)).rejects.toMatchObject({ code: 'ERR_IMAGE' })
    const consumed = Readable.from([png])
    for await (const _ of consumed);
    await expect(openImage(consumed)).rejects.toMatchObject({ code: 'ERR_IMAGE' })
    await expect(openImage(Readable.from(['text']))).rejects.toMatchObject({ code: 'ERR_IMAGE' })
  })

  it('that never ends stops at the limit, and at the signal', async () => {
    const endless = () =>
      Readable.from(
        (function* () {
          while (true) yield Buffer.alloc(1000)
        })(),
      )
    const first = endless()
    await expect(openImage(first, { limitInputBytes: 5000 })).rejects.toMatchObject({ code: 'ERR_IMAGE' })
    expect(first.destroyed).toBe(true)
    const silent = new Readable({ read() {} })
    await expect(openImage(silent, { signal: AbortSignal.timeout(20) })).rejects.toMatchObject({ code: 'ERR_ABORTED' })
    expect(silent.destroyed).toBe(true)
  })
})
