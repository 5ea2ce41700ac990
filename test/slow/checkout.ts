import { execFile, execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..')

/** Copies the files that git has, or would have, into an empty folder: what a fresh clone holds. */
export function copyCheckout(folder: string): void {
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], {
    cwd: root,
    encoding: 'utf8',
  })
  for (const file of listed.split('\0').filter((name) => name && existsSync(join(root, name)))) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    cpSync(join(root, file), join(folder, file))
  }
}

/** How an npm script ended, and what it printed on stdout. */
export interface ScriptEnd {
  readonly code: number
  readonly output: string
}

/** Runs an npm script of a checkout to its end. */
export const npmRun = (checkout: string, script: string, env: NodeJS.ProcessEnv): Promise<ScriptEnd> =>
  new Promise((done, fail) => {
    const options = {
      cwd: checkout,
      shell: process.platform === 'win32',
      maxBuffer: 1 << 26,
      timeout: 1_000_000,
      env: { ...process.env, CI: '', NODE_OPTIONS: '', VITEST: '', ZOO_MODEL_MIRROR: '', ZOO_DEBUG: '', ...env },
    }
    execFile('npm', ['run', script], options, (error, stdout) => {
      if (error && typeof error.code !== 'number') fail(error)
      else done({ code: error ? Number(error.code) : 0, output: stdout })
    })
  })
