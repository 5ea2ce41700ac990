import { openModel } from '@zoo/graph'
import { describe, expect, it } from 'vitest'
import { graphDef, sumGraph } from '../__fixtures__/graphdef.js'
import { SmallEngine } from '../__fixtures__/small-engine.js'
import type { Verdict } from '../engine.js'
import { withLowering } from './with-lowering.js'

const file = (bytes: Uint8Array) => ({ bytes, path: undefined, info: openModel(bytes) })
const words = file(
  graphDef([
    { name: 'x', op: 'Placeholder', dtype: 'string', shape: [3] },
    { name: 'y', op: 'Identity', inputs: ['x'], dtype: 'string' },
  ]),
)
const engine = (available?: Verdict) =>
  withLowering(Object.assign(new SmallEngine(), available && { available: async () => available }))

describe('withLowering', () => {
  it('accepts a graph that lowers wholly, as the engine under it says', async () => {
    expect(await engine().accepts(file(sumGraph))).toEqual({ ok: true })
  })

  it('says that parts of another may be taken, but not where the engine cannot run anything', async () => {
    expect(await engine().accepts(words)).toMatchObject({ ok: false, partly: true })
    expect(await engine({ ok: true }).accepts(words)).toMatchObject({ ok: false, partly: true })
    const absent = await engine({ ok: false, reason: 'there is no library' }).accepts(words)
    expect(absent).toMatchObject({ ok: false, cause: expect.objectContaining({ code: 'ERR_UNSUPPORTED_GRAPH' }) })
    expect(absent).not.toHaveProperty('partly')
  })
})
