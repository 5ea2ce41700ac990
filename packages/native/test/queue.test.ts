import { loadModel, type Model } from '@zoo/core'
import { describe, expect, it } from 'vitest'
import { hasShared, shared } from '../../../test/support/data.js'
import { hasEngine } from '../../../test/support/engines.js'

const engines = [
  ['litert', shared('models', 'mobilenet_v2_1.0_224_quant.tflite'), new Uint8Array(224 * 224 * 3)],
  ['tensorflow', shared('models', 'mobilenet_v2_1.0_224_frozen.pb'), new Float32Array(224 * 224 * 3)],
] as const

/** Runs until it is told to stop keep both cores busy, so a queue fills as it would under load. */
describe.each(engines)('the queue of %s', async (engine, path, input) => {
  const ready = hasShared && (await hasEngine(engine))
  const fetch = ['MobilenetV2/Predictions/Softmax']
  const start = (model: Model, signal?: AbortSignal) => model.run({ input }, fetch, signal ? { signal } : {})

  it.runIf(ready)('takes as many as it says, and rejects one more', async () => {
    await using model = await loadModel(path, { engine, concurrency: 1, queueLimit: 2 })
    const runs = [start(model), start(model), start(model)]
    await expect(start(model)).rejects.toMatchObject({ code: 'ERR_BUSY', limit: 2, name: 'BusyError' })
    expect(await Promise.all(runs)).toHaveLength(3)
    await expect(start(model)).resolves.toBeDefined()
  })

  it.runIf(ready)('never starts what is aborted while it waits, and makes room', async () => {
    await using model = await loadModel(path, { engine, concurrency: 1, queueLimit: 1 })
    const controller = new AbortController()
    const first = start(model)
    const waiting = start(model, controller.signal)
    controller.abort(new Error('no longer wanted'))
    await expect(waiting).rejects.toMatchObject({
      code: 'ERR_ABORTED',
      name: 'AbortError',
      cause: { message: 'no longer wanted' },
    })
    const next = start(model)
    await Promise.all([first, next])
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
