import { dequantize, type LoadOptions, type Model, quantize, Tensor } from '@zoo/core'
import { expect, it } from 'vitest'
import {
  convolutionModel,
  customModel,
  deconvolutionModel,
  flattenModel,
  gatherModel,
  namesakesModel,
  packedShapeModel,
  quantizedModel,
  repeatedModel,
  reshapeModel,
  rowsModel,
  timesModel,
  topModel,
  turnedModel,
} from './tflite-models.js'

type Load = (model: Uint8Array, options?: Partial<LoadOptions>) => Promise<Model>

const rows = (count: number, value: number) => new Float32Array(count * 3).fill(value)
const floats = (tensor: Tensor | undefined) => [...(tensor as Tensor<'float32'>).data]

/** What every engine on LiteRT does with a TensorFlow Lite model. */
export function litertCases(engine: string, load: Load): void {
  it('computes every output, or just the second', async () => {
    await using model = await load(rowsModel())
    const both = await model.run({ x: [[1, 2, 3]], y: [[2, 2, 2]] })
    expect(floats(both.product)).toEqual([4, 8, 12])
    const { sum, ...rest } = await model.run({ x: [[1, 2, 3]], y: [[2, 2, 2]] }, ['sum'])
    expect(floats(sum)).toEqual([2, 4, 6])
    expect(rest).toEqual({})
  })

  it('computes outputs of several dtypes, among them a constant', async () => {
    await using model = await load(topModel())
    const { values, indices, constant } = await model.run({ x: [1, 5, 2, 4] })
    expect(floats(values)).toEqual([5, 4])
    expect(indices).toMatchObject({ dtype: 'int32', shape: [2], data: Int32Array.of(1, 3) })
    expect(constant).toMatchObject({ dtype: 'int32', shape: [1], data: Int32Array.of(2) })
  })

  it('answers outputs that are one tensor, or an input, each with an array of its own', async () => {
    await using model = await load(repeatedModel())
    const [sum, twin, passed] = model.outputs.map(({ name }) => name) as [string, string, string]
    const x = Float32Array.of(1, 2, 3)
    const y = Float32Array.of(10, 20, 30)
    const answers = await model.run({ x, y }, [sum, twin, passed])
    expect([sum, twin, passed].map((name) => floats(answers[name]))).toEqual([
      [11, 22, 33],
      [11, 22, 33],
      [1, 2, 3],
    ])
    expect(answers[sum]!.data).not.toBe(answers[twin]!.data)
    expect(floats((await model.run({ x, y }, [passed]))[passed])).toEqual([1, 2, 3])
  })

  it('tells inputs and outputs of one name apart', async () => {
    await using model = await load(namesakesModel())
    const [x, other] = model.inputs.map(({ name }) => name) as [string, string]
    const answers = await model.run({ [x]: Float32Array.of(3, 4), [other]: Float32Array.of(10, 20) })
    expect(model.outputs.map(({ name }) => floats(answers[name]))).toEqual([
      [13, 24],
      [30, 80],
    ])
  })

  it('takes any size where the model leaves it open, one after another and at once', async () => {
    await using model = await load(rowsModel(), { concurrency: 2 })
    expect(model.inputs.map(({ shape }) => shape)).toEqual([
      [null, 3],
      [null, 3],
    ])
    const counts = [1, 7, 3, 7, 1, 64, 2]
    const results = await Promise.all(counts.map((n) => model.run({ x: rows(n, n), y: rows(n, 2) }, ['product'])))
    for (const [i, n] of counts.entries()) {
      const { product } = results[i]!
      expect(product!.shape).toEqual([n, 3])
      expect(floats(product).slice(-3)).toEqual([(n + 1) * 2, (n + 2) * 2, (n + 3) * 2])
    }
  })

  it('takes any batch where the model works its shapes out in the run', async () => {
    await using model = await load(packedShapeModel())
    for (const batch of [1, 3, 2]) {
      const x = Float32Array.from({ length: 4 * batch }, (_, i) => i)
      const { y } = await model.run({ x: new Tensor('float32', [batch, 4], x) })
      expect(y).toEqual(new Tensor('float32', [batch, 2, 2], x))
    }
  })

  it.each([
    ['is fed', reshapeModel(), "RESHAPE ('reshaped')"],
    ['has two open sizes', turnedModel(1, 1), "RESHAPE ('y')"],
    ['is up to a custom operation', customModel('Mine'), "Mine ('y')"],
  ])('refuses a model with an output whose shape %s, and says which operation it is', async (_, model, operation) => {
    await expect(load(model, { trusted: true })).rejects.toMatchObject({
      code: 'ERR_NO_ENGINE',
      message: expect.stringContaining(operation),
    })
  })

  it('answers again after a size that it cannot take, a scalar among the inputs', async () => {
    await using model = await load(timesModel())
    const run = (...x: number[]) => model.run({ x: Float32Array.from(x), by: Float32Array.of(2) }, ['product'])
    expect(floats((await run(1, 2)).product)).toEqual([2, 4])
    await expect(run()).rejects.toMatchObject({ code: 'ERR_RUN', engine })
    expect(floats((await run(1, 2, 3)).product)).toEqual([2, 4, 6])
  })

  it('keeps more shapes than it has room for', async () => {
    await using model = await load(convolutionModel())
    for (const height of [...Array.from({ length: 40 }, (_, i) => 3 + i), 3]) {
      const image = new Float32Array(height * 4 * 3).fill(1)
      const { features } = await model.run({ image: new Tensor('float32', [1, height, 4, 3], image) })
      expect(features!.shape).toEqual([1, height - 2, 2, 4])
    }
  })

  it.each(['int8', 'uint8'] as const)('says how %s tensors are quantised, and passes them', async (dtype) => {
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
    expect(floats((await running).sum)).toEqual([2, 3, 4])
  })

  it('runs the operations that LiteRT has for models of MediaPipe', async () => {
    await using model = await load(deconvolutionModel())
    const { y } = await model.run({ x: Float32Array.of(1, 10) })
    expect(y!.shape).toEqual([1, 2, 4, 1])
    expect(floats(y)).toEqual([1.5, 2.5, 10.5, 20.5, 3.5, 4.5, 30.5, 40.5])
  })

  it('refuses operations of TensorFlow, and says what to do', async () => {
    await expect(load(customModel('FlexErf'))).rejects.toMatchObject({
      code: 'ERR_NO_ENGINE',
      engines: [
        { engine, reason: expect.stringContaining('FlexErf'), advice: expect.stringContaining('SELECT_TF_OPS') },
      ],
    })
  })

  it('rejects what LiteRT fails to run, and goes on', async () => {
    await using model = await load(gatherModel())
    const x = Float32Array.of(1, 2, 3, 4)
    for (let i = 0; i < 3; i++) {
      await expect(model.run({ x, index: Int32Array.of(0, 1_000_000) })).rejects.toMatchObject({
        code: 'ERR_RUN',
        engine,
      })
      expect(floats((await model.run({ x, index: Int32Array.of(3, 0) })).y)).toEqual([4, 1])
    }
  })
}
