import { openModel } from '@zoo/graph'
import { describe, expect, it } from 'vitest'
import { SmallEngine } from '../__fixtures__/small-engine.js'
import { SmallLowering, sizesGraph } from '../__fixtures__/small-lowering.js'
import { NativeLoadError, RunError } from '../errors.js'
import { MODEL_DEFAULTS } from '../load-options.js'
import { Tensor } from '../tensor.js'
import { compileByEngine } from './choose-engine.js'
import type { Candidate } from './route.js'

const rows = (count: number, value = 1) => new Tensor('float32', [count, 2], new Float32Array(2 * count).fill(value))
const x = (count: number, value?: number) => [{ name: 'x', tensor: rows(count, value) }]

const purpose = (fetch: string) => ({
  feeds: [{ name: 'x', dtype: 'float32', shape: [null, 2] }] as const,
  fetches: [fetch],
})
const auto = (fetch: string, ...candidates: Candidate[]) =>
  compileByEngine(
    { bytes: sizesGraph, path: 'sizes.pb', info: openModel(sizesGraph), purpose: purpose(fetch) },
    MODEL_DEFAULTS,
    candidates,
  )

/** A small engine that takes everything, behind one that takes what lowers. */
async function two(fetch = 'double') {
  const [first, second] = [new SmallLowering('first'), new SmallEngine('second')]
  const absent = { engine: 'absent', reason: '@zoo/absent is not installed', advice: 'npm install @zoo/absent' }
  const compiled = await auto(fetch, absent, first.engine, second)
  return { first, second, absent, ...compiled }
}

const noLibrary = new NativeLoadError('There is no library.', { platform: 'here', tried: [], advice: 'zoo install it' })

describe('a model with auto', () => {
  it('is run by the first engine that takes the run, shapes included', async () => {
    const { engine, executable, first, second } = await two()
    expect(engine).toBe('first')
    expect(await executable.run(x(2), ['double'])).toEqual([rows(2, 2)])
    expect(second.compiled).toEqual([])
    for (let i = 0; i < 2; i++) expect(await executable.run(x(0), ['double'])).toEqual([rows(0)])
    expect(second.compiled).toHaveLength(1)
    expect(second.last.fetched).toEqual([['double'], ['double']])
    expect(await executable.run(x(3), ['double'])).toEqual([rows(3, 2)])
    expect(await executable.run(x(2), ['flat'])).toEqual([rows(2)])
    expect(second.last.fetched).toHaveLength(2)
    await executable.dispose()
    expect([first.live, second.last.disposed]).toEqual([0, 1])
  })

  it('goes on to the next engine with what was fed when run was called', async () => {
    const { executable, second } = await two()
    const feeds = x(2, 1)
    const running = executable.run(feeds, ['shuffled'])
    feeds[0]!.tensor.data.fill(0)
    expect(await running).toEqual([rows(2, 1)])
    expect(second.last.fetched).toEqual([['shuffled']])
  })

  it('keeps to the engine whose compilation is needed by many runs at once', async () => {
    const { executable, second } = await two()
    const runs = Array.from({ length: 20 }, (_, i) => executable.run(x(i % 2 ? 0 : 1, i), ['double']))
    expect(await Promise.all(runs)).toEqual(runs.map((_, i) => [i % 2 ? rows(0) : rows(1, 2 * i)]))
    expect(second.compiled).toHaveLength(1)
  })

  it('says which engine serves a run, why, and what speaks against those before it', async () => {
    const { plan, absent } = await two()
    const specs = (count: number | null) => [{ name: 'x', dtype: 'float32', shape: [count, 2] }] as const
    expect(await plan(specs(null), ['double'])).toEqual({
      engine: 'first',
      reason: 'what is fetched lowers wholly, once for all sizes',
      passedOver: [absent],
    })
    expect(await plan(specs(0), ['double'])).toEqual({
      engine: 'second',
      reason: 'it is the first that takes the graph',
      passedOver: [absent, { engine: 'first', reason: expect.stringContaining('x has no elements') }],
    })
  })

  it('says of every engine why, when none takes a run', async () => {
    const first = new SmallLowering('first')
    const homeless = Object.assign(new SmallEngine('homeless'), { compileError: noLibrary })
    const { executable, plan } = await auto('double', first.engine, homeless)
    const refusal = {
      code: 'ERR_NO_ENGINE',
      engines: [
        { engine: 'first', reason: expect.stringContaining('shuffled (RandomShuffle)') },
        { engine: 'homeless', reason: 'There is no library.', advice: 'zoo install it' },
      ],
      advice: 'zoo install it',
      message: expect.stringMatching(/such a run of sizes\.pb/),
      cause: { code: 'ERR_UNSUPPORTED_GRAPH' },
    }
    await expect(executable.run(x(1), ['shuffled'])).rejects.toMatchObject(refusal)
    await expect(plan(purpose('shuffled').feeds, ['shuffled'])).rejects.toMatchObject(refusal)
  })

  it('asks again for what was not there the last time', async () => {
    const { executable, second } = await two()
    second.compileError = noLibrary
    await expect(executable.run(x(0), ['double'])).rejects.toMatchObject({ code: 'ERR_NO_ENGINE' })
    second.compileError = undefined
    expect(await executable.run(x(0), ['double'])).toEqual([rows(0)])
  })

  it('does not pass over an engine for a failure that is no refusal, nor remember it', async () => {
    const { executable, first, second } = await two()
    first.small.compileError = new RunError('There is no memory.', { status: 'RESOURCE_EXHAUSTED', engine: 'first' })
    await expect(executable.run(x(2), ['flat'])).rejects.toMatchObject({ code: 'ERR_RUN' })
    expect(second.compiled).toEqual([])
    first.small.compileError = undefined
    expect(await executable.run(x(2), ['flat'])).toEqual([rows(2)])
  })

  it('takes a graph whose shapes decide whether it lowers, and compiles nothing for it until they are known', async () => {
    const { engine, executable, first, second, plan } = await two('flat')
    expect(engine).toBe('first')
    expect([first.live, second.compiled.length]).toEqual([0, 0])
    expect((await plan(purpose('flat').feeds, ['flat'])).reason).toContain('only for known shapes')
    expect(await executable.run(x(2), ['flat'])).toEqual([rows(2)])
    expect([first.live, second.compiled.length]).toEqual([1, 0])
  })

  it('gives up a run whose signal fires while an engine is compiled for it', async () => {
    const { executable, second } = await two()
    second.compiling = new Promise(() => {})
    const controller = new AbortController()
    const running = executable.run(x(0), ['double'], controller.signal)
    controller.abort()
    await expect(running).rejects.toMatchObject({ code: 'ERR_ABORTED' })
  })
})
