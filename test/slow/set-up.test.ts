import { execFile, execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { hasShared, sharedFolder } from '../support/data.js'

// The README's commands as a stranger meets them: the files of this checkout in an empty folder, an empty cache.
const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..')
let scratch: string
let checkout: string

beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'zoo-set-up-'))
  checkout = join(scratch, 'main')
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], {
    cwd: root,
    encoding: 'utf8',
  })
  for (const file of listed.split('\0').filter((name) => name && existsSync(join(root, name)))) {
    mkdirSync(dirname(join(checkout, file)), { recursive: true })
    cpSync(join(root, file), join(checkout, file))
  }
  if (hasShared) symlinkSync(sharedFolder, join(scratch, 'shared'), 'junction')
})
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

/** What an npm script prints; it failing is an error with all it printed. */
async function npmRun(script: string, env: NodeJS.ProcessEnv = {}): Promise<string> {
  const { stdout } = await promisify(execFile)('npm', ['run', script], {
    cwd: checkout,
    shell: process.platform === 'win32',
    maxBuffer: 1 << 26,
    env: { ...process.env, CI: '', ZOO_CACHE: join(scratch, 'cache'), NODE_OPTIONS: '', VITEST: '', ...env },
  })
  return stdout
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
    expect(output).toMatch(/grace_hopper\.jpg +military uniform/)
    expect(output).toMatch(/MTCNN on wasm: 29 faces in solvay\.jpg/)
    expect(existsSync(join(checkout, 'out', 'solvay-faces.png'))).toBe(true)
  },
)
