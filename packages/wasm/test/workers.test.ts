import { performance } from 'node:perf_hooks'
import type { Worker } from 'node:worker_threads'
import { type LoadOptions, loadModel, type Model, Tensor } from '@zoo/core'
import { readModelFile } from '@zoo/core/engine'
import { attr, makeConstant, makeNode, makePlaceholder, writeGraph } from '@zoo/graph'
import { engines } from '@zoo/wasm'
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

/** Ends within the grace of two seconds and some more for a busy machine, where the run itself takes half a minute. */
const SOON_MS = 10_000

describe('a run on wasm that does not end', () => {
  it('loses its worker some time after it was aborted, and the next run gets another', async () => {
    const { model, start, quick } = await busyModel('wasm', sharedFolder, { concurrency: 1 })
    const [worker, count] = [workers.at(-1)!, workers.length]
    const exited = new Promise((resolve) => worker.once('exit', resolve))
    const began = performance.now()
    await expect(start(AbortSignal.timeout(100))).rejects.toMatchObject({ code: 'ERR_ABORTED' })
    expect(await quick()).toBeDefined()
    await exited
    expect(performance.now() - began).toBeLessThan(SOON_MS)
    expect(workers).toHaveLength(count + 1)
    await model.dispose()
  })

  it('leaves the other worker alone', async () => {
    const { model, start, quick } = await busyModel('wasm', sharedFolder, { concurrency: 2 })
    await expect(start(AbortSignal.timeout(50))).rejects.toMatchObject({ code: 'ERR_ABORTED' })
    for (let i = 0; i < 30; i++) {
      expect(await quick()).toBeDefined()
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    await model.dispose()
  })

  it('is ended by dispose, as are those that wait', async () => {
    const { model, start, quick } = await busyModel('wasm', sharedFolder, { concurrency: 1 })
    const runs = Promise.allSettled([start(), quick()])
    const began = performance.now()
    await model.dispose()
    expect(performance.now() - began).toBeLessThan(SOON_MS)
    const disposed = { status: 'rejected', reason: expect.objectContaining({ code: 'ERR_DISPOSED' }) }
    expect(await runs).toEqual([disposed, disposed])
  })

  it('is ended by dispose too where a graph was lowered', async () => {
    const kernel = Float32Array.from({ length: 3 * 3 * 64 * 64 }, (_, i) => (i % 7) / 7)
    const convolution = (name: string, input: string) =>
      makeNode(name, 'Conv2D', [input, 'kernel'], {
        T: attr.type('float32'),
        strides: attr.ints([1, 1, 1, 1]),
        padding: attr.string('SAME'),
      })
    const graph = writeGraph([
      makePlaceholder('x', 'float32', [null, 32, 32, 64]),
      makeConstant('kernel', 'float32', [3, 3, 64, 64], kernel),
      ...Array.from({ length: 40 }, (_, i) => convolution(i === 39 ? 'y' : `c${i}`, i === 0 ? 'x' : `c${i - 1}`)),
    ])
    const model = await loadModel(graph, { engine: 'wasm', threads: 1 })
    const shape = [80, 32, 32, 64]
    const run = model.run({ x: new Tensor('float32', shape, new Float32Array(80 * 32 * 32 * 64)) })
    const settled = run.catch((error: unknown) => error)
    await new Promise((resolve) => setTimeout(resolve, 500))
    const began = performance.now()
    await model.dispose()
    expect(performance.now() - began).toBeLessThan(SOON_MS)
    expect(await settled).toMatchObject({ code: 'ERR_DISPOSED' })
  })

  it('holds up no load that is given up', async () => {
    const file = await readModelFile(rowsModel(), { type: undefined, trusted: false })
    const options = { threads: 1, concurrency: 1, queueLimit: 1, verbose: false }
    for (const signal of [AbortSignal.abort(), AbortSignal.timeout(1)]) {
      await expect(engines.wasm.compile(file, { ...options, signal })).rejects.toMatchObject({ code: 'ERR_ABORTED' })
    }
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
