import { loadModel } from '@zoo/core'
import { describe, expect, it } from 'vitest'
import { hasShared, shared } from '../../../test/support/data.js'
import { hasEngine } from '../../../test/support/engines.js'
import { litertCases } from '../../../test/support/litert-cases.js'
import { customModel, expandedModel, stablehloModel } from '../../../test/support/tflite-models.js'

describe.runIf(await hasEngine('litert'))('litert', () => {
  litertCases('litert', (model, options) => loadModel(model, { engine: 'litert', ...options }))

  it('rejects a model with an operation that it does not have', async () => {
    await expect(loadModel(stablehloModel(), { engine: 'litert' })).rejects.toMatchObject({ code: 'ERR_MODEL_LOAD' })
  })

  it.each([8, 20, 140])('rejects a model whose output has %i axes more than its file says', async (more) => {
    const refused = { code: 'ERR_MODEL_LOAD', message: expect.stringContaining('at most rank 8') }
    await expect(loadModel(expandedModel(more), { engine: 'litert' })).rejects.toMatchObject(refused)
    await using model = await loadModel(expandedModel(7), { engine: 'litert' })
    expect((await model.run({ x: [5] })).y6!.shape).toHaveLength(8)
  })

  it('names a custom operation of whoever made the model', async () => {
    await using model = await loadModel(customModel('MyRelu'), { engine: 'litert', trusted: true })
    await expect(model.run({ x: Float32Array.of(1, 2) })).rejects.toMatchObject({
      code: 'ERR_UNSUPPORTED_GRAPH',
      nodes: [{ op: 'MyRelu' }],
    })
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
