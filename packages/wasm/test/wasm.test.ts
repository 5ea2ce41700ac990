import { dequantize, type LoadOptions, loadModel, quantize, Tensor } from '@zoo/core'
import { describe, expect, it } from 'vitest'
import { hasShared, shared } from '../../../test/support/data.js'
import { hasEngine } from '../../../test/support/engines.js'
import { customModel, flattenModel, quantizedModel, rowsModel } from '../../native/test/tflite-models.js'
import { convolutionModel, gatherModel, namesakesModel, repeatedModel, reshapeModel, topModel } from './models.js'

const load = (source: Uint8Array | string, options: Partial<LoadOptions> = {}) =>
  loadModel(source, { engine: 'wasm', ...options })
const rows = (count: number, value: number) => new Float32Array(count * 3).fill(value)
const floats = (tensor: Tensor | undefined) => [...(tensor as Tensor<'float32'>).data]

describe('wasm', () => {
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

  it('takes any size where the model leaves it open, one after another and at once', async () => {
    await using model = await load(rowsModel(), { concurrency: 2 })
    const counts = [1, 7, 3, 7, 1, 64, 2, 0]
    const results = await Promise.all(
      counts.map((n) => model.run({ x: rows(n, n), y: rows(n, 2) }, ['product']).catch((error: unknown) => error)),
    )
    for (const [i, n] of counts.slice(0, -1).entries()) {
      const { product } = results[i] as { product: Tensor<'float32'> }
      expect(product.shape).toEqual([n, 3])
      expect(floats(product).slice(-3)).toEqual([(n + 1) * 2, (n + 2) * 2, (n + 3) * 2])
    }
    // LiteRT has no tensors without elements of more than one axis, and says so.
    expect(results.at(-1)).toMatchObject({ code: 'ERR_RUN', engine: 'wasm' })
  })

  it('keeps more shapes than it has room for', async () => {
    await using model = await load(convolutionModel())
    for (const height of [...Array.from({ length: 40 }, (_, i) => 3 + i), 3]) {
      const image = new Float32Array(height * 4 * 3).fill(1)
      const { features } = await model.run({ image: new Tensor('float32', [1, height, 4, 3], image) })
      expect(features!.shape).toEqual([1, height - 2, 2, 4])
    }
  })

  it.each(['int8', 'uint8'] as const)('passes quantised %s tensors', async (dtype) => {
    await using model = await load(quantizedModel(dtype))
    const [input] = model.inputs
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

  it('keeps its results when the caller reuses the feed', async () => {
    await using model = await load(rowsModel())
    const x = rows(1, 1)
    const running = model.run({ x, y: rows(1, 1) }, ['sum'])
    x.fill(100)
    expect(floats((await running).sum)).toEqual([2, 3, 4])
  })

  it('refuses a model whose shapes only the run tells, and says which operation it is', async () => {
    await expect(load(reshapeModel())).rejects.toMatchObject({
      code: 'ERR_NO_ENGINE',
      message: expect.stringContaining("RESHAPE ('reshaped')"),
    })
  })

  it('refuses an operation that it does not have', async () => {
    await expect(load(customModel())).rejects.toMatchObject({ code: 'ERR_UNSUPPORTED_GRAPH', nodes: [{ node: '' }] })
  })

  it('rejects what LiteRT fails to run, in its words, and goes on', async () => {
    await using model = await load(gatherModel())
    const x = Float32Array.of(1, 2, 3, 4)
    for (let i = 0; i < 3; i++) {
      await expect(model.run({ x, index: Int32Array.of(0, 1_000_000) })).rejects.toMatchObject({
        code: 'ERR_RUN',
        status: 'RUNTIME_FAILURE',
        engine: 'wasm',
        message: expect.stringContaining('gather index out of bounds'),
      })
      expect(floats((await model.run({ x, index: Int32Array.of(3, 0) })).y)).toEqual([4, 1])
    }
  })
})

describe('wasm beside litert', async () => {
  const ready = hasShared && (await hasEngine('litert'))
  const both = async (source: Uint8Array | string, feeds: Record<string, ArrayBufferView>, threads = 1) => {
    const answers: Tensor[] = []
    for (const engine of ['wasm', 'litert'] as const) {
      await using model = await loadModel(source, { engine, threads })
      answers.push((await model.run(feeds as never))[model.outputs[0]!.name]!)
    }
    return answers as [Tensor<'uint8'>, Tensor<'uint8'>]
  }

  it
    .runIf(ready)
    .each([
      'mobilenet_v2_1.0_224_quant.tflite',
      'mobilenet_v2_1.0_224_inat_bird_quant.tflite',
      'aiy_vision_classifier_birds_V1_3.tflite',
    ])('answers %s as it does, within one quantisation step, with one thread and with two', async (file) => {
    const input = await (async () => {
      await using model = await load(shared('models', file))
      return model.inputs[0]!
    })()
    const pixels = Uint8Array.from({ length: 224 * 224 * 3 }, (_, i) => (i * 31) % 256)
    for (const threads of [1, 2]) {
      const [ours, theirs] = await both(shared('models', file), { [input.name]: pixels }, threads)
      expect(ours.shape).toEqual(theirs.shape)
      const steps = ours.data.map((value, i) => Math.abs(value - theirs.data[i]!))
      expect(Math.max(...steps)).toBeLessThanOrEqual(1)
    }
  })

  it.runIf(ready)('answers a float model as it does, to 1e-4', async () => {
    const image = Float32Array.from({ length: 5 * 7 * 3 }, (_, i) => Math.cos(i))
    const answers: number[][] = []
    for (const engine of ['wasm', 'litert'] as const) {
      await using model = await loadModel(convolutionModel(), { engine })
      const features = (await model.run({ image: new Tensor('float32', [1, 5, 7, 3], image) }))
        .features as Tensor<'float32'>
      expect(features.shape).toEqual([1, 3, 5, 4])
      answers.push([...features.data])
    }
    const worst = Math.max(...answers[0]!.map((value, i) => Math.abs(value - answers[1]![i]!)))
    expect(worst).toBeLessThanOrEqual(1e-4)
  })
})
