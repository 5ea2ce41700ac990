import { InferenceError, loadModel, type Tensor } from '@zoo/core'
import { describe, expect, it } from 'vitest'
import { hasShared, shared } from '../../../test/support/data.js'
import { hasEngine } from '../../../test/support/engines.js'
import { expectedOf, graphNames, graphPath } from '../../../test/support/graph-corpus.js'
import { expectTensor, fromJson } from '../../../test/support/tensor-json.js'

// In order: the last test counts what the others answered.
describe.runIf(hasShared)('a frozen graph on wasm', { shuffle: false }, () => {
  let answered = 0

  it.each(graphNames)('%s is answered, or refused with a reason', async (name) => {
    const { feeds, fetches, tolerance } = expectedOf(name)
    try {
      await using model = await loadModel(graphPath(name), { engine: 'wasm', concurrency: 1 })
      const tensors = Object.fromEntries(Object.entries(feeds).map(([feed, json]) => [feed, fromJson(json)]))
      const results = await model.run(tensors, Object.keys(fetches))
      for (const [fetch, json] of Object.entries(fetches)) expectTensor(results[fetch]!, json, tolerance)
      answered++
    } catch (error) {
      if (!InferenceError.isInstance(error)) throw error
      expect(['ERR_UNSUPPORTED_GRAPH', 'ERR_NO_ENGINE']).toContain((error as InferenceError).code)
      expect((error as Error).message).toMatch(/: .+/)
    }
  })

  it('is answered 50 times of 70', () => expect(answered / graphNames.length).toBeGreaterThanOrEqual(50 / 70))
})

describe('MobileNet as a frozen graph', async () => {
  it.runIf(hasShared && (await hasEngine('litert')))('gives on wasm what it gives on litert, to 1e-4', async () => {
    const input = Float32Array.from({ length: 2 * 224 * 224 * 3 }, (_, i) => Math.sin(i * 0.01))
    const answers: Float32Array[] = []
    for (const engine of ['wasm', 'litert'] as const) {
      await using model = await loadModel(shared('models', 'mobilenet_v2_1.0_224_frozen.pb'), { engine, threads: 2 })
      const [probabilities] = Object.values(await model.run({ input }))
      expect(probabilities!.shape).toEqual([2, 1001])
      answers.push((probabilities as Tensor<'float32'>).data)
    }
    const worst = Math.max(...answers[0]!.map((value, i) => Math.abs(value - answers[1]![i]!)))
    expect(worst).toBeLessThanOrEqual(1e-4)
  })
})
