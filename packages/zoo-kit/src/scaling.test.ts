import { describe, expect, it } from 'vitest'
import { pixelTables, type Scaling, writePixels } from './scaling.js'

const float = { dtype: 'float32' } as const
const table = (scaling: Scaling, input: Parameters<typeof pixelTables>[1], channels: 1 | 3 = 1) =>
  pixelTables(scaling, input, channels)[0]!
const quantized = (dtype: 'uint8' | 'int8', scale: number, zeroPoint: number) => ({
  dtype,
  quantization: { scales: [scale], zeroPoints: [zeroPoint], axis: 0 },
})

describe('pixelTables', () => {
  it('knows the scalings by name', () => {
    expect([table('[-1,1]', float)[0], table('[-1,1]', float)[255]]).toEqual([-1, 1])
    expect([table('[0,1]', float)[0], table('[0,1]', float)[255]]).toEqual([0, 1])
    expect([table('[0,255]', float)[0], table('[0,255]', float)[255]]).toEqual([0, 255])
  })

  it('takes a scale and offset, or a mean and standard deviation, for each channel', () => {
    expect(table({ scale: 2, offset: -3 }, float)[10]).toBe(17)
    const tables = pixelTables({ mean: [10, 20, 30], std: [1, 2, 4] }, float, 3)
    expect(tables.map((channel) => channel[50])).toEqual([40, 15, 5])
  })

  it('feeds the bytes themselves into quantised inputs', () => {
    expect(table('uint8', quantized('uint8', 0.0078125, 128))[200]).toBe(200)
    expect([0, 128, 255].map((pixel) => table('uint8', quantized('int8', 1 / 255, -128))[pixel])).toEqual([
      -128, 0, 127,
    ])
  })

  it('stores real numbers by the quantisation of the input, within its range', () => {
    const stored = table('[-1,1]', quantized('uint8', 0.0078125, 128))
    expect([0, 127, 128, 255].map((pixel) => stored[pixel])).toEqual([0, 127, 129, 255])
    expect([0, 255].map((pixel) => table('[0,1]', quantized('int8', 1 / 255, -128))[pixel])).toEqual([-128, 127])
  })

  it('refuses what does not fit the input', () => {
    const refused = (scaling: unknown, input: Parameters<typeof pixelTables>[1], channels: 1 | 3 = 3) =>
      expect(() => pixelTables(scaling as Scaling, input, channels)).toThrow(
        expect.objectContaining({ code: 'ERR_ARGUMENT', option: 'scaling' }),
      )
    refused('0..1', float)
    refused({ scale: 1 }, float)
    refused({ mean: [1, 2], std: 1 }, float)
    refused({ scale: Number.NaN, offset: 0 }, float)
    refused({ mean: 0, std: 0 }, float)
    refused('uint8', float)
    refused('[0,1]', { dtype: 'uint8' })
    refused('[0,1]', { dtype: 'int64' })
    refused('[0,1]', { dtype: null })
  })
})

describe('writePixels', () => {
  it('writes one image of a batch, each channel through its own table', async () => {
    const tensor = new Float32Array(9)
    await writePixels(
      Uint8Array.of(1, 2, 3, 4, 5, 6),
      pixelTables({ scale: 1, offset: [0, 10, 20] }, float, 3),
      tensor,
      3,
    )
    expect([...tensor]).toEqual([0, 0, 0, 1, 12, 23, 4, 15, 26])
  })

  it('lets the event loop turn while it writes a large image', async () => {
    const pixels = new Uint8Array(3 * 2_000_000).fill(7)
    let turns = 0
    const count = () => {
      turns++
      timer = setImmediate(count)
    }
    let timer = setImmediate(count)
    const tensor = new Float32Array(pixels.length)
    await writePixels(pixels, pixelTables('[0,255]', float, 3), tensor, 0)
    clearImmediate(timer)
    expect(turns).toBeGreaterThan(3)
    expect(tensor.every((value) => value === 7)).toBe(true)
  })
})
