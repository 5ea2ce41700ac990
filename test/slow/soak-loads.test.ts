import { describe, expect, it } from 'vitest'
import { hasShared, shared } from '../support/data.js'
import { hasEngine } from '../support/engines.js'
import { smallModel } from './small-model.js'
import { type Growth, soak } from './soak.js'

/**
 * The C library gives threads arenas of memory and keeps them; sessions with threads of their own then move RSS up and down
 * by 100 MB, in which a leak would not show. One arena for all makes it steady.
 */
const env = { MALLOC_ARENA_MAX: '1' }

/** KB a load: what is left of a small model, and far less than the weights of MobileNet, which are 3,500 and 14,000. */
const MOST = { small: 40, mobilenet: 1000 }

const report = (what: string, { slope, first, last }: Growth): void =>
  console.log(
    `soak: ${what}: RSS ${slope.toFixed(1)} KB per load (${first.toFixed(0)} to ${last.toFixed(0)} MB in the second half)`,
  )

for (const engine of ['litert', 'tensorflow'] as const) {
  describe.skipIf(!hasShared || !(await hasEngine(engine)))(`loading and disposing on ${engine}`, () => {
    it('gives all memory back, 200 times', async () => {
      const growth = await soak('soak-loads.mjs', [engine, smallModel(engine), '200'], MOST.small, { env })
      report(`${engine}, a small model`, growth)
      expect(growth.slope).toBeLessThan(MOST.small)
    })

    it('gives the weights of MobileNet back', async () => {
      const [file, cycles] =
        engine === 'litert' ? ['mobilenet_v2_1.0_224_quant.tflite', 200] : ['mobilenet_v2_1.0_224_frozen.pb', 40]
      const growth = await soak('soak-loads.mjs', [engine, shared('models', file), String(cycles)], MOST.mobilenet, {
        env,
      })
      report(`${engine}, MobileNet`, growth)
      expect(growth.slope).toBeLessThan(MOST.mobilenet)
    })
  })
}
