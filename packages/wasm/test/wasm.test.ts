import { type LoadOptions, loadModel, Tensor } from '@zoo/core'
import { describe, expect, it } from 'vitest'
import { hasShared, shared } from '../../../test/support/data.js'
import { hasEngine } from '../../../test/support/engines.js'
import { litertCases } from '../../../test/support/litert-cases.js'
import { convolutionModel, gatherModel, rowsModel, stablehloModel } from '../../../test/support/tflite-models.js'

const load = (source: Uint8Array | string, options: Partial<LoadOptions> = {}) =>
  loadModel(source, { engine: 'wasm', ...options })
describe('wasm', () => {
  litertCases('wasm', load)

  it('rejects a tensor without elements, of which LiteRT has none with more than one axis', async () => {
    await using model = await load(rowsModel())
    const none = new Tensor('float32', [0, 3], new Float32Array(0))
    await expect(model.run({ x: none, y: none })).rejects.toMatchObject({ code: 'ERR_RUN', engine: 'wasm' })
  })

  it('refuses an operation that it does not have', async () => {
    await expect(load(stablehloModel())).rejects.toMatchObject({ code: 'ERR_UNSUPPORTED_GRAPH', nodes: [{ node: '' }] })
  })

  it('says in the words of LiteRT what failed', async () => {
    await using model = await load(gatherModel())
    const feeds = { x: Float32Array.of(1, 2, 3, 4), index: Int32Array.of(0, 1_000_000) }
    await expect(model.run(feeds)).rejects.toMatchObject({
      status: 'RUNTIME_FAILURE',
      message: expect.stringContaining('gather index out of bounds'),
    })
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
