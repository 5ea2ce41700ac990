import { LOAD_DEFAULTS } from '@zoo/mobilenet'
import { describe, expect, it } from 'vitest'
import { hasShared, shared } from '../support/data.js'
import { runChild } from './child.js'

const CLIENTS = 256

interface Report {
  readonly ends: readonly { readonly outcome: string; readonly elapsedMs: number }[]
  readonly peakBytes: number
}

describe.skipIf(!hasShared)('256 clients at once, each with a photograph of 9 megapixels', () => {
  it('are answered or refused at once, in under 500 MB', async () => {
    const args = [shared('images', 'grace_hopper.jpg'), String(CLIENTS)]
    const ended = await runChild('classify-many.mjs', args, { env: { ZOO_MODEL_MIRROR: shared('models') } })
    expect(ended.code, ended.stderr).toBe(0)
    const { ends, peakBytes } = JSON.parse(ended.stdout) as Report
    const busy = ends.filter(({ outcome }) => outcome === 'ERR_BUSY')
    const answered = ends.filter(({ outcome }) => outcome === 'military uniform')
    // One runs, the rest of those let in wait.
    expect(answered).toHaveLength(1 + LOAD_DEFAULTS.queueLimit!)
    expect(busy).toHaveLength(CLIENTS - answered.length)
    const firstAnswer = Math.min(...answered.map(({ elapsedMs }) => elapsedMs))
    const lastAnswer = Math.max(...answered.map(({ elapsedMs }) => elapsedMs))
    // Nobody who is refused waits for those who are not.
    for (const { elapsedMs } of busy) expect(elapsedMs).toBeLessThan(firstAnswer + (lastAnswer - firstAnswer) / 2)
    expect(peakBytes).toBeLessThan(500e6)
  })
})
