import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { shared } from '../../../test/support/data.js'

/** The built program, as npm links it. */
export const ZOO = fileURLToPath(new URL('../dist/main.js', import.meta.url))

/** What a process left behind. */
export interface Finished {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

/** How a process is started. */
export interface Start {
  /** Its standard input; closed at once when absent. */
  readonly input?: string | Uint8Array
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly cwd?: string
}

/** Starts `zoo` without waiting for it. */
export const startZoo = (args: readonly string[], { env, cwd }: Omit<Start, 'input'> = {}): ChildProcess =>
  spawn(process.execPath, [ZOO, ...args], {
    // Weights that a package's own folder lacks come from here, so no test needs the network.
    env: { ZOO_MODEL_MIRROR: shared('models'), ...process.env, ...env },
    cwd,
    stdio: 'pipe',
  })

/** Runs `zoo` to its end. */
export function zoo(args: readonly string[], { input, ...start }: Start = {}): Promise<Finished> {
  const child = startZoo(args, start)
  // The child may fail before it has read its input.
  child.stdin!.on('error', () => {})
  child.stdin!.end(input)
  return finished(child)
}

/** What `child` wrote, and how it ended. */
export function finished(child: ChildProcess): Promise<Finished> {
  const stdout: Buffer[] = []
  const stderr: Buffer[] = []
  child.stdout!.on('data', (chunk: Buffer) => stdout.push(chunk))
  child.stderr!.on('data', (chunk: Buffer) => stderr.push(chunk))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => {
      resolve({ code, signal, stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() })
    })
  })
}
