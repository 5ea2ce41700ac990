import { describe, expect, it } from 'vitest'
import { dequantize, quantize } from './quantize.js'
import { Tensor } from './tensor.js'

/** As MobileNet's uint8 input is: pixels -1..1 in steps of 1/128. */
const PIXELS = { scales: [0.0078125], zeroPoints: [128], axis: 0 }

describe('quantize', () => {
  it('rounds, shifts and clamps', () => {
    const real = new Tensor('float32', [2, 3], Float32Array.of(-1, 0, 0.9921875, 2, -3, 0.004))
    const stored = quantize(real, PIXELS, 'uint8')
    expect(stored).toEqual(new Tensor('uint8', [2, 3], Uint8Array.of(0, 128, 255, 255, 0, 129)))
  })

  it('rounds halves away from zero', () => {
    const { data } = quantize([0.5, 1.5, 2.5, -0.5, -1.5, -2.5], { scales: [1], zeroPoints: [0], axis: 0 }, 'int8')
    expect([...data]).toEqual([1, 2, 3, -1, -2, -3])
  })

  it('clamps infinities', () => {
    expect([...quantize([Infinity, -Infinity], PIXELS, 'int16').data]).toEqual([32767, -32768])
  })

  it('goes by channel along an axis', () => {
    const quantization = { scales: [1, 0.5, 0.25], zeroPoints: [0, 10, -10], axis: 1 }
    const real = new Tensor('float32', [2, 3, 2], new Float32Array(12).fill(1))
    const stored = quantize(real, quantization, 'int8')
    expect([...stored.data]).toEqual([1, 1, 12, 12, -6, -6, 1, 1, 12, 12, -6, -6])
    expect(dequantize(stored, quantization)).toEqual(real)
  })

  it('rejects NaN, channels that do not fit and dtypes that are not quantised', () => {
    expect(() => quantize([1, NaN], PIXELS, 'uint8')).toThrow(
      expect.objectContaining({ code: 'ERR_TENSOR_MISMATCH', message: expect.stringContaining('Element 1 is NaN') }),
    )
    expect(() => quantize([1, 2, 3], { scales: [1, 2], zeroPoints: [0, 0], axis: 0 }, 'int8')).toThrow(
      expect.objectContaining({
        code: 'ERR_TENSOR_MISMATCH',
        message: expect.stringContaining('2 scales along axis 0'),
      }),
    )
    for (const dtype of ['float32', 'constructor']) {
      expect(() => quantize([1], PIXELS, dtype as 'int8')).toThrow(expect.objectContaining({ code: 'ERR_ARGUMENT' }))
    }
  })
})

it('dequantizes', () => {
  const real = dequantize(new Tensor('uint8', [3], Uint8Array.of(0, 128, 255)), PIXELS)
  expect(real).toEqual(new Tensor('float32', [3], Float32Array.of(-1, 0, 0.9921875)))
})
