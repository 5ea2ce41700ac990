import { describe, expect, it } from 'vitest'
import { hasShared, sharedFolder } from '../support/data.js'
import { hasEngine } from '../support/engines.js'
import { type Ended, runChild } from './child.js'
import { smallModel } from './small-model.js'

/** Long enough for a loaded machine; a process that waits for its runs would need longer on litert, and for ever on tensorflow. */
const TIMEOUT_MS = 300_000

const quiet = { stderr: '', stdout: 'ending\n' }

for (const engine of ['litert', 'tensorflow'] as const) {
  describe.skipIf(!hasShared || !(await hasEngine(engine)))(`a process amid runs on ${engine}`, () => {
    const end = (how: string, signal?: NodeJS.Signals): Promise<Ended> => {
      let sent = false
      return runChild('ending.mjs', [how, engine, sharedFolder], {
        timeoutMs: TIMEOUT_MS,
        onOutput: (_, kill) => {
          if (signal && !sent) kill(signal)
          sent = true
        },
      })
    }

    it.each(['exit', 'exit code'])('ends at once by process.exit with its code (%s)', async (how) => {
      expect(await end(how)).toMatchObject({ code: 7, signal: null, ...quiet })
    })

    it.each(['throw', 'unhandled rejection'])('ends with an uncaught error as any does (%s)', async (how) => {
      const { code, stderr } = await end(how)
      expect(code).toBe(1)
      expect(stderr).toContain('on purpose')
    })

    it.each(['SIGINT', 'SIGTERM'] as const)('is ended by %s', async (signal) => {
      expect(await end(signal, signal)).toMatchObject({ code: null, signal, ...quiet })
    })

    it('may answer SIGINT itself', async () => {
      expect(await end('SIGINT with a handler', 'SIGINT')).toMatchObject({ code: 7, signal: null, ...quiet })
    })

    it('stays until its runs are done, and no longer, with a model it never disposed', async () => {
      const ended = await runChild('leftover.mjs', [engine, smallModel(engine)], { timeoutMs: TIMEOUT_MS })
      expect(ended).toMatchObject({ code: 0, signal: null, stderr: '', stdout: 'ran\n'.repeat(5) })
    })
  })
}
