import { type InferenceError, loadModel, type SignatureTensor, type UnsupportedGraphError } from '@zoo/core'
import { describe, expect, it } from 'vitest'
import { hasShared } from '../../../test/support/data.js'
import { hasEngine } from '../../../test/support/engines.js'
import { expectedOf, graphNames, graphPath } from '../../../test/support/graph-corpus.js'
import { expectTensor, fromJson, type TensorJson } from '../../../test/support/tensor-json.js'

const ready = hasShared && (await hasEngine('litert'))
/** What lowering has to manage of the 70 graphs; the others may be refused, with reasons. */
const LEAST_ANSWERED = 59

const forms = (tensors: Record<string, TensorJson>): Record<string, SignatureTensor> =>
  Object.fromEntries(Object.entries(tensors).map(([name, { dtype, shape }]) => [name, { dtype, shape }]))

// In order: the last test counts what the others answered.
describe.runIf(ready)('graphs lowered to LiteRT', { shuffle: false }, () => {
  const answered: string[] = []

  it.each(graphNames)('%s is answered right or refused with reasons', async (name) => {
    const { feeds, fetches, tolerance } = expectedOf(name)
    const signature = { inputs: forms(feeds), outputs: forms(fetches) }
    const model = await loadModel(graphPath(name), { engine: 'litert', signature }).catch((error: InferenceError) => {
      expect(error).toMatchObject({ code: 'ERR_UNSUPPORTED_GRAPH' })
      const { nodes } = error as UnsupportedGraphError
      expect(nodes.length).toBeGreaterThan(0)
      for (const { node, op, reason } of nodes) expect([node, op, reason].every(Boolean)).toBe(true)
    })
    if (!model) return
    const tensors = Object.fromEntries(Object.entries(feeds).map(([key, tensor]) => [key, fromJson(tensor)]))
    const results = await model.run(tensors as never, Object.keys(fetches))
    // LiteRT's kernels add up in another order than TensorFlow's.
    for (const [key, json] of Object.entries(fetches)) expectTensor(results[key]!, json, Math.max(tolerance, 2e-5))
    answered.push(name)
    await model.dispose()
  })

  it('answers most of them', () => expect(answered.length).toBeGreaterThanOrEqual(LEAST_ANSWERED))
})
