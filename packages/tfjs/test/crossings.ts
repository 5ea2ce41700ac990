import { type DType, Tensor } from '@zoo/core'
import { fromTfjs, toTfjs } from '@zoo/tfjs'
import { describe, expect, it } from 'vitest'
import { memoryOf, type TestedTfjs } from './backends.js'

/** That tensors cross both ways. @param given undefined where it does not run */
export function describeCrossings(name: string, given: TestedTfjs | undefined): void {
  const tf = given!

  describe.skipIf(!given)(`tensors cross to ${name} and back`, () => {
    const half = Uint16Array.of(0x3800, 0xc000) // 0.5, -2
    const crossings: readonly (readonly [DType, Tensor, string, Tensor])[] = [
      same('float32', Float32Array.of(1.5, NaN)),
      same('int32', Int32Array.of(-(2 ** 31), 2 ** 31 - 1)),
      same('bool', Uint8Array.of(1, 0)),
      same('string', [Uint8Array.of(0, 255), new Uint8Array()]),
      widened('float16', half, 'float32', Float32Array.of(0.5, -2)),
      widened('float64', Float64Array.of(0.5, NaN), 'float32', Float32Array.of(0.5, NaN)),
      widened('int8', Int8Array.of(-128, 127), 'int32', Int32Array.of(-128, 127)),
      widened('uint32', Uint32Array.of(0, 7), 'int32', Int32Array.of(0, 7)),
      widened('int64', BigInt64Array.of(-5n, 5n), 'int32', Int32Array.of(-5, 5)),
    ]

    it.each(crossings)('%s', async (_, tensor, dtype, back) => {
      const before = memoryOf(tf)
      const there = toTfjs(tensor, tf)
      expect({ dtype: there.dtype, shape: there.shape }).toEqual({ dtype, shape: tensor.shape })
      expect(await fromTfjs(there)).toEqual(back)
      there.dispose()
      expect(memoryOf(tf)).toEqual(before)
    })

    it('complex64, where it has complex numbers', async () => {
      const before = memoryOf(tf)
      const tensor = new Tensor('complex64', [2], Float32Array.of(1, -2, 3, 4))
      if (tf.getKernel('Complex', tf.getBackend())) {
        const there = toTfjs(tensor, tf)
        expect(await fromTfjs(there)).toEqual(tensor)
        there.dispose()
      } else expect(() => toTfjs(tensor, tf)).toThrow(expect.objectContaining({ code: 'ERR_TENSOR_MISMATCH' }))
      expect(memoryOf(tf)).toEqual(before)
    })

    it.each([
      ['float64', Float64Array.of(1, 0.1), /Element 1 .* is 0\.1/],
      ['int64', BigInt64Array.of(2n ** 40n, 1n), /Element 0 .* is 1099511627776/],
      ['uint32', Uint32Array.of(0, 2 ** 31), /Element 1 .* is 2147483648/],
    ] as const)('%s only where every element stays what it is', (dtype, data, message) => {
      const tensor = new Tensor<DType>(dtype, [2], data as never)
      expect(() => toTfjs(tensor, tf)).toThrow(
        expect.objectContaining({ code: 'ERR_TENSOR_MISMATCH', message: expect.stringMatching(message) }),
      )
    })
  })
}

function same<D extends DType>(dtype: D, data: unknown) {
  const tensor = new Tensor<DType>(dtype, [2, 1], data as never)
  return [dtype, tensor, dtype, tensor] as const
}

function widened(dtype: DType, data: unknown, held: DType, back: unknown) {
  return [
    dtype,
    new Tensor<DType>(dtype, [2], data as never),
    held,
    new Tensor<DType>(held, [2], back as never),
  ] as const
}
