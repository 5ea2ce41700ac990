import { spawn, spawnSync } from 'node:child_process'
import { root, toolEnvironment } from './root.mjs'

/** Windows finds `npx.cmd` and its like only through a shell, which takes apart what has spaces in it unless that is quoted. */
const shell = process.platform === 'win32'
const quoted = (words) => (shell ? words.map((word) => (/\s/.test(word) ? `"${word}"` : word)) : words)

/**
 * Runs a program in the checkout.
 * @param options `quiet` keeps its output for the error; `env` adds to the environment
 * @returns what it wrote, when quiet
 * @throws Error with its output when it fails
 */
export function run(program, args, { quiet = false, env = {}, cwd = root } = {}) {
  return new Promise((resolve, reject) => {
    const [command, ...rest] = quoted([program, ...args])
    const child = spawn(command, rest, {
      cwd,
      shell,
      env: { ...toolEnvironment, ...env },
      stdio: quiet ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'],
    })
    let output = ''
    child.stdout?.on('data', (chunk) => {
      output += chunk
    })
    child.stderr?.on('data', (chunk) => {
      output += chunk
    })
    child.on('error', reject)
    child.on('close', (code, signal) => {
      if (code === 0) resolve(output)
      else reject(new Error(`${program} ${args.join(' ')} ended with ${signal ?? code}.\n${output}`.trim()))
    })
  })
}

/** Whether a program answers to these arguments. */
export const answers = (program, ...args) => spawnSync(program, args, { shell, stdio: 'ignore' }).status === 0
