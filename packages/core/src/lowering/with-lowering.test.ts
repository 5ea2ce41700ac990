import { openModel } from '@zoo/graph'
import { describe, expect, it } from 'vitest'
import { graphDef, sumGraph } from '../__fixtures__/graphdef.js'
import { SmallEngine } from '../__fixtures__/small-engine.js'
import { sizesGraph } from '../__fixtures__/small-lowering.js'
import type { ModelFile, Verdict } from '../engine.js'
import { withLowering } from './with-lowering.js'

const file = (bytes: Uint8Array) => ({ bytes, path: undefined, info: openModel(bytes) })
const words = file(
  graphDef([
    { name: 'x', op: 'Placeholder', dtype: 'string', shape: [3] },
    { name: 'y', op: 'Identity', inputs: ['x'], dtype: 'string' },
  ]),
)
/** The graph of sizes, for a run that fetches one tensor of it. */
const open = (fetch: string, rows: number | null = null): ModelFile => ({
  ...file(sizesGraph),
  purpose: { feeds: [{ name: 'x', dtype: 'float32', shape: [rows, 2] }], fetches: [fetch] },
})
const engine = (available?: Verdict) =>
  withLowering(Object.assign(new SmallEngine(), available && { available: async () => available }))

describe('withLowering', () => {
  it('accepts a graph that lowers wholly, as the engine under it says', async () => {
    expect(await engine().accepts(file(sumGraph))).toEqual({ ok: true, reason: 'what is fetched lowers wholly' })
    const refused = Object.assign(new SmallEngine(), { verdict: { ok: false, reason: 'not today' } as const })
    expect(await withLowering(refused).accepts(file(sumGraph))).toEqual({ ok: false, reason: 'not today' })
    expect(await engine().accepts(open('double'))).toEqual({
      ok: true,
      reason: 'what is fetched lowers wholly, once for all sizes',
    })
  })

  it('accepts a graph that may lower once shapes are known, where the engine can run anything', async () => {
    const reason = expect.stringMatching(/only for known shapes, so those that are fed decide: .*flat \(Squeeze\)/)
    expect(await engine().accepts(open('flat'))).toEqual({ ok: true, reason })
    const absent = { ok: false, reason: 'there is no library', advice: 'get one' } as const
    expect(await engine(absent).accepts(open('flat'))).toEqual(absent)
    expect(await engine().accepts(open('flat', 3))).toEqual({ ok: true, reason: 'what is fetched lowers wholly' })
    expect(await engine().accepts(open('shuffled'))).toMatchObject({ ok: false, partly: true })
  })

  it('says that parts of another may be taken, but not where the engine cannot run anything', async () => {
    expect(await engine().accepts(words)).toMatchObject({ ok: false, partly: true })
    expect(await engine({ ok: true }).accepts(words)).toMatchObject({ ok: false, partly: true })
    const absent = await engine({ ok: false, reason: 'there is no library' }).accepts(words)
    expect(absent).toMatchObject({ ok: false, cause: expect.objectContaining({ code: 'ERR_UNSUPPORTED_GRAPH' }) })
    expect(absent).not.toHaveProperty('partly')
  })
})
