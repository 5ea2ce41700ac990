import { loadModel } from '@zoo/core'
import { attr, makeConstant, makeNode, makePlaceholder, writeGraph } from '@zoo/graph'
import { describe, expect, it } from 'vitest'
import { busyModel } from '../../../test/support/busy-model.mjs'
import { hasShared, sharedFolder } from '../../../test/support/data.js'
import { hasEngine } from '../../../test/support/engines.js'

const timedOut = { code: 'ERR_ABORTED', name: 'AbortError', cause: { name: 'TimeoutError' } }
/** Catches what hangs; machines are slow at times. */
const SOON_MS = 15_000

const small = writeGraph([
  makePlaceholder('x', 'float32', [null, 3]),
  makeConstant('two', 'float32', [], Float32Array.of(2)),
  makeNode('y', 'Mul', ['x', 'two'], { T: attr.type('float32') }),
])

describe.each(['litert', 'tensorflow'] as const)('runs on %s that are given up', async (engine) => {
  const ready = hasShared && (await hasEngine(engine))

  it.runIf(ready)('free their lane for the runs that wait, and the next', async () => {
    const { model, start, quick } = await busyModel(engine, sharedFolder, { concurrency: 1 })
    const controller = new AbortController()
    const running = start(controller.signal)
    const waiting = quick()
    controller.abort()
    await expect(running).rejects.toMatchObject({ code: 'ERR_ABORTED' })
    expect(await waiting).toBeDefined()
    expect(await quick()).toBeDefined()
    await model.dispose()
  })

  it.runIf(ready)('do not disturb runs beside them', async () => {
    const { model, start, quick } = await busyModel(engine, sharedFolder, { concurrency: 2 })
    const controllers = [new AbortController(), new AbortController()]
    const runs = controllers.map(({ signal }) => start(signal))
    controllers[0]!.abort()
    await expect(runs[0]).rejects.toMatchObject({ code: 'ERR_ABORTED' })
    // Longer than the grace: the other run goes on in the session that no new run enters.
    await new Promise((resolve) => setTimeout(resolve, 3000))
    expect(await quick()).toBeDefined()
    let settled = false
    runs[1]!.catch(() => {}).finally(() => (settled = true))
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(settled).toBe(false)
    controllers[1]!.abort()
    await expect(runs[1]).rejects.toMatchObject({ code: 'ERR_ABORTED' })
    await model.dispose()
  })

  it.runIf(ready)('reject when their time is over, and leave the engine free', async () => {
    const { model, quick } = await busyModel(engine, sharedFolder, { concurrency: 1 })
    const isGraph = engine === 'tensorflow'
    const x = isGraph ? [0, 0] : new Int32Array(2 ** 16).fill(5)
    const feeds = isGraph ? { n: 2 ** 31 - 1, x } : { x }
    const begun = performance.now()
    await expect(model.run(feeds, undefined, { timeoutMs: 200 })).rejects.toMatchObject(timedOut)
    const session = model.createSession()
    for (const [name, value] of Object.entries(feeds)) session.addInput(name, value)
    await expect(session.run({ timeoutMs: 100 })).rejects.toMatchObject(timedOut)
    expect(await quick()).toBeDefined()
    expect(performance.now() - begun).toBeLessThan(SOON_MS)
    await model.dispose()
  })

  it.runIf(ready)('are over when their caller says so, under a timeout too', async () => {
    const { model } = await busyModel(engine, sharedFolder)
    const signal = AbortSignal.abort(new Error('on purpose'))
    const feeds = engine === 'tensorflow' ? { n: 1, x: [0, 0] } : { x: [5] }
    const aborted = { code: 'ERR_ABORTED', cause: { message: 'on purpose' } }
    await expect(model.run(feeds, undefined, { timeoutMs: 60_000, signal })).rejects.toMatchObject(aborted)
    expect(await model.run(feeds, undefined, { timeoutMs: 60_000 })).toBeDefined()
    await expect(model.run(feeds, undefined, { timeoutMs: 0 })).rejects.toMatchObject({ code: 'ERR_ARGUMENT' })
    await model.dispose()
  })

  it.runIf(ready)('load within their time, or not at all', async () => {
    const signal = AbortSignal.abort(new Error('on purpose'))
    const aborted = { code: 'ERR_ABORTED', cause: { message: 'on purpose' }, message: /load/ }
    await expect(loadModel(small, { engine, signal })).rejects.toMatchObject({
      ...aborted,
      message: expect.stringMatching(/load/),
    })
    const controller = new AbortController()
    const loading = loadModel(small, { engine, signal: controller.signal })
    controller.abort(new Error('on purpose'))
    await expect(loading).rejects.toMatchObject({ code: 'ERR_ABORTED', cause: { message: 'on purpose' } })
    const loaded = new AbortController()
    await using model = await loadModel(small, { engine, signal: loaded.signal, timeoutMs: 60_000 })
    // A signal of the load has no say once it is over.
    loaded.abort()
    expect([...(await model.run({ x: [1, 2, 3] }, ['y'])).y!.data]).toEqual([2, 4, 6])
    expect([
      ...(
        await model.run(
          {
            x: [
              [1, 2, 3],
              [4, 5, 6],
            ],
          },
          ['y'],
        )
      ).y!.data,
    ]).toEqual([2, 4, 6, 8, 10, 12])
  })
})
