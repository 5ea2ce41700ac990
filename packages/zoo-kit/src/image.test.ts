import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { openImage } from './image.js'
import type { ImageInput } from './image-input.js'

/** 40 × 20: left half red, right half blue. */
const WIDTH = 40
const HEIGHT = 20
const pixels = Buffer.alloc(WIDTH * HEIGHT * 3)
for (let i = 0; i < WIDTH * HEIGHT; i++) pixels[i * 3 + (i % WIDTH < WIDTH / 2 ? 0 : 2)] = 255
const flag = () => sharp(pixels, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } })
const RED = [255, 0, 0]
const BLUE = [0, 0, 255]

async function read(input: ImageInput, order: 'rgb' | 'bgr' | 'grey' = 'rgb') {
  const image = await openImage(input)
  const { data, width, height, channels } = await image.pixels(order)
  expect(data.length).toBe(width * height * channels)
  const at = (x: number, y: number) => [...data.subarray((y * width + x) * channels, (y * width + x + 1) * channels)]
  return { width, height, channels, at }
}

const near = (actual: readonly number[], expected: readonly number[], tolerance: number) => {
  expect(actual).toHaveLength(expected.length)
  actual.forEach((value, i) => {
    expect(Math.abs(value - expected[i]!)).toBeLessThanOrEqual(tolerance)
  })
}

describe('openImage', () => {
  it('turns an image as its EXIF orientation says', async () => {
    for (const [orientation, first] of [
      [1, RED],
      [3, BLUE],
      [6, RED],
      [8, BLUE],
    ] as const) {
      const file = await flag().withMetadata({ orientation }).png().toBuffer()
      const open = await openImage(file)
      const turned = orientation > 4
      expect([open.width, open.height]).toEqual(turned ? [HEIGHT, WIDTH] : [WIDTH, HEIGHT])
      const { at, width, height } = await read(file)
      expect([width, height]).toEqual([open.width, open.height])
      expect(at(0, 0)).toEqual(first)
    }
  })

  it('makes 8-bit sRGB of every kind of pixels', async () => {
    const kinds = {
      palette: [flag().png({ palette: true, colours: 4 }), RED, 4],
      '16 bits': [flag().toColourspace('rgb16').png(), RED, 1],
      cmyk: [flag().toColourspace('cmyk').tiff(), RED, 60],
      webp: [flag().webp({ lossless: true }), RED, 1],
      gif: [flag().gif(), RED, 1],
      tiff: [flag().tiff(), RED, 1],
      avif: [flag().avif({ lossless: true }), RED, 3],
    } as const
    for (const [kind, [image, expected, tolerance]] of Object.entries(kinds)) {
      const { at, width, height, channels } = await read(await image.toBuffer())
      expect([kind, width, height, channels]).toEqual([kind, WIDTH, HEIGHT, 3])
      near(at(2, 2), expected, tolerance)
    }
  })

  it('makes three equal channels of grey, of 8 and of 16 bits', async () => {
    for (const space of ['b-w', 'grey16'] as const) {
      const { at, channels } = await read(await flag().toColourspace(space).png().toBuffer())
      const [red, green, blue] = at(2, 2)
      expect(channels).toBe(3)
      expect([green, blue]).toEqual([red, red])
      expect(red).toBeGreaterThan(40)
    }
  })

  it('shows transparent pixels as white', async () => {
    const clear = flag().ensureAlpha(0)
    expect((await read(await clear.png().toBuffer())).at(2, 2)).toEqual([255, 255, 255])
    const half = await read(await flag().ensureAlpha(0.5).png().toBuffer())
    near(half.at(2, 2), [255, 128, 128], 1)
  })

  it('takes the first frame of an animation', async () => {
    const frames = Buffer.concat([pixels, Buffer.alloc(pixels.length, 9)])
    const raw = { width: WIDTH, height: HEIGHT * 2, channels: 3, pageHeight: HEIGHT } as const
    const { at, height } = await read(await sharp(frames, { raw }).gif().toBuffer())
    expect(height).toBe(HEIGHT)
    near(at(2, 2), RED, 1)
  })

  it('gives channels in the order asked for, from either order of raw pixels', async () => {
    const file = await flag().png().toBuffer()
    const bgr = { data: pixels, width: WIDTH, height: HEIGHT, channelOrder: 'bgr' } as const
    expect((await read(file, 'bgr')).at(2, 2)).toEqual(BLUE)
    expect((await read(bgr, 'bgr')).at(2, 2)).toEqual(RED)
    expect((await read(bgr, 'rgb')).at(2, 2)).toEqual(BLUE)
    const [grey] = (await read(file, 'grey')).at(2, 2)
    const [swapped] = (await read(bgr, 'grey')).at(35, 2)
    expect(swapped).toBe(grey)
  })

  it('leaves raw pixels of the size wanted as they are, unless a part is to be cut out', async () => {
    const image = await openImage({ data: pixels, width: WIDTH, height: HEIGHT })
    const resize = { width: WIDTH, height: HEIGHT, filter: 'bilinear', fit: 'fill' } as const
    const whole = await image.pixels('rgb', { ...resize, crop: 1 })
    expect([...whole.data]).toEqual([...pixels])
    const middle = await image.pixels('rgb', { ...resize, crop: 0.5 })
    expect(middle).toMatchObject({ width: WIDTH, height: HEIGHT })
    // Enlarged, the colours run into each other where they meet.
    expect([...middle.data]).not.toEqual([...pixels])
  })

  it('gives whole images as floats, the same as their bytes', async () => {
    for (const input of [await flag().jpeg().toBuffer(), { data: pixels, width: WIDTH, height: HEIGHT }]) {
      const image = await openImage(input)
      for (const order of ['rgb', 'bgr', 'grey'] as const) {
        const { data, channels } = await image.floatPixels(order)
        expect(data).toBeInstanceOf(Float32Array)
        expect(channels).toBe(order === 'grey' ? 1 : 3)
        expect([...data]).toEqual([...(await image.pixels(order)).data])
      }
    }
  })

  it('draws an SVG over the turned image', async () => {
    const file = await flag().withMetadata({ orientation: 6 }).png().toBuffer()
    const svg =
      '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="40"><rect width="5" height="5" fill="#0f0"/></svg>'
    const { at, width, height } = await read(await (await openImage(file)).overlay(svg))
    expect([width, height]).toEqual([20, 40])
    expect([at(2, 2), at(15, 2), at(2, 38)]).toEqual([[0, 255, 0], RED, BLUE])
  })
})

