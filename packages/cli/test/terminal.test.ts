import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { closeSync, existsSync, openSync } from 'node:fs'
import { stripVTControlCharacters } from 'node:util'
import { describe, expect, it } from 'vitest'
import { hasShared, shared } from '../../../test/support/data.js'
import { finished, ZOO } from './zoo.js'

// util-linux's script gives its child a terminal; that of macOS takes other options.
const hasScript =
  process.platform === 'linux' && spawnSync('script', ['--version']).stdout?.toString().includes('util-linux')
const model = shared('models', 'mtcnn.pb')

const inTerminal = (args: readonly string[], env: Record<string, string> = {}): ChildProcess =>
  spawn('script', ['-qefc', ['stty cols 100; exec', process.execPath, ZOO, ...args].join(' '), '/dev/null'], {
    env: { ...process.env, TERM: 'xterm-256color', CI: undefined, NO_COLOR: undefined, FORCE_COLOR: undefined, ...env },
    stdio: 'pipe',
  })

/** What came so far once `text` was among it. */
const until = (child: ChildProcess, text: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    // Of all bytes: a chunk may end within a character.
    const seen = () => Buffer.concat(chunks).toString()
    child.stdout!.on('data', (chunk: Buffer) => {
      chunks.push(chunk)
      if (seen().includes(text)) resolve(seen())
    })
    child.on('close', () => reject(new Error(`It ended without ${text}: ${seen()}`)))
  })

describe.skipIf(!hasShared || !hasScript)('zoo in a terminal', () => {
  it('uses colours, unless NO_COLOR is set', async () => {
    const { stdout } = await finished(inTerminal(['inspect', model]))
    expect(stdout).toContain('\u001b[1mInputs')
    const plain = await finished(inTerminal(['inspect', model], { NO_COLOR: '1' }))
    expect(plain.stdout).toContain('Inputs')
    expect(plain.stdout).not.toContain('\u001b[1m')
  })

  it('shows what takes longer than a second, and ends with code 130 on an interrupt', async () => {
    // It waits for a model on standard input that never ends.
    const child = inTerminal(['run', '-'])
    const shown = await until(child, 'Loading the model …')
    // It may have been drawn twice by then.
    expect(stripVTControlCharacters(shown).trim()).toMatch(/^(Loading the model …\s*)+$/)
    child.stdin!.write('\u0003')
    const { code, stdout } = await finished(child)
    expect(code).toBe(130)
    expect(stripVTControlCharacters(stdout)).not.toMatch(/Error|\sat /)
  })
})

describe.skipIf(!existsSync('/dev/full'))('zoo on a full disk', () => {
  it('says that its output cannot be written', () => {
    const full = openSync('/dev/full', 'w')
    const { status, stderr } = spawnSync(process.execPath, [ZOO, '--help'], { stdio: ['ignore', full, 'pipe'] })
    closeSync(full)
    expect(status).toBe(1)
    expect(stderr.toString()).toMatch(/^ERR_OUTPUT: Standard output cannot be written: ENOSPC/)
  })
})
