import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runChild } from './child.js'

/** A file to load, or a damaged copy of it, and what to fetch where that is not its outputs. */
export interface Job {
  readonly path: string
  readonly seed?: number
  readonly fetches?: readonly string[]
}

/** What came of a job: `works`, `loads` when it is not fed, a code, `hang`, `memory`, or the signal that ended the process. */
export interface JobResult extends Job {
  readonly outcome: string
  readonly message?: string
}

/** No single file may take longer; a busy machine gets some more. */
const HANG_MS = 15_000
/** Bytes by which a process may grow over one file. */
const MAX_GROWTH = 1.5 * 2 ** 30

/** Loads files in child processes, thousands to a process; a file that ends its process is noted, and another goes on. */
export const loadInChildren = async (engine: string, jobs: readonly Job[]): Promise<readonly JobResult[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'zoo-jobs-'))
  const list = join(folder, 'jobs.json')
  writeFileSync(list, JSON.stringify(jobs))
  const results: JobResult[] = []
  try {
    while (results.length < jobs.length) results.push(...(await loadUntilItEnds(engine, list, jobs, results.length)))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  return results
}

interface Line {
  readonly place: number
  readonly outcome?: string
  readonly message?: string
}

const loadUntilItEnds = async (
  engine: string,
  list: string,
  jobs: readonly Job[],
  from: number,
): Promise<readonly JobResult[]> => {
  const lines: Line[] = []
  let read = 0
  let killed: string | undefined
  let since = Date.now()
  let start = 0
  let watch: NodeJS.Timeout | undefined
  const ended = await runChild('load-mutated.mjs', [engine, list, String(from)], {
    timeoutMs: 1_200_000,
    onStart: (pid, kill) => {
      watch = setInterval(() => {
        const resident = residentBytes(pid)
        start ||= resident
        killed ??= resident - start > MAX_GROWTH ? 'memory' : Date.now() - since > HANG_MS ? 'hang' : undefined
        if (killed) kill('SIGKILL')
      }, 50)
    },
    onOutput: (stdout) => {
      since = Date.now()
      const end = stdout.lastIndexOf('\n') + 1
      for (const text of stdout.slice(read, end).split('\n')) if (text) lines.push(JSON.parse(text) as Line)
      read = end
    },
  })
  clearInterval(watch)
  const done = lines.filter(({ outcome }) => outcome !== undefined) as readonly Required<Line>[]
  const results = done.map(({ place, outcome, message }): JobResult => ({ ...jobs[place]!, outcome, message }))
  if (from + results.length < jobs.length) {
    const outcome = killed ?? ended.signal ?? `exit ${ended.code}`
    results.push({ ...jobs[from + results.length]!, outcome, message: ended.stderr.slice(0, 600) })
  }
  return results
}

/** What a process holds in memory; 0 where the system does not say. */
const residentBytes = (pid: number): number => {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) * 1024
  } catch {
    return 0
  }
}

/** The outcomes that a file of any contents may have: it works, or a coded error says why not. */
const ALLOWED = `works loads ERR_MODEL_LOAD ERR_UNSUPPORTED_GRAPH ERR_NO_ENGINE ERR_RUN ERR_ABORTED
  ERR_TENSOR_NAME ERR_TENSOR_MISMATCH`.split(/\s+/)

/** Those results that no file may have. */
export const failures = (results: readonly JobResult[]): readonly JobResult[] =>
  results.filter(({ outcome }) => !ALLOWED.includes(outcome))
