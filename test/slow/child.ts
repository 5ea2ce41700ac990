import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** How a child process ended, and what it wrote. */
export interface Ended {
  /** null when a signal ended it. */
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
  readonly elapsedMs: number
}

export interface ChildOptions {
  /** Another program of Node than the one that runs the tests. */
  readonly node?: string
  readonly nodeOptions?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** The child is killed after so long, and ends with SIGKILL. */
  readonly timeoutMs?: number
  /** Called with all of stdout as it grows. */
  readonly onOutput?: (stdout: string, kill: (signal: NodeJS.Signals) => void) => void
}

/** Runs a script of children/ in a Node process of its own, to its end, whatever that is. */
export const runChild = (script: string, args: readonly string[], options: ChildOptions = {}): Promise<Ended> =>
  new Promise((resolve, reject) => {
    const { node = process.execPath, nodeOptions = [], env = {}, timeoutMs = 300_000, onOutput } = options
    const file = fileURLToPath(new URL(`children/${script}`, import.meta.url))
    const start = performance.now()
    const child = spawn(node, [...nodeOptions, file, ...args], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let stdout = ''
    let stderr = ''
    child.stdout.on('data', (text) => {
      stdout += text
      onOutput?.(stdout, (signal) => child.kill(signal))
    })
    child.stderr.on('data', (text) => {
      stderr += text
    })
    const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs)
    child.on('error', reject)
    child.on('close', (code, signal) => {
      clearTimeout(timer)
      resolve({ code, signal, stdout, stderr, elapsedMs: performance.now() - start })
    })
  })
