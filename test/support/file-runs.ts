import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** A program that takes files one by one: `{ place }` on a line before each, `{ place, … }` with more after. */
export interface FileProgram {
  readonly script: URL
  /** Arguments before the last, which is the place of the first file to take. */
  readonly args: readonly string[]
  /** How many files there are. */
  readonly count: number
  /** The working folder of the program. */
  readonly cwd?: string
  /** No single file may take longer. Default 15 s: 10 s, and some for a busy machine. */
  readonly hangMs?: number
}

/** What a program said of a file, or how the file ended it: a signal, `hang` or `memory`. */
export type FileRun<Said> = Said | { readonly place: number; readonly ended: string; readonly stderr: string }

/** Bytes by which a process may grow over the files it takes. */
const MAX_GROWTH = 1.5 * 2 ** 30

/** Runs a program over its files; a file that ends the program is noted, and another process takes the rest. */
export const runFiles = async <Said extends { readonly place: number }>(
  program: FileProgram,
): Promise<readonly FileRun<Said>[]> => {
  const runs: FileRun<Said>[] = []
  while (runs.length < program.count) runs.push(...(await runFrom<Said>(program, runs.length)))
  return runs
}

const runFrom = <Said extends { readonly place: number }>(
  { script, args, count, cwd, hangMs = 15_000 }: FileProgram,
  from: number,
): Promise<readonly FileRun<Said>[]> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [fileURLToPath(script), ...args, String(from)], {
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(cwd === undefined ? {} : { cwd }),
    })
    const runs: FileRun<Said>[] = []
    let rest = ''
    let stderr = ''
    let since = Date.now()
    let start = 0
    let killed: string | undefined
    child.stdout.on('data', (text) => {
      since = Date.now()
      const lines = (rest + text).split('\n')
      rest = lines.pop()!
      for (const line of lines) {
        const said = JSON.parse(line) as Said
        // A line with the place alone says that the file is about to be taken.
        if (Object.keys(said).length > 1) runs.push(said)
        else stderr = ''
      }
    })
    child.stderr.on('data', (text) => {
      stderr = (stderr + text).slice(0, 4000)
    })
    const watch = setInterval(() => {
      const resident = residentBytes(child.pid)
      start ||= resident
      killed ??= resident - start > MAX_GROWTH ? 'memory' : Date.now() - since > hangMs ? 'hang' : undefined
      if (killed) child.kill('SIGKILL')
    }, 50)
    child.on('error', reject)
    child.on('close', (code, signal) => {
      clearInterval(watch)
      const place = from + runs.length
      if (place < count) runs.push({ place, ended: killed ?? signal ?? `exit ${code}`, stderr: stderr.slice(0, 600) })
      resolve(runs)
    })
  })

/** What a process holds in memory; 0 where the system does not say. */
const residentBytes = (pid: number | undefined): number => {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) * 1024
  } catch {
    return 0
  }
}
