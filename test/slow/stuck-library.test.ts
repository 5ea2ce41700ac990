import { describe, expect, it } from 'vitest'
import { hasShared, sharedFolder } from '../support/data.js'
import { hasEngine } from '../support/engines.js'
import { runChild } from './child.js'

/** From the decision to end to the end; an engine has 2 s of it, and a loaded machine takes its time. */
const MOST_MS = 8000
const TIMEOUT_MS = 120_000

type Reported = { ms: number; result: string }

describe.skipIf(!hasShared || !(await hasEngine('tensorflow')) || !(await hasEngine('litert')))(
  'a process whose library does not return',
  () => {
    const end = async (how: string, state: string, engine: string) => {
      let ending = 0
      const ended = await runChild('stuck.mjs', [how, state, engine, sharedFolder], {
        timeoutMs: TIMEOUT_MS,
        onOutput: () => {
          ending ||= performance.now()
        },
      })
      return { ...ended, ms: performance.now() - ending }
    }

    const states = ['opening', 'loading', 'running', 'aborted', 'disposing']
    it.each(
      states.flatMap((state) => ['exit', 'worker exit', 'worker terminate', 'SIGTERM'].map((how) => [how, state])),
    )('ends by %s while %s on tensorflow', async (how, state) => {
      const { code, signal, stderr, ms } = await end(how, state, 'tensorflow')
      expect({ code, signal, stderr }).toEqual({ code: 7, signal: null, stderr: '' })
      expect(ms).toBeLessThan(MOST_MS)
    })

    it.each([
      ['exit with a later code', 'running', 8],
      ['end', 'aborted', 7],
      ['end', 'disposing', 7],
      ['throw', 'running', 1],
    ] as const)('has its exit code (%s while %s)', async (how, state, expected) => {
      const { code, signal, ms } = await end(how, state, 'tensorflow')
      expect({ code, signal }).toEqual({ code: expected, signal: null })
      expect(ms).toBeLessThan(MOST_MS)
    })

    it.each(
      ['litert', 'wasm'].flatMap((engine) =>
        ['opening', 'running', 'disposing'].flatMap((state) =>
          ['exit', 'worker exit', 'worker terminate'].map((how) => [how, state, engine]),
        ),
      ),
    )('ends by %s while %s on %s', async (how, state, engine) => {
      const { code, signal, ms } = await end(how!, state!, engine!)
      expect({ code, signal }).toEqual({ code: 7, signal: null })
      expect(ms).toBeLessThan(MOST_MS)
    })

    it('goes on with other loads, runs and models, and its children keep their stderr', async () => {
      const { code, stdout, stderr } = await runChild('stuck-loads.mjs', [sharedFolder], { timeoutMs: TIMEOUT_MS * 2 })
      expect({ code, stderr }).toEqual({ code: 7, stderr: 'child\n'.repeat(20) })
      const report = JSON.parse(stdout) as Record<string, Reported>
      // A file that is refused when it is checked serves as well.
      expect(report['timed out load']!.result).toMatch(/^ERR_(ABORTED|UNSUPPORTED_GRAPH|MODEL_LOAD)$/)
      expect(report['timed out load']!.ms).toBeLessThan(MOST_MS)
      expect(report['good load']!.result).toBe('resolved')
      expect(report['good load']!.ms).toBeLessThan(2 * MOST_MS)
      expect(report['run after runs given up']!.result).toBe('resolved')
      expect(report['run after runs given up']!.ms).toBeLessThan(MOST_MS)
      expect(report['runs given up']).toEqual(Array(8).fill('ERR_ABORTED'))
      expect(report['run beyond the bound']!.result).toBe('ERR_BUSY')
      expect(report.dispose!.result).toBe('resolved')
      expect(report.dispose!.ms).toBeLessThan(MOST_MS)
      expect(report['another model']!.result).toBe('resolved')
    })
  },
)
