import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** A service in a process of its own. */
export interface ChildService {
  readonly port: number
  readonly url: string
  readonly process: ChildProcess
  /** What it wrote to standard error. */
  readonly stderr: () => string
  /** A number of `/metrics`. */
  metric(name: string): Promise<number>
  stop(): Promise<void>
}

const PROGRAM = fileURLToPath(new URL('service.mjs', import.meta.url))

/** Starts `service.mjs` with options of `createService`, `listen` and `runModel`. */
export async function startService(options: {
  readonly service?: object
  readonly listen?: object
  readonly run?: object
}): Promise<ChildService> {
  const child = spawn(process.execPath, [PROGRAM, JSON.stringify(options)], { stdio: ['ignore', 'pipe', 'pipe'] })
  let stderr = ''
  child.stderr.on('data', (chunk) => {
    stderr += chunk
  })
  const port = await Promise.race([
    once(child.stdout, 'data').then(([line]) => Number(line)),
    once(child, 'exit').then(() => Promise.reject(new Error(`The service ended: ${stderr}`))),
  ])
  child.stdout.resume()
  const url = `http://127.0.0.1:${port}`
  return {
    port,
    url,
    process: child,
    stderr: () => stderr,
    async metric(name) {
      const text = await (await fetch(`${url}/metrics`)).text()
      return Number(
        text
          .split('\n')
          .find((line) => line.startsWith(`${name} `) || line.startsWith(`${name}{`))
          ?.split(' ')
          .at(-1),
      )
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGKILL')
      await once(child, 'exit')
    },
  }
}
