import { describe, expect, it } from 'vitest'
import { hasShared, sharedFolder } from '../support/data.js'
import { hasEngine } from '../support/engines.js'
import { runChild } from './child.js'

const engines = hasShared ? (await Promise.all(['litert', 'tensorflow'].map(present))).flat() : []

async function present(engine: string): Promise<string[]> {
  return (await hasEngine(engine as 'litert' | 'tensorflow')) ? [engine] : []
}

describe.skipIf(engines.length === 0)('worker threads that each load the engines', () => {
  const run = (how: string) => runChild('workers.mjs', [how, sharedFolder, ...engines])

  it('run at once, each result its own, and end one by one', async () => {
    expect(await run('return')).toMatchObject({ code: 7, signal: null, stderr: '', stdout: 'ended\n'.repeat(8) })
  })

  it('can be terminated amid runs', async () => {
    expect(await run('terminate')).toMatchObject({ code: 7, signal: null, stderr: '', stdout: 'ended\n'.repeat(8) })
  })

  it.runIf(engines.includes('litert'))(
    'can be terminated while faces are found, whose photograph the engine reads',
    async () => {
      const ended = await runChild('detecting.mjs', [sharedFolder, '25'], { timeoutMs: 600_000 })
      expect(ended).toMatchObject({ code: 0, signal: null, stderr: '', stdout: 'ended\n'.repeat(25) })
    },
  )

  it('do not keep the process from exiting amid their runs', async () => {
    expect(await run('exit')).toMatchObject({ code: 7, signal: null, stderr: '', stdout: '' })
  })
})
