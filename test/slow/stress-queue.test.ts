import { spawnSync } from 'node:child_process'
import { loadModel, type Model, Tensor } from '@zoo/core'
import { describe, expect, it } from 'vitest'
import { busyModel } from '../support/busy-model.mjs'
import { hasShared, shared, sharedFolder } from '../support/data.js'
import { hasEngine } from '../support/engines.js'
import { runChild } from './child.js'

/** Whether a process can be refused threads here. */
const canLimit = process.platform === 'linux' && spawnSync('prlimit', ['--version']).status === 0

const RUNS = 32
const MOBILENET = shared('models', 'mobilenet_v2_1.0_224_frozen.pb')
const OUTPUT = 'MobilenetV2/Predictions/Softmax'
const BATCH = 8

/** A batch of images of noise: another for every seed. */
const noise = (seed: number): Tensor => {
  const data = new Float32Array(BATCH * 224 * 224 * 3)
  let state = seed * 2654435761
  for (let i = 0; i < data.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    data[i] = state / 2 ** 31 - 1
  }
  return new Tensor('float32', [BATCH, 224, 224, 3], data)
}

const classify = async (model: Model, seed: number) => {
  const { [OUTPUT]: answer } = await model.run({ input: noise(seed) }, [OUTPUT])
  return answer!.data as Float32Array
}

for (const engine of ['litert', 'tensorflow'] as const) {
  describe.skipIf(!hasShared || !(await hasEngine(engine)))(`a crowd of runs on ${engine}`, () => {
    it(`of ${RUNS} at once gives each its own result`, async () => {
      await using model = await loadModel(MOBILENET, { engine, concurrency: 2 })
      const alone: Float32Array[] = []
      for (let seed = 0; seed < RUNS; seed++) alone.push(await classify(model, seed))
      const together = await Promise.all(alone.map((_, seed) => classify(model, seed)))
      for (const [seed, answer] of together.entries()) {
        const wrong = answer.findIndex((value, i) => Math.abs(value - alone[seed]![i]!) > 1e-5)
        expect(wrong, `element ${wrong} of run ${seed}`).toBe(-1)
      }
      expect(new Set(together.map((answer) => answer[0])).size).toBe(RUNS)
    })

    it('is turned away where the queue is full, and let go by a signal', async () => {
      const { model, start } = await busyModel(engine, sharedFolder, { concurrency: 1, queueLimit: 8 })
      const controller = new AbortController()
      const taken = Array.from({ length: 9 }, () => start(controller.signal))
      const refused = await Promise.allSettled(Array.from({ length: 20 }, () => start()))
      for (const outcome of refused) {
        expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'ERR_BUSY', limit: 8 } })
      }
      controller.abort()
      for (const outcome of await Promise.allSettled(taken)) {
        expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'ERR_ABORTED' } })
      }
      // On tensorflow a run that loops for ever is still under way: disposing ends it.
      await model.dispose()
      // Less than the runs would take on litert.
    }, 200_000)

    it.runIf(canLimit)(
      'goes on where the system has no more threads to give, and a model without any says so',
      async () => {
        const { code, stdout, stderr } = await runChild('no-threads.mjs', [engine])
        expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
        expect(stdout.trimEnd().split('\n')).toEqual(['2 4 6', '2 4 6', 'ERR_RUN RESOURCE_EXHAUSTED', '2 4 6, 2 4 6'])
      },
    )
  })
}
