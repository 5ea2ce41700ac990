import { describe, expect, it } from 'vitest'
import { hasShared } from '../support/data.js'
import { hasEngine } from '../support/engines.js'
import { smallModel } from './small-model.js'
import { soak } from './soak.js'

/**
 * TensorFlow's allocator takes some 100,000 runs to reach its level, and a garbage collector's ups and downs are a few MB: only
 * a long run tells either from a leak.
 */
const RUNS = 200_000
/** KB a run. A leaked result of the largest batch is 72 KB; a leaked handle or promise about 0.2 KB. */
const MOST = 0.15

for (const engine of ['litert', 'tensorflow'] as const) {
  describe.skipIf(!hasShared || !(await hasEngine(engine)))(`${RUNS} runs on ${engine}`, () => {
    it('take no more and more memory, aborted ones included', async () => {
      const { slope, first, last } = await soak('soak-runs.mjs', [engine, smallModel(engine), String(RUNS)], MOST)
      console.log(
        `soak: ${engine}: RSS ${(slope * 1000).toFixed(1)} KB per 1000 runs (${first.toFixed(0)} to ${last.toFixed(0)} MB in the second half)`,
      )
      expect(slope).toBeLessThan(MOST)
    })
  })
}