describe('what cannot be decoded', () => {
  const failure = (input: ImageInput, options?: Parameters<typeof openImage>[1]) =>
    expect(openImage(input, options).then((image) => image.pixels('rgb'))).rejects

  it('is an ImageError that names the format where it is known', async () => {
    await failure(Buffer.alloc(0)).toMatchObject({ name: 'ImageError', code: 'ERR_IMAGE' })
    await failure(Buffer.from('this is no image')).toMatchObject({ code: 'ERR_IMAGE', option: 'formats' })
    await failure('/no/such/image.jpg').toMatchObject({
      code: 'ERR_IMAGE',
      message: expect.stringContaining('no such file'),
    })
    await failure('/').toMatchObject({ code: 'ERR_IMAGE', message: expect.stringContaining('folder') })
    for (const format of ['jpeg', 'png', 'webp'] as const) {
      const file = await sharp({
        create: {
          width: 300,
          height: 300,
          channels: 3,
          background: '#345',
          noise: { type: 'gaussian', mean: 100, sigma: 40 },
        },
      })
        .toFormat(format)
        .toBuffer()
      await failure(file.subarray(0, file.length / 2)).toMatchObject({ code: 'ERR_IMAGE', cause: expect.any(Error) })
    }
    const jpeg = await flag().jpeg().toBuffer()
    await failure(jpeg.subarray(0, jpeg.length - 40)).toMatchObject({ format: 'jpeg' })
    await failure(jpeg.subarray(0, 40)).toMatchObject({ message: expect.stringMatching(/cannot be decoded: .+\.$/) })
  })

  it('never crashes on damaged files', async () => {
    const file = await flag().png().toBuffer()
    let seed = 1
    const random = (below: number) => {
      seed = (seed * 16807) % 2147483647
      return seed % below
    }
    for (let round = 0; round < 60; round++) {
      const damaged = Buffer.from(file)
      for (let i = 0; i < 4; i++) damaged[random(damaged.length)] = random(256)
      const outcome = await openImage(damaged)
        .then((image) => image.pixels('rgb'))
        .catch((error) => error)
      if (outcome instanceof Error) expect(outcome).toMatchObject({ code: 'ERR_IMAGE' })
    }
  })

  it('is refused before it is decoded when it has too many pixels', async () => {
    const limit = { limitInputPixels: 799 }
    await failure(await flag().png().toBuffer(), limit).toMatchObject({
      code: 'ERR_IMAGE',
      format: 'png',
      option: 'limitInputPixels',
    })
    await failure(flag(), limit).toMatchObject({ code: 'ERR_IMAGE' })
    await failure({ data: pixels, width: WIDTH, height: HEIGHT }, limit).toMatchObject({ code: 'ERR_IMAGE' })
    await expect(openImage(await flag().png().toBuffer(), { limitInputPixels: 800 })).resolves.toMatchObject({
      width: 40,
    })
  })

  it('is refused when it has too many bytes', async () => {
    await failure(await flag().png().toBuffer(), { limitInputBytes: 20 }).toMatchObject({
      code: 'ERR_IMAGE',
      option: 'limitInputBytes',
    })
  })
})

describe('aborting', () => {
  it('rejects at once when the signal has fired, and with its reason when it fires later', async () => {
    const file = await flag().png().toBuffer()
    await expect(openImage(file, { signal: AbortSignal.abort('why') })).rejects.toMatchObject({
      name: 'AbortError',
      code: 'ERR_ABORTED',
      cause: 'why',
    })
    const controller = new AbortController()
    const image = await openImage(file, { signal: controller.signal })
    const decoding = image.pixels('rgb')
    controller.abort('later')
    await expect(decoding).rejects.toMatchObject({ code: 'ERR_ABORTED', cause: 'later' })
  })
})
