import { readdirSync } from 'node:fs'
import { loadModel, Session } from '@zoo/core'
import { describe, expect, it } from 'vitest'
import { hasShared, shared, sharedJson } from '../../../test/support/data.js'
import { hasEngine } from '../../../test/support/engines.js'
import { expectTensor, fromJson, type TensorJson } from '../../../test/support/tensor-json.js'

interface Expected {
  readonly feeds: Readonly<Record<string, TensorJson>>
  readonly fetches: Readonly<Record<string, TensorJson>>
  readonly tolerance: number
}

const tensors = (feeds: Expected['feeds']) =>
  Object.fromEntries(Object.entries(feeds).map(([name, json]) => [name, fromJson(json)]))

const names = hasShared
  ? readdirSync(shared('graphs')).flatMap((file) => (file.endsWith('.pb') ? [file.slice(0, -'.pb'.length)] : []))
  : []

describe.skipIf(!hasShared || !(await hasEngine('tensorflow')))('the tensorflow engine answers', () => {
  it('at least the 70 graphs there were', () => expect(names.length).toBeGreaterThanOrEqual(70))

  it.each(names)('%s', async (name) => {
    const { feeds, fetches, tolerance } = sharedJson<Expected>('graphs', `${name}.json`)
    const model = await loadModel(shared('graphs', `${name}.pb`), { engine: 'tensorflow' })
    const results = await model.run(tensors(feeds), Object.keys(fetches))
    expect(Object.keys(results)).toEqual(Object.keys(fetches))
    for (const [fetch, json] of Object.entries(fetches)) expectTensor(results[fetch]!, json, tolerance)
    await model.dispose()
  })

  it.each(names)('%s through a Session, as plain values and under bare names', async (name) => {
    const { feeds, fetches, tolerance } = sharedJson<Expected>('graphs', `${name}.json`)
    const session = await Session.load(shared('graphs', `${name}.pb`), 'tensorflow', { engine: 'tensorflow' })
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
