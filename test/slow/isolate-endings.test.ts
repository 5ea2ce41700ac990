import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { engineProcesses, isRunning } from '../../packages/core/test/support/engine-processes.js'
import { hasShared, sharedFolder } from '../support/data.js'
import { hasEngine } from '../support/engines.js'
import { nodeReleases } from '../support/node-releases.js'
import { runChild } from './child.js'

const isUsable = process.platform === 'linux' && hasShared && (await hasEngine('tensorflow'))

/** A bound for what takes milliseconds on an idle machine. */
const SOON_MS = 3000

/** Whether none of the processes is left soon. */
async function areGone(pids: readonly number[]): Promise<boolean> {
  for (const start = performance.now(); performance.now() - start < SOON_MS; await sleep(20)) {
    if (!pids.some(isRunning)) return true
  }
  return false
}

/** Runs a program in a state, and calls back once it is in it. */
async function runIn(
  state: string,
  node?: string,
  act: (program: number, engine: number) => Promise<void> | void = () => {},
) {
  let engine = 0
  let acting: Promise<void> | undefined
  const ended = await runChild('isolated.mjs', [state, sharedFolder], {
    ...(node && { node }),
    timeoutMs: 60_000,
    onOutput: (stdout) => {
      const program = Number(/ready (\d+)/.exec(stdout)?.[1])
      if (acting || !program) return
      engine = engineProcesses(program)[0]!
      acting = Promise.resolve(act(program, engine))
    },
  })
  await acting
  expect(engine).toBeGreaterThan(0)
  return { ...ended, engine }
}

describe.skipIf(!isUsable).each([{ version: process.versions.node, program: process.execPath }, ...nodeReleases()])(
  'an engine process on Node $version',
  ({ program: node }) => {
    it('ends with a program that has nothing more to do', async () => {
      const { code, stderr, engine } = await runIn('idle', node)
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
      expect(await areGone([engine])).toBe(true)
    })

    it('ends in mid-run when the program exits', async () => {
      const { code, engine } = await runIn('exiting', node)
      expect(code).toBe(7)
      expect(await areGone([engine])).toBe(true)
    })

    it('ends in mid-run when the program is killed', async () => {
      const { signal, engine } = await runIn('running', node, (program) => void process.kill(program, 'SIGKILL'))
      expect(signal).toBe('SIGKILL')
      expect(await areGone([engine])).toBe(true)
    })

    it('ends with the program though a run that was aborted goes on', async () => {
      const { code, engine } = await runIn('aborted', node)
      expect(code).toBe(0)
      expect(await areGone([engine])).toBe(true)
    })

    it('ends in mid-run when the worker thread that loaded the model is terminated', async () => {
      let isGone = false
      const { code } = await runIn('worker', node, async (program, engine) => {
        expect(isRunning(engine)).toBe(true)
        await sleep(500)
        isGone = await areGone([engine])
        expect(isRunning(program)).toBe(true)
      })
      expect(isGone).toBe(true)
      expect(code).toBe(0)
    })

    it('ends when it is stopped and the program exits', async () => {
      const { engine } = await runIn('exiting', node, (_, engine) => void process.kill(engine, 'SIGSTOP'))
      expect(await areGone([engine])).toBe(true)
    })
  },
)
