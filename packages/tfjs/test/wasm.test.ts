import { loadModel } from '@zoo/core'
import { tfjs } from '@zoo/tfjs'
import { expect, it } from 'vitest'
import { describeBackend } from './backend-suite.js'
import { loadTfjs } from './backends.js'
import { sumGraph } from './graphs.js'

const tf = await loadTfjs('wasm')

describeBackend('wasm', tf)

it('a model belongs to the backend it was loaded for, and says so', async () => {
  await using model = await loadModel(sumGraph(), { engine: tfjs(tf) })
  await loadTfjs('cpu')
  await expect(model.run({ x: [1], y: [2] })).rejects.toMatchObject({
    code: 'ERR_RUN',
    status: 'BACKEND_CHANGED',
    message: expect.stringMatching(/loaded for the backend wasm .* runs cpu now; load it again/),
  })
  await loadTfjs('wasm')
  expect([...(await model.run({ x: [1], y: [2] })).sum!.data]).toEqual([3])
})
