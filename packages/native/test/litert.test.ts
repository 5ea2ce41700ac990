import { loadModel } from '@zoo/core'
import { describe, expect, it } from 'vitest'
import { hasShared, shared } from '../../../test/support/data.js'
import { hasEngine } from '../../../test/support/engines.js'
import { litertCases } from '../../../test/support/litert-cases.js'
import { branchesModel, expandedModel, quantizedModel, stablehloModel } from '../../../test/support/tflite-models.js'

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

  it('answers nothing where only the run tells the shape of an output, not even what lay there', async () => {
    for (const first of [0, 1]) {
      await using model = await loadModel(branchesModel(), { engine: 'litert', concurrency: 1 })
      for (const condition of [first, first, 1 - first]) {
        const feeds = { condition: Uint8Array.of(condition), x: Float32Array.of(1, 2, 3, 4) }
        await expect(model.run(feeds)).rejects.toMatchObject({
          code: 'ERR_RUN',
          status: 'UNSUPPORTED',
          message: expect.stringContaining('known in the run only'),
        })
      }
    }
  })

  it('answers with the bytes that it looks for where nothing was written', async () => {
    for (const byte of [0x5c, 0xa3]) {
      await using model = await loadModel(quantizedModel('uint8'), { engine: 'litert', concurrency: 1 })
      const x = new Uint8Array(4).fill(byte)
      expect((await model.run({ x })).y).toMatchObject({ data: x })
    }
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
