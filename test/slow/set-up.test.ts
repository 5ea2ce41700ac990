import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { hasShared, sharedFolder } from '../support/data.js'
import { copyCheckout, npmRun as runScript } from './checkout.js'

// The README's commands as a stranger meets them: the files of this checkout in an empty folder, an empty cache.
let scratch: string
let checkout: string

beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'zoo-set-up-'))
  checkout = join(scratch, 'main')
  copyCheckout(checkout)
  if (hasShared) symlinkSync(sharedFolder, join(scratch, 'shared'), 'junction')
})
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

/** What an npm script prints; it failing is an error with all it printed. */
async function npmRun(script: string, env: NodeJS.ProcessEnv = {}): Promise<string> {
  const { code, output } = await runScript(checkout, script, { ZOO_CACHE: join(scratch, 'cache'), ...env })
  if (code !== 0) throw new Error(`npm run ${script} ended with ${code}.\n${output}`)
  return output
}

const steps = (output: string) => output.split('\n').filter((line) => line.startsWith('setup:'))

it('two set-ups at once: one does the work, the other waits and finds it done', async () => {
  const outputs = await Promise.all([npmRun('setup'), npmRun('setup')])
  const all = outputs.flatMap(steps).join('\n')
  expect(all.match(/dependencies: installed/g)).toHaveLength(1)
  expect(all.match(/addon: compiled/g)).toHaveLength(1)
  expect(all).not.toContain('missing')
  expect(readdirSync(join(scratch, 'cache', 'lib')).filter((name) => /\.(new|lock)$/.test(name))).toEqual([])
})

it('a set-up again does nothing', async () => {
  const again = steps(await npmRun('setup', { ZOO_OFFLINE: '1' })).join('\n')
  expect(again).toMatch(/dependencies: up to date/)
  expect(again).toMatch(/packages: (\d+) cached, \1 total/)
  expect(again).toMatch(/addon: up to date/)
  expect(again).not.toMatch(/placed|missing/)
})

it.runIf(process.platform !== 'win32')(
  'a machine with Node and npm only is told what it lacks, and still answers',
  async ({ skip }) => {
    if (!hasShared) skip('the shared images are not here')
    const bin = join(scratch, 'bin')
    mkdirSync(bin)
    for (const program of ['node', 'npm', 'npx', 'sh', 'env', 'uname']) {
      const found = (process.env.PATH ?? '')
        .split(':')
        .map((folder) => join(folder, program))
        .find(existsSync)
      if (found && !found.includes('node_modules')) symlinkSync(found, join(bin, program))
    }
    rmSync(join(checkout, 'packages', 'native', 'build'), { recursive: true })
    const output = await npmRun('demo', { PATH: bin, ZOO_CACHE: join(scratch, 'empty-cache') })
    expect(output).toMatch(/setup: addon: missing\. .*C\+\+ compiler.*Python 3/)
    expect(output).toMatch(/setup: engine litert: missing\./)
    expect(output).toMatch(/MobileNet \S+ on wasm/)
    expect(output).toMatch(/golden-retriever\.jpeg +golden retriever/)
    expect(output).toMatch(/MTCNN on wasm\n[\s\S]*solvay\.jpg +29 faces/)
    expect(existsSync(join(checkout, 'out', 'solvay-faces.png'))).toBe(true)
  },
)
