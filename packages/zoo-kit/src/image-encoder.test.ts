import { describe, expect, it } from 'vitest'
import { type Encoding, ImageEncoder, pixelReaders } from './image-encoder.js'
import { IMAGE_DEFAULTS } from './image-options.js'

const encoding: Encoding = {
  channelOrder: 'rgb',
  resize: { width: 4, height: 2, filter: 'bilinear', fit: 'fill', crop: 1 },
  scaling: '[0,255]',
}
const spec = (shape: readonly (number | null)[] | null, dtype: 'float32' | 'uint8' | 'int64' = 'float32') => ({
  name: 'input',
  dtype,
  shape,
})
const plain = (level: number) => ({ data: new Uint8Array(4 * 2 * 3).fill(level), width: 4, height: 2 })
const readers = (...levels: number[]) => pixelReaders(levels.map(plain), IMAGE_DEFAULTS)

describe('ImageEncoder', () => {
  it('makes one tensor of several images, in their order', async () => {
    const encoder = new ImageEncoder(spec([null, 2, 4, 3]), encoding)
    expect(encoder.batch).toBe(null)
    const { dtype, shape, data } = await encoder.encode(readers(1, 2, 3))
    expect([dtype, shape]).toEqual(['float32', [3, 2, 4, 3]])
    expect([...data]).toEqual([1, 2, 3].flatMap((level) => new Array(24).fill(level)))
  })

  it('fills up the batch of a model that wants so many images', async () => {
    const encoder = new ImageEncoder(spec([2, 2, 4, 3], 'uint8'), { ...encoding, scaling: 'uint8' })
    expect(encoder.batch).toBe(2)
    const { shape, data } = await encoder.encode(readers(9))
    expect(shape).toEqual([2, 2, 4, 3])
    expect([data[0], data[23], data[24], data[47]]).toEqual([9, 9, 0, 0])
  })

  it('feeds one image without a batch axis to a model that has none', async () => {
    const encoder = new ImageEncoder(spec([2, 4, 3]), encoding)
    expect(encoder.batch).toBe(1)
    expect((await encoder.encode(readers(5))).shape).toEqual([2, 4, 3])
  })

  it('takes a model whose shape is unknown at its word', async () => {
    const encoder = new ImageEncoder(spec(null), encoding)
    expect((await encoder.encode(readers(1))).shape).toEqual([1, 2, 4, 3])
  })

  it('makes one grey channel, and channels in the order of the model', async () => {
    const grey = new ImageEncoder(spec([null, 2, 4, 1]), { ...encoding, channelOrder: 'grey' })
    expect((await grey.encode(readers(77))).data).toEqual(new Float32Array(8).fill(77))
    const bgr = new ImageEncoder(spec([null, 2, 4, 3]), { ...encoding, channelOrder: 'bgr' })
    const red = { data: Uint8Array.from({ length: 24 }, (_, i) => (i % 3 === 0 ? 200 : 0)), width: 4, height: 2 }
    const { data } = await bgr.encode(pixelReaders([red], IMAGE_DEFAULTS))
    expect([...data.subarray(0, 3)]).toEqual([0, 0, 200])
  })

  it('refuses an input that takes no such images', () => {
    const refused = (...args: ConstructorParameters<typeof ImageEncoder>) =>
      expect(() => new ImageEncoder(...args)).toThrow(expect.objectContaining({ code: 'ERR_ARGUMENT' }))
    refused(spec([null, 3, 2, 4]), encoding)
    refused(spec([null, 2, 4, 4]), encoding)
    refused(spec([null, 10]), encoding)
    refused(spec([null, null, 2, 4, 3]), encoding)
    refused(spec([null, 2, 4, 3], 'int64'), encoding)
  })
})
