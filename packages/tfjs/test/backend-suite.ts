import { type DType, InferenceError, type LoadOptions, loadModel, Tensor } from '@zoo/core'
import { fromTfjs, type Tfjs, tfjs, toTfjs } from '@zoo/tfjs'
import { describe, expect, it } from 'vitest'
import { FAMILIES } from '../../../test/support/cases/index.js'
import { tryCase } from '../../../test/support/cases/try-case.js'
import { hasShared, shared } from '../../../test/support/data.js'
import { hasEngine } from '../../../test/support/engines.js'
import { expectedOf, graphNames, graphPath } from '../../../test/support/graph-corpus.js'
import { expectTensor, fromJson } from '../../../test/support/tensor-json.js'
import { pickGraph, productGraph, softmaxGraph, sumGraph } from './graphs.js'

/** Generated graphs of each kind; the same at each run. */
const SEEDS = [1, 2, 3]

const hasTensorflow = hasShared && (await hasEngine('tensorflow'))

/** What holds of the engine on every backend of TensorFlow.js. @param given undefined where it does not run */
export function describeBackend(name: string, given: Tfjs | undefined): void {
  const tf = given as Tfjs & { memory(): { numTensors: number; numBytes: number } }
  const load = (source: Uint8Array | string, options: Partial<LoadOptions> = {}) =>
    loadModel(source, { engine: tfjs(tf), ...options })
  const memory = () => {
    const { numTensors, numBytes } = tf.memory()
    return { numTensors, numBytes }
  }

  describe.skipIf(!given || !hasShared)(`a frozen graph on ${name}`, () => {
    let answered = 0

    it.each(graphNames)('%s is answered as TensorFlow does, or refused with reasons', async (graph) => {
      const { feeds, fetches, tolerance } = expectedOf(graph)
      const tensors = Object.fromEntries(Object.entries(feeds).map(([feed, json]) => [feed, fromJson(json)]))
      try {
        await using model = await load(graphPath(graph))
        const results = await model.run(tensors, Object.keys(fetches))
        for (const [fetch, json] of Object.entries(fetches)) expectTensor(results[fetch]!, json, tolerance)
        answered++
      } catch (error) {
        if (!InferenceError.isInstance(error)) throw error
        expect(error).toMatchObject({
          code: 'ERR_UNSUPPORTED_GRAPH',
          nodes: expect.arrayContaining([
            { node: expect.any(String), op: expect.any(String), reason: expect.any(String) },
          ]),
        })
      }
    })

    it('is answered 50 times of 70', () => expect(answered / graphNames.length).toBeGreaterThanOrEqual(50 / 70))

    it('with loops, as mtcnn.pb, is refused with every node that is in the way', async () => {
      const before = memory()
      await expect(load(shared('models', 'mtcnn.pb'))).rejects.toMatchObject({
        code: 'ERR_UNSUPPORTED_GRAPH',
        nodes: expect.arrayContaining([
          { node: 'pnet/while/Merge', op: 'Merge', reason: expect.stringContaining('control flow') },
        ]),
        reasons: [expect.any(String)],
        message: expect.stringContaining('The tensorflow engine runs it.'),
      })
      expect(memory()).toEqual(before)
    })

    it.runIf(hasTensorflow)('of MobileNet gives what it gives on tensorflow, to 1e-4', async () => {
      const input = Float32Array.from({ length: 224 * 224 * 3 }, (_, i) => Math.sin(i * 0.01))
      const path = shared('models', 'mobilenet_v2_1.0_224_frozen.pb')
      const answers: Tensor<'float32'>[] = []
      for (const engine of [tfjs(tf), 'tensorflow'] as const) {
        await using model = await loadModel(path, { engine })
        answers.push(Object.values(await model.run({ input }))[0] as Tensor<'float32'>)
      }
      const [ours, theirs] = answers as [Tensor<'float32'>, Tensor<'float32'>]
      expect(ours.shape).toEqual(theirs.shape)
      expect(Math.max(...ours.data.map((value, i) => Math.abs(value - theirs.data[i]!)))).toBeLessThanOrEqual(1e-4)
    })
  })

  describe.skipIf(!given || !hasTensorflow).each(Object.entries(FAMILIES))(`%s on ${name}`, (_, generators) => {
    it.each(Object.entries(generators))('%s is answered as TensorFlow does, or refused', async (_, generator) => {
      for (const seed of SEEDS) expect((await tryCase(generator, seed, tfjs(tf))).wrong).toEqual([])
    })
  })

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
      const before = memory()
      const model = await load(productGraph(8), { queueLimit: 2 })
      await model.run({ x: new Float32Array(16) })
      const loaded = memory()
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
      expect(memory()).toEqual(loaded)
      await model.dispose()
      expect(memory()).toEqual(before)

      const picks = await load(pickGraph())
      await expect(picks.run({ x: [1, 2], index: [5n] }, ['picked'])).rejects.toMatchObject({ code: 'ERR_RUN' })
      await picks.dispose()
      expect(memory()).toEqual(before)
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
      await expect(model.run({ x })).rejects.toMatchObject({ code: 'ERR_BUSY', limit: 2, waiting: 2 })
      controller.abort('enough')
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
      const before = memory()
      const model = await load(productGraph(64, 4))
      await model.run({ x })
      const runs = [model.run({ x }), model.run({ x })]
      const done: string[] = []
      for (const run of runs) void run.then(() => done.push('run'))
      await Promise.all([model.dispose().then(() => done.push('disposed')), model.dispose(), ...runs])
      expect(done).toEqual(['run', 'run', 'disposed'])
      expect(memory()).toEqual(before)
      await expect(model.run({ x })).rejects.toMatchObject({ code: 'ERR_DISPOSED' })
    })
  })

  describe.skipIf(!given)(`tensors cross to ${name} and back`, () => {
    const half = Uint16Array.of(0x3800, 0xc000) // 0.5, -2
    const crossings: readonly (readonly [DType, Tensor, string, Tensor])[] = [
      same('float32', Float32Array.of(1.5, NaN)),
      same('int32', Int32Array.of(-(2 ** 31), 2 ** 31 - 1)),
      same('bool', Uint8Array.of(1, 0)),
      same('string', [Uint8Array.of(0, 255), new Uint8Array()]),
      widened('float16', half, 'float32', Float32Array.of(0.5, -2)),
      widened('float64', Float64Array.of(0.5, NaN), 'float32', Float32Array.of(0.5, NaN)),
      widened('int8', Int8Array.of(-128, 127), 'int32', Int32Array.of(-128, 127)),
      widened('uint32', Uint32Array.of(0, 7), 'int32', Int32Array.of(0, 7)),
      widened('int64', BigInt64Array.of(-5n, 5n), 'int32', Int32Array.of(-5, 5)),
    ]

    it.each(crossings)('%s', async (_, tensor, dtype, back) => {
      const before = memory()
      const there = toTfjs(tensor, tf)
      expect({ dtype: there.dtype, shape: there.shape }).toEqual({ dtype, shape: tensor.shape })
      expect(await fromTfjs(there)).toEqual(back)
      there.dispose()
      expect(memory()).toEqual(before)
    })

    it('complex64, where it has complex numbers', async () => {
      const before = memory()
      const tensor = new Tensor('complex64', [2], Float32Array.of(1, -2, 3, 4))
      if (tf.getKernel('Complex', tf.getBackend())) {
        const there = toTfjs(tensor, tf)
        expect(await fromTfjs(there)).toEqual(tensor)
        there.dispose()
      } else expect(() => toTfjs(tensor, tf)).toThrow(expect.objectContaining({ code: 'ERR_TENSOR_MISMATCH' }))
      expect(memory()).toEqual(before)
    })

    it.each([
      ['float64', Float64Array.of(1, 0.1), /Element 1 .* is 0\.1/],
      ['int64', BigInt64Array.of(2n ** 40n, 1n), /Element 0 .* is 1099511627776/],
      ['uint32', Uint32Array.of(0, 2 ** 31), /Element 1 .* is 2147483648/],
    ] as const)('%s only where every element stays what it is', (dtype, data, message) => {
      const tensor = new Tensor<DType>(dtype, [2], data as never)
      expect(() => toTfjs(tensor, tf)).toThrow(
        expect.objectContaining({ code: 'ERR_TENSOR_MISMATCH', message: expect.stringMatching(message) }),
      )
    })
  })
}

function same<D extends DType>(dtype: D, data: unknown) {
  const tensor = new Tensor<DType>(dtype, [2, 1], data as never)
  return [dtype, tensor, dtype, tensor] as const
}

function widened(dtype: DType, data: unknown, held: DType, back: unknown) {
  return [
    dtype,
    new Tensor<DType>(dtype, [2], data as never),
    held,
    new Tensor<DType>(held, [2], back as never),
  ] as const
}
