import { Tensor } from '@zoo/core'
import { describe, expect, it } from 'vitest'
import { form, summarize } from './tensor-summary.js'

describe('summarize', () => {
  it('shows a small tensor whole', () => {
    expect(summarize(new Tensor('float32', [3], Float32Array.of(0.1, 2, NaN)))).toBe('0.1  2  NaN')
    expect(summarize(new Tensor('int64', [2], BigInt64Array.of(9007199254740993n, -1n)))).toBe('9007199254740993  -1')
    expect(summarize(new Tensor('bool', [2], Uint8Array.of(1, 0)))).toBe('true  false')
    expect(summarize(new Tensor('float16', [1], Uint16Array.of(0x3c00)))).toBe('1')
    expect(summarize(new Tensor('complex64', [1], Float32Array.of(1.5, -2)))).toBe('1.5-2i')
  })

  it('shows the start and the range of a large one', () => {
    const tensor = new Tensor(
      'float32',
      [1, 10],
      Float32Array.from({ length: 10 }, (_, i) => (i === 7 ? 0.5 : 0)),
    )
    expect(summarize(tensor)).toBe('0  0  0  0  0  0  0  0.5  … 2 more\nmin 0  max 0.5 at 7  mean 0.05')
  })

  it('quotes strings, so that their control characters drive no terminal', () => {
    const tensor = new Tensor('string', [1], [Buffer.from('zoo\u001b[31m')])
    expect(summarize(tensor)).toBe('"zoo\ufffd[31m"')
  })

  it('says that an empty one is empty', () => {
    expect(summarize(new Tensor('float32', [0, 2], new Float32Array(0)))).toBe('(empty)')
    expect(form(new Tensor('float32', [], Float32Array.of(1)))).toBe('float32 []')
  })
})
