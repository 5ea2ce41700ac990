import { performance } from 'node:perf_hooks'
import type { Worker } from 'node:worker_threads'
import { type LoadOptions, loadModel, type Model } from '@zoo/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { busyModel } from '../../../test/support/busy-model.mjs'
import { hasShared, shared, sharedFolder } from '../../../test/support/data.js'
import { rowsModel } from '../../../test/support/tflite-models.js'

const workers: Worker[] = []
const remember = (worker: Worker) => workers.push(worker)
beforeAll(() => void process.on('worker', remember))
afterAll(() => void process.off('worker', remember))

const x = Float32Array.of(1, 2, 3)
const rows = (options: Partial<LoadOptions> = {}) => loadModel(rowsModel(), { engine: 'wasm', ...options })
const sumOf = async (model: Model) => [...((await model.run({ x, y: x }, ['sum'])).sum!.data as Float32Array)]

describe('a worker of wasm that crashes', () => {
  it('fails the run in it, and leaves the next to a fresh one', async () => {
    const { model, start, quick } = await busyModel('wasm', sharedFolder, { concurrency: 1 })
    const [worker, count] = [workers.at(-1)!, workers.length]
    const running = start()
    const waiting = quick()
    void worker.terminate()
    await expect(running).rejects.toMatchObject({ code: 'ERR_RUN', status: 'WORKER_EXITED', engine: 'wasm' })
    expect(await waiting).toBeDefined()
    expect(workers).toHaveLength(count + 1)
    expect(await quick()).toBeDefined()
    expect(workers).toHaveLength(count + 1)
    await model.dispose()
  })

  it('is replaced too when it crashed while it had nothing to do', async () => {
    await using model = await rows({ concurrency: 1 })
    await workers.at(-1)!.terminate()
    expect(await sumOf(model)).toEqual([2, 4, 6])
  })

  it('leaves the runs of other workers alone', async () => {
    const { model, start, quick } = await busyModel('wasm', sharedFolder, { concurrency: 2 })
    const first = workers.at(-1)!
    const running = start()
    expect(await quick()).toBeDefined()
    expect(workers.at(-1)).not.toBe(first)
    const other = quick()
    void first.terminate()
    await expect(running).rejects.toMatchObject({ code: 'ERR_RUN', status: 'WORKER_EXITED' })
    expect(await other).toBeDefined()
    await model.dispose()
  })
})

describe('the workers of wasm', () => {
  it('are no more than the runs that overlap, nor than `concurrency`', async () => {
    const before = workers.length
    await using model = await rows({ concurrency: 2 })
    await sumOf(model)
    await sumOf(model)
    expect(workers).toHaveLength(before + 1)
    await Promise.all(Array.from({ length: 20 }, () => sumOf(model)))
    expect(workers).toHaveLength(before + 2)
  })

  it('end with the model', async () => {
    const model = await rows({ concurrency: 1 })
    const ended = new Promise((resolve) => workers.at(-1)!.once('exit', resolve))
    await model.dispose()
    await ended
  })
})

describe.runIf(hasShared)('the queue of wasm', () => {
  const load = (options: Partial<LoadOptions> = {}) =>
    loadModel(shared('models', 'mobilenet_v2_1.0_224_quant.tflite'), { engine: 'wasm', concurrency: 1, ...options })
  const input = new Uint8Array(224 * 224 * 3)
  const start = (model: Model, signal?: AbortSignal) => model.run({ input }, undefined, signal ? { signal } : {})

  it('takes as many as it says, and rejects one more', async () => {
    await using model = await load({ queueLimit: 2 })
    const runs = [start(model), start(model), start(model)]
    await expect(start(model)).rejects.toMatchObject({ code: 'ERR_BUSY', limit: 2, waiting: 2 })
    expect(await Promise.all(runs)).toHaveLength(3)
    await expect(start(model)).resolves.toBeDefined()
  })

  it('never starts what is aborted while it waits, and makes room', async () => {
    await using model = await load({ queueLimit: 1 })
    const controller = new AbortController()
    const first = start(model)
    const waiting = start(model, controller.signal)
    controller.abort(new Error('no longer wanted'))
    await expect(waiting).rejects.toMatchObject({
      code: 'ERR_ABORTED',
      name: 'AbortError',
      cause: { message: 'no longer wanted' },
    })
    await Promise.all([first, start(model)])
  })

  it('rejects at once what is aborted while it runs, and keeps its worker', async () => {
    await using model = await load()
    await start(model)
    const count = workers.length
    const controller = new AbortController()
    const running = start(model, controller.signal)
    controller.abort()
    await expect(running).rejects.toMatchObject({ code: 'ERR_ABORTED' })
    await expect(start(model, AbortSignal.abort())).rejects.toMatchObject({ code: 'ERR_ABORTED' })
    await expect(start(model)).resolves.toBeDefined()
    expect(workers).toHaveLength(count)
  })

  it('gives every caller its own result', async () => {
    await using model = await loadModel(rowsModel(), { engine: 'wasm', concurrency: 2 })
    const sums = await Promise.all(
      Array.from({ length: 200 }, async (_, i) => {
        const { sum } = await model.run({ x: Float32Array.of(i, i, i), y: x }, ['sum'])
        return (sum!.data as Float32Array)[0]! - 1
      }),
    )
    expect(sums).toEqual(sums.map((_, i) => i))
  })

  it('waits for what runs and waits when it is disposed, then refuses', async () => {
    const model = await load()
    const runs = [start(model), start(model)]
    const disposed = model.dispose()
    expect(await Promise.all(runs)).toHaveLength(2)
    await disposed
    await model.dispose()
    await expect(start(model)).rejects.toMatchObject({ code: 'ERR_DISPOSED' })
  })

  it('leaves the event loop free', async () => {
    await using model = await load()
    await start(model)
    // The best of several: other processes may take this thread's processor away while it is at work.
    const shares: number[] = []
    for (let round = 0; round < 20 && !(Math.min(...shares) < 0.5); round++) {
      const before = performance.eventLoopUtilization()
      for (let i = 0; i < 3; i++) await start(model)
      shares.push(performance.eventLoopUtilization(before).utilization)
    }
    expect(Math.min(...shares)).toBeLessThan(0.5)
  })
})
