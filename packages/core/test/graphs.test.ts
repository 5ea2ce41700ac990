import { loadModel, Session } from '@zoo/core'
import { describe, expect, it } from 'vitest'
import { hasShared } from '../../../test/support/data.js'
import { hasEngine } from '../../../test/support/engines.js'
import { type Expected, expectedOf, graphNames, graphPath } from '../../../test/support/graph-corpus.js'
import { expectTensor, fromJson } from '../../../test/support/tensor-json.js'

const tensors = (feeds: Expected['feeds']) =>
  Object.fromEntries(Object.entries(feeds).map(([name, json]) => [name, fromJson(json)]))

describe.skipIf(!hasShared || !(await hasEngine('tensorflow')))('the tensorflow engine answers', () => {
  it('at least the 70 graphs there were', () => expect(graphNames.length).toBeGreaterThanOrEqual(70))

  it.each(graphNames)('%s', async (name) => {
    const { feeds, fetches, tolerance } = expectedOf(name)
    const model = await loadModel(graphPath(name), { engine: 'tensorflow' })
    const results = await model.run(tensors(feeds), Object.keys(fetches))
    expect(Object.keys(results)).toEqual(Object.keys(fetches))
    for (const [fetch, json] of Object.entries(fetches)) expectTensor(results[fetch]!, json, tolerance)
    await model.dispose()
  })

  it.each(graphNames)('%s through a Session, as plain values and under bare names', async (name) => {
    const { feeds, fetches, tolerance } = expectedOf(name)
    const session = await Session.load(graphPath(name), 'tensorflow', { engine: 'tensorflow' })
    const bare = (tensor: string) => tensor.replace(/:0$/, '')
    for (const [feed, json] of Object.entries(feeds)) {
      const { data, shape } = fromJson(json)
      const values = Array.from<unknown>(data)
      session.addInput(bare(feed), (json.dtype === 'bool' ? values.map(Boolean) : values) as number[], shape)
    }
    for (const fetch of Object.keys(fetches)) session.addOutput(bare(fetch))
    await session.run()
    for (const [fetch, json] of Object.entries(fetches)) expectTensor(session.getOutput(bare(fetch)), json, tolerance)
    await session.dispose()
  })
})
