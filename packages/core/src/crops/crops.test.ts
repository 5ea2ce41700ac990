import { describe, expect, it } from 'vitest'
import { Tensor } from '../tensor.js'
import type { CropAxis, CropFormat, CropSource } from './crop.js'
import { Crops } from './crops.js'

const imageOf = (
  width: number,
  height: number,
  value: (x: number, y: number, channel: number) => number,
): CropSource => {
  const data = new Uint8Array(width * height * 3)
  data.forEach((_, i) => {
    data[i] = value(Math.floor(i / 3) % width, Math.floor(i / 3 / width), i % 3)
  })
  return { data, width, height }
}

const AS_IS: CropFormat = { scale: 1, offset: 0, swapChannels: false, outside: 'nearest' }
const axis = (start: number, step: number, count: number, first = 0): CropAxis => ({ start, first, step, count })
const red = ({ data }: Crops) => [...data].filter((_, i) => i % 3 === 0)

describe('Crops', () => {
  const slope = imageOf(4, 3, (x, y) => 10 * x + 100 * y)

  it('is a tensor of samples between the pixels', () => {
    const crops = new Crops(slope, [1, 2, 3, 3], [{ to: 0, rows: axis(0, 0.5, 2), columns: axis(1, 0.5, 3) }], AS_IS)
    expect(Tensor.isTensor(crops)).toBe(true)
    expect(crops).toMatchObject({ dtype: 'float32', shape: [1, 2, 3, 3] })
    expect(red(crops)).toEqual([10, 15, 20, 60, 65, 70])
    expect(crops.data).toBe(crops.data)
  })

  it('has 0 where no crop goes, and each crop where it is told', () => {
    const crops = [
      { to: 1, rows: axis(0, 1, 2), columns: axis(0, 1, 1) },
      { to: 7, rows: axis(2, 1, 1), columns: axis(0, 3, 2) },
    ]
    expect(red(new Crops(slope, [3, 3, 3], crops, AS_IS))).toEqual([0, 0, 0, 0, 100, 0, 0, 200, 230])
  })

  it('takes the nearest pixel, or 0, for what lies outside of the image', () => {
    const crop = { to: 0, rows: axis(0, 1, 1), columns: axis(-1, 1, 6) }
    expect(red(new Crops(slope, [1, 6, 3], [crop], AS_IS))).toEqual([0, 0, 10, 20, 30, 30])
    const format: CropFormat = { ...AS_IS, offset: 5, outside: 'zero' }
    expect(red(new Crops(slope, [1, 6, 3], [crop], format))).toEqual([0, 5, 15, 25, 35, 0])
  })

  it('scales, moves and turns round the channels', () => {
    const image = imageOf(1, 1, (_x, _y, channel) => [10, 20, 30][channel]!)
    const crop = { to: 0, rows: axis(0, 1, 1), columns: axis(0, 1, 1) }
    const format: CropFormat = { ...AS_IS, scale: 1 / 4, offset: -1, swapChannels: true }
    expect([...new Crops(image, [1, 1, 3], [crop], format).data]).toEqual([6.5, 4, 1.5])
  })

  it('samples a part of an axis as in the whole', () => {
    const image = imageOf(97, 1, (x) => (x * 37) % 256)
    const row = axis(0, 1, 1)
    const read = (first: number, count: number) =>
      red(new Crops(image, [1, count, 3], [{ to: 0, rows: row, columns: axis(0, 1.7, count, first) }], AS_IS))
    expect(read(20, 30)).toEqual(read(0, 50).slice(20))
  })

  it.each([
    ['beyond the last pixel', { to: 5, rows: axis(0, 1, 2), columns: axis(0, 1, 1) }],
    ['across the right edge', { to: 2, rows: axis(0, 1, 1), columns: axis(0, 1, 2) }],
    ['before the first', { to: -1, rows: axis(0, 1, 1), columns: axis(0, 1, 1) }],
    ['in part of a pixel', { to: 0.5, rows: axis(0, 1, 1), columns: axis(0, 1, 1) }],
  ])('refuses a crop that goes %s', (_where, crop) => {
    expect(() => new Crops(slope, [1, 2, 3, 3], [crop], AS_IS)).toThrow(
      expect.objectContaining({ code: 'ERR_ARGUMENT', option: 'crops' }),
    )
  })

  it('refuses an image whose bytes are too few', () => {
    const image = { data: new Uint8Array(11), width: 2, height: 2 }
    expect(() => new Crops(image, [1, 1, 3], [], AS_IS)).toThrow(
      expect.objectContaining({ code: 'ERR_ARGUMENT', option: 'source' }),
    )
  })
})
