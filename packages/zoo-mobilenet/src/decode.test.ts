import { Tensor } from '@zoo/core'
import { describe, expect, it } from 'vitest'
import { decode, type OutputForm } from './decode.js'

const form: OutputForm = {
  name: 'output',
  quantization: undefined,
  softmax: false,
  labels: ['background', 'cat', 'dog'],
  engine: 'test',
}
const float = (shape: readonly number[], ...values: number[]) => new Tensor('float32', shape, Float32Array.from(values))

describe('decode', () => {
  it('gives the best classes of each image, best first, with labels and words', () => {
    const output = float([2, 3], 0.125, 0.625, 0.25, 0.875, 0, 0.125)
    expect(decode(output, 2, 2, form)).toEqual([
      [
        { label: 'cat', classIndex: 1, probability: 0.625, confidence: 'high' },
        { label: 'dog', classIndex: 2, probability: 0.25, confidence: 'medium' },
      ],
      [
        { label: 'background', classIndex: 0, probability: 0.875, confidence: 'very high' },
        { label: 'dog', classIndex: 2, probability: 0.125, confidence: 'low' },
      ],
    ])
  })

  it('ignores rows that are filling, and axes of one', () => {
    const output = float([2, 1, 1, 3], 0, 1, 0, 9, 9, 9)
    expect(decode(output, 1, 1, form)).toEqual([[expect.objectContaining({ label: 'cat', probability: 1 })]])
    expect(decode(float([3], 0, 0, 1), 1, 1, form)).toEqual([[expect.objectContaining({ label: 'dog' })]])
  })

  it('reads quantised numbers', () => {
    const quantization = { scales: [1 / 256], zeroPoints: [-128], axis: 0 }
    const output = new Tensor('int8', [1, 3], Int8Array.of(-128, 0, 64))
    const [best, second] = decode(output, 1, 2, { ...form, quantization })[0]!
    expect([best!.probability, second!.probability]).toEqual([0.75, 0.5])
  })

  it('makes probabilities of logits', () => {
    const [best] = decode(float([1, 3], 0, Math.log(8), 0), 1, 1, { ...form, softmax: true })[0]!
    expect(best!.probability).toBeCloseTo(0.8, 6)
  })

  it('calls a class without a label by its number', () => {
    const output = float([1, 3], 0, 1, 0)
    expect(decode(output, 1, 1, { ...form, labels: undefined })[0]![0]!.label).toBe('class 1')
    expect(decode(output, 1, 1, { ...form, labels: ['a', '', 'c'] })[0]![0]!.label).toBe('class 1')
  })

  it('refuses labels that do not fit, and what are no numbers', () => {
    const thrown = (output: Tensor, own: Partial<OutputForm>) => {
      try {
        return decode(output, 1, 3, { ...form, ...own })
      } catch (error) {
        return error
      }
    }
    expect(thrown(float([1, 3], 0, 1, 0), { labels: ['cat', 'dog'] })).toMatchObject({
      code: 'ERR_ARGUMENT',
      option: 'labels',
    })
    expect(thrown(float([1, 2, 2], 0, 1, 0, 1), {})).toMatchObject({ code: 'ERR_ARGUMENT', option: 'output' })
    expect(thrown(float([], 1), {})).toMatchObject({ code: 'ERR_ARGUMENT', option: 'output' })
    expect(thrown(float([1, 3], 0, Number.NaN, 0), {})).toMatchObject({ code: 'ERR_RUN', status: 'NOT_A_NUMBER' })
    const integers = new Tensor('int64', [1, 3], BigInt64Array.of(1n, 2n, 3n))
    expect(thrown(integers as Tensor, {})).toMatchObject({ code: 'ERR_RUN', status: 'WRONG_DTYPE' })
  })
})
