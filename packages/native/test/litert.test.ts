import { dequantize, InferenceError, loadModel, quantize, type Tensor } from '@zoo/core'
import { describe, expect, it } from 'vitest'
import { hasShared, shared } from '../../../test/support/data.js'
import { hasEngine } from '../../../test/support/engines.js'
import { customModel, flattenModel, quantizedModel, rowsModel, timesModel, twinsModel } from './tflite-models.js'

const ready = await hasEngine('litert')
const load = (bytes: Uint8Array, options = {}) => loadModel(bytes, { engine: 'litert', ...options })
const rows = (count: number, value: number) => new Float32Array(count * 3).fill(value)

describe.runIf(ready)('litert', () => {
  it('computes every output, or just the second', async () => {
    await using model = await load(rowsModel())
    const both = await model.run({ x: [[1, 2, 3]], y: [[2, 2, 2]] })
    expect([...(both.product as Tensor<'float32'>).data]).toEqual([4, 8, 12])
    const { sum, ...rest } = await model.run({ x: [[1, 2, 3]], y: [[2, 2, 2]] }, ['sum'])
    expect([...(sum as Tensor<'float32'>).data]).toEqual([2, 4, 6])
    expect(rest).toEqual({})
  })

  it('answers outputs that are one tensor, or an input', async () => {
    await using model = await load(twinsModel())
    const names = model.outputs.map(({ name }) => name)
    const results = await model.run({ x: [[1, 1, 1]] }, names)
    expect(names.map((name) => [...(results[name] as Tensor<'float32'>).data])).toEqual([
      [2, 3, 4],
      [2, 3, 4],
      [1, 1, 1],
    ])
  })

  it('takes any size where the model leaves it open, one after another and at once', async () => {
    await using model = await load(rowsModel(), { concurrency: 3 })
    expect(model.inputs.map(({ shape }) => shape)).toEqual([
      [null, 3],
      [null, 3],
    ])
    const counts = [1, 7, 3, 7, 1, 64, 2]
    const runs = counts.map((n) => model.run({ x: rows(n, n), y: rows(n, 2) }, ['product']))
    const results = await Promise.all(runs)
    results.forEach(({ product }, i) => {
      const n = counts[i]!
      expect(product!.shape).toEqual([n, 3])
      expect([...(product as Tensor<'float32'>).data.slice(0, 3)]).toEqual([(n + 1) * 2, (n + 2) * 2, (n + 3) * 2])
    })
  })

  it('answers again after a size that it cannot take, a scalar among the inputs', async () => {
    await using model = await load(timesModel())
    const run = (...x: number[]) => model.run({ x: Float32Array.from(x), by: Float32Array.of(2) }, ['product'])
    expect([...(await run(1, 2)).product!.data]).toEqual([2, 4])
    await expect(run()).rejects.toBeInstanceOf(InferenceError)
    expect([...(await run(1, 2, 3)).product!.data]).toEqual([2, 4, 6])
  })

  it.each(['int8', 'uint8'] as const)('says how %s tensors are quantised', async (dtype) => {
    await using model = await load(quantizedModel(dtype))
    const [input] = model.inputs
    expect(input).toMatchObject({ dtype, quantization: { scales: [0.5], zeroPoints: [3], axis: 0 } })
    const x = quantize([0, 0.5, 1, 2], input!.quantization!, dtype)
    const { y } = await model.run({ x }, ['y'])
    expect(y!.shape).toEqual([2, 2])
    expect([...dequantize(y as Tensor<typeof dtype>, model.outputs[0]!.quantization!).data]).toEqual([0, 0.5, 1, 2])
  })

  it.each([
    ['float32', Float32Array.of(1, 2, 3, 4, 5, 6)],
    ['int32', Int32Array.of(1, -2, 3, 4, 5, 6)],
    ['int64', BigInt64Array.of(1n, -2n, 3n, 4n, 5n, 2n ** 60n)],
    ['bool', Uint8Array.of(1, 0, 1, 0, 0, 1)],
    ['int16', Int16Array.of(1, -2, 3, 4, 5, 6)],
  ] as const)('passes %s', async (dtype, data) => {
    await using model = await load(flattenModel(dtype))
    const { y } = await model.run({ x: data }, ['y'])
    expect(y).toMatchObject({ dtype, shape: [6] })
    expect(y!.data).toEqual(data)
  })

  it('keeps its results when the caller reuses the feed', async () => {
    await using model = await load(rowsModel())
    const x = rows(1, 1)
    const running = model.run({ x, y: rows(1, 1) }, ['sum'])
    x.fill(100)
    expect([...((await running).sum as Tensor<'float32'>).data]).toEqual([2, 3, 4])
  })

  it('rejects a model that uses an operator of no library', async () => {
    const error = await load(customModel()).catch((error: unknown) => error)
    expect(InferenceError.isInstance(error)).toBe(true)
  })

  it.runIf(hasShared)('runs a real model, quantised, with one thread and with two alike', async () => {
    const path = shared('models', 'mobilenet_v2_1.0_224_quant.tflite')
    const pixels = Uint8Array.from({ length: 224 * 224 * 3 }, (_, i) => (i * 31) % 256)
    const answers = await Promise.all(
      [1, 2].map(async (threads) => {
        await using model = await loadModel(path, { engine: 'litert', threads })
        const [name] = model.outputs.map((output) => output.name)
        return (await model.run({ input: pixels }))[name!]!.data
      }),
    )
    expect(answers[0]).toEqual(answers[1])
  })
})
