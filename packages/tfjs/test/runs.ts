import { type LoadOptions, loadModel, Tensor } from '@zoo/core'
import { tfjs } from '@zoo/tfjs'
import { describe, expect, it } from 'vitest'
import { memoryOf, type TestedTfjs } from './backends.js'
import { pickGraph, productGraph, softmaxGraph, sumGraph } from './graphs.js'

/** How runs wait, end and fail. @param given undefined where it does not run */
export function describeRuns(name: string, given: TestedTfjs | undefined): void {
  const tf = given!
  const load = (source: Uint8Array, options: Partial<LoadOptions> = {}) =>
    loadModel(source, { engine: tfjs(tf), ...options })

  describe.skipIf(!given)(`a run on ${name}`, () => {
    it('takes and gives dtypes that TensorFlow.js lacks', async () => {
      await using model = await load(pickGraph())
      const { picked, same, best } = await model.run({ x: [1.5, 3, 2], index: [2n, 0n, 2n] })
      expect(picked).toEqual(new Tensor('float32', [3], Float32Array.of(2, 1.5, 2)))
      expect(same).toEqual(new Tensor('int64', [3], BigInt64Array.of(2n, 0n, 2n)))
      expect(best).toEqual(new Tensor('int64', [], BigInt64Array.of(1n)))
    })

    it('refuses what TensorFlow.js has no numbers or no tensors for', async () => {
      await using model = await load(pickGraph())
      const refused = { code: 'ERR_UNSUPPORTED_GRAPH', nodes: [{ node: 'index', op: 'Placeholder' }] }
      await expect(model.run({ x: [1], index: [2n ** 40n] }, ['same', 'picked'])).rejects.toMatchObject(refused)
      await expect(model.run({ x: [1], index: [] }, ['picked'])).rejects.toMatchObject(refused)
      // Only where it does otherwise than TensorFlow with it.
      const { picked } = await model.run({ x: [NaN], index: [0n] }, ['picked'])
      expect(picked!.data).toEqual(Float32Array.of(NaN))
      await using softmax = await load(softmaxGraph())
      await expect(softmax.run({ x: [1, NaN] })).rejects.toMatchObject({
        code: 'ERR_UNSUPPORTED_GRAPH',
        message: expect.stringMatching(/x: it was fed NaN, with which y \(Softmax\)/),
      })
    })

    it('keeps its results when the caller reuses the feed, and each run its own', async () => {
      await using model = await load(sumGraph())
      const x = Float32Array.of(1, 2)
      const runs = Array.from({ length: 8 }, (_, i) => {
        x.fill(i)
        return model.run({ x, y: [10, 20] })
      })
      x.fill(100)
      const sums = (await Promise.all(runs)).map(({ sum }) => [...sum!.data])
      expect(sums).toEqual(sums.map((_, i) => [i + 10, i + 20]))
    })

    it('leaves no tensor behind, whatever becomes of it', async () => {
      const before = memoryOf(tf)
      const model = await load(productGraph(8), { queueLimit: 2 })
      await model.run({ x: new Float32Array(16) })
      const loaded = memoryOf(tf)
      expect(loaded.numTensors).toBeGreaterThan(before.numTensors)
      const x = new Float32Array(80)
      for (let i = 0; i < 3; i++) await model.run({ x })
      const { signal } = new AbortController()
      const controller = new AbortController()
      const runs = [{ signal }, { signal: controller.signal }, { signal: controller.signal }, {}].map((options) =>
        model.run({ x }, undefined, options),
      )
      controller.abort()
      const codes = (await Promise.allSettled(runs)).map((run) =>
        run.status === 'rejected' ? run.reason.code : 'done',
      )
      expect(codes).toEqual(['done', 'ERR_ABORTED', 'ERR_ABORTED', 'ERR_BUSY'])
      expect(memoryOf(tf)).toEqual(loaded)
      await model.dispose()
      expect(memoryOf(tf)).toEqual(before)

      const picks = await load(pickGraph())
      await expect(picks.run({ x: [1, 2], index: [5n] }, ['picked'])).rejects.toMatchObject({ code: 'ERR_RUN' })
      await picks.dispose()
      expect(memoryOf(tf)).toEqual(before)
    })
  })

  describe.skipIf(!given)(`runs on ${name}`, () => {
    const x = new Float32Array(64 * 64).fill(1)

    it('wait in a queue of bounded length, in which they can be given up', async () => {
      await using model = await load(productGraph(64), { queueLimit: 2 })
      await model.run({ x })
      const controller = new AbortController()
      const first = model.run({ x })
      const waiting = [model.run({ x }, undefined, { signal: controller.signal }), model.run({ x })]
      const tooMany = model.run({ x })
      controller.abort('enough')
      await expect(tooMany).rejects.toMatchObject({ code: 'ERR_BUSY', limit: 2, waiting: 2 })
      await expect(waiting[0]).rejects.toMatchObject({ code: 'ERR_ABORTED', cause: 'enough' })
      await model.run({ x })
      expect((await Promise.all([first, waiting[1]!])).map(({ product }) => product!.shape)).toEqual([
        [64, 64],
        [64, 64],
      ])
    })

    it('leave the event loop a turn each', async () => {
      await using model = await load(productGraph(64))
      let turns = 0
      let stopped = false
      const tick = () => {
        turns++
        if (!stopped) setImmediate(tick)
      }
      setImmediate(tick)
      await Promise.all(Array.from({ length: 8 }, () => model.run({ x })))
      stopped = true
      expect(turns).toBeGreaterThanOrEqual(8)
    })

    it('end before their model is disposed, and none begins after', async () => {
      const before = memoryOf(tf)
      const model = await load(productGraph(64, 4))
      await model.run({ x })
      const runs = [model.run({ x }), model.run({ x })]
      await Promise.all([model.dispose(), model.dispose()])
      expect(memoryOf(tf)).toEqual(before)
      expect((await Promise.all(runs)).map(({ product }) => product!.shape)).toEqual([
        [64, 64],
        [64, 64],
      ])
      await expect(model.run({ x })).rejects.toMatchObject({ code: 'ERR_DISPOSED' })
    })
  })
}
