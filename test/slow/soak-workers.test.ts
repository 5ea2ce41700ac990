import { describe, expect, it } from 'vitest'
import { hasShared, sharedFolder } from '../support/data.js'
import { hasEngine } from '../support/engines.js'
import { soak } from './soak.js'

const WORKERS = 300
/** KB for each worker; before the addon stayed loaded it was 3,700 and more. */
const MOST = 100

describe.skipIf(!hasShared)('worker threads that are terminated while they run models', () => {
  it.each(['litert', 'tensorflow'] as const)('leave no memory behind on %s', async (engine) => {
    if (!(await hasEngine(engine))) return
    const growth = await soak('terminated-workers.mjs', [engine, sharedFolder, `${WORKERS}`], MOST, {
      timeoutMs: 1_000_000,
    })
    expect(growth.slope).toBeLessThan(MOST)
  })
})
