import { getHeapStatistics } from 'node:v8'
import { loadModel, type Model } from '@zoo/core'
import { describe, expect, it } from 'vitest'
import { busyModel } from '../../../test/support/busy-model.mjs'
import { hasShared, shared, sharedFolder } from '../../../test/support/data.js'
import { hasEngine } from '../../../test/support/engines.js'

const engines = [
  ['litert', shared('models', 'mobilenet_v2_1.0_224_quant.tflite'), new Uint8Array(224 * 224 * 3)],
  ['tensorflow', shared('models', 'mobilenet_v2_1.0_224_frozen.pb'), new Float32Array(224 * 224 * 3)],
] as const

describe.each(engines)('the queue of %s', async (engine, path, input) => {
  const ready = hasShared && (await hasEngine(engine))
  const fetch = ['MobilenetV2/Predictions/Softmax']
  const start = (model: Model, signal?: AbortSignal) => model.run({ input }, fetch, signal ? { signal } : {})

  it.runIf(ready)('answers as many as it takes, and then more', async () => {
    await using model = await loadModel(path, { engine, concurrency: 1, queueLimit: 2 })
    expect(await Promise.all([start(model), start(model), start(model)])).toHaveLength(3)
    await expect(start(model)).resolves.toBeDefined()
  })

  it.runIf(ready)('rejects one more than it takes, until what waits is aborted', async () => {
    const { model, start, quick } = await busyModel(engine, sharedFolder, { concurrency: 1, queueLimit: 2 })
    const busy = { code: 'ERR_BUSY', limit: 2, waiting: 2, name: 'BusyError' }
    const aborted = { code: 'ERR_ABORTED', name: 'AbortError', cause: { message: 'no longer wanted' } }
    const [running, waiting] = [new AbortController(), new AbortController()]
    const first = start(running.signal)
    const others = [start(waiting.signal), start(waiting.signal)]
    await expect(start()).rejects.toMatchObject(busy)

    waiting.abort(new Error('no longer wanted'))
    for (const run of others) await expect(run).rejects.toMatchObject(aborted)
    const next = [start(running.signal), start(running.signal)]
    await expect(start()).rejects.toMatchObject(busy)

    running.abort(new Error('no longer wanted'))
    for (const run of [first, ...next]) await expect(run).rejects.toMatchObject(aborted)
    // LiteRT gives up what it runs. On tensorflow the first is still under way: disposing ends it.
    if (engine === 'litert') expect(await quick()).toBeDefined()
    await model.dispose()
  })

  it.runIf(ready)('keeps nothing of what it refuses', async () => {
    const { model, start } = await busyModel(engine, sharedFolder, { concurrency: 1, queueLimit: 0 })
    const controller = new AbortController()
    const running = start(controller.signal)
    const handles = async (refusals: number) => {
      for (let i = 0; i < refusals; i++) await expect(start()).rejects.toMatchObject({ code: 'ERR_BUSY' })
      return getHeapStatistics().used_global_handles_size
    }
    const before = await handles(10)
    expect((await handles(2000)) - before).toBeLessThan(2000 * 8)
    controller.abort()
    await expect(running).rejects.toMatchObject({ code: 'ERR_ABORTED' })
    await model.dispose()
  })

  it.runIf(ready)('rejects at once what is aborted while it runs', async () => {
    await using model = await loadModel(path, { engine, concurrency: 1 })
    await start(model)
    const controller = new AbortController()
    const running = start(model, controller.signal)
    // Time for the thread to begin; the answer cannot come before this call is over.
    const begun = performance.now() + 1
    while (performance.now() < begun);
    controller.abort()
    await expect(running).rejects.toMatchObject({ code: 'ERR_ABORTED' })
    await expect(start(model, AbortSignal.abort())).rejects.toMatchObject({ code: 'ERR_ABORTED' })
    await expect(start(model)).resolves.toBeDefined()
  })

  it.runIf(ready)('waits for what runs when it is disposed, then refuses', async () => {
    const model = await loadModel(path, { engine })
    const running = start(model)
    const disposed = model.dispose()
    await expect(running).resolves.toBeDefined()
    await disposed
    await model.dispose()
    await expect(start(model)).rejects.toMatchObject({ code: 'ERR_DISPOSED' })
  })
})
