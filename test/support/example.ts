import { type ChildProcess, spawn } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { onTestFinished } from 'vitest'
import { shared } from './data.js'

/** The folder of an example. */
export const exampleFolder = (name: string): string => resolve(import.meta.dirname, '../../examples', name)

/** A folder of its own for one test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'zoo-example-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** A folder with each photograph of the shared data, `copies` times. */
export function photographs(copies = 1): string {
  const folder = temporaryFolder()
  for (const name of readdirSync(shared('images'))) {
    for (let i = 0; i < copies; i++) cpSync(shared('images', name), join(folder, `${i}-${name}`))
  }
  return folder
}

/** A program that runs, with what it wrote so far. */
export interface Program {
  readonly child: ChildProcess
  readonly stdout: string
  readonly stderr: string
  /** Its exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals>
}

/** Starts a script of an example. It is killed when the test is over. */
export const startScript = (
  example: string,
  script: string,
  args: readonly string[] = [],
  env: NodeJS.ProcessEnv = {},
): Program => startProgram(process.execPath, [join(exampleFolder(example), script), ...args], env)

/** Starts a program. It is killed when the test is over. */
export function startProgram(command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Program {
  const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  const written = { stdout: '', stderr: '' }
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].on('data', (text) => {
      written[stream] += text
    })
  }
  const ended = new Promise<number | NodeJS.Signals>((settle, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => settle(code ?? signal!))
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  return {
    child,
    ended,
    get stdout() {
      return written.stdout
    },
    get stderr() {
      return written.stderr
    },
  }
}

/** A server of an example that answers. */
export interface RunningServer {
  readonly port: number
  readonly url: string
  readonly program: Program
}

/**
 * Starts the server of an example on a free port, and waits until it listens. It is killed when the test is over.
 * @param through a command that runs another one: `nsenter …`
 */
export async function startServer(
  example: string,
  env: NodeJS.ProcessEnv = {},
  through: readonly string[] = [],
): Promise<RunningServer> {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const [command = '', ...args] = [...through, process.execPath, join(exampleFolder(example), 'src/main.js')]
  const program = startProgram(command, args, { PORT: String(port), HOST: '127.0.0.1', ...env })
  // A server that cannot start says why on standard error, and one that listens says where.
  await until(() => program.stderr !== '')
  if (!program.stderr.includes('http://')) throw new Error(program.stderr)
  return { port, url, program }
}

/** A TCP port on loopback that nothing listens on. */
export const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })

/** Waits until something is so. */
export async function until(isSo: () => boolean | Promise<boolean>, timeoutMs = 60_000): Promise<void> {
  const end = performance.now() + timeoutMs
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error(`It was not so within ${timeoutMs} ms: ${isSo}`)
    await new Promise((wake) => setTimeout(wake, 20))
  }
}
