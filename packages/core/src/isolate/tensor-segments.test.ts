import { describe, expect, it } from 'vitest'
import { Tensor } from '../tensor.js'
import { copyPacked, packTensor, unpackTensor } from './tensor-segments.js'

const across = (tensor: Tensor): Tensor => {
  const [form, segment] = copyPacked(packTensor(tensor))
  return unpackTensor(JSON.parse(JSON.stringify(form)), Uint8Array.from(segment).buffer)
}

describe('packTensor and unpackTensor', () => {
  it.each([
    new Tensor('float32', [2], Float32Array.of(Number.NaN, -0)),
    new Tensor('int64', [], BigInt64Array.of(-1n)),
    new Tensor('complex64', [1], Float32Array.of(1, 2)),
    new Tensor('string', [2, 2], ['', 'a', 'häuser', 'x'.repeat(1000)]),
    new Tensor('string', [0], []),
    new Tensor('bool', [3], Uint8Array.of(1, 0, 1)),
  ])('keep a tensor of $dtype $shape', (tensor) => {
    expect(across(tensor)).toEqual(tensor)
  })

  it('take the part of a buffer that a tensor views', () => {
    const whole = Float32Array.of(1, 2, 3, 4)
    expect(across(new Tensor('float32', [2], whole.subarray(1, 3))).data).toEqual(Float32Array.of(2, 3))
  })

  it.each([
    ['an unknown dtype', { dtype: 'float99', shape: [1] }, 4],
    ['a shape with a negative size', { dtype: 'float32', shape: [-1] }, 4],
    ['too few bytes', { dtype: 'float32', shape: [2] }, 4],
    ['no segment', { dtype: 'float32', shape: [1] }, undefined],
    ['strings without their lengths', { dtype: 'string', shape: [1] }, 4],
  ])('refuse %s', (_, form, bytes) => {
    expect(() => unpackTensor(form as never, bytes === undefined ? undefined : new ArrayBuffer(bytes))).toThrow()
  })

  it('refuse more strings than the segment holds', () => {
    for (const count of [2 ** 40, -1, Number.NaN, 0.5]) {
      const segment = Float64Array.of(count, 1)
      expect(() => unpackTensor({ dtype: 'string', shape: [1] }, segment.buffer)).toThrow('strings')
    }
  })
})
