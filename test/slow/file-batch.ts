import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runFiles } from '../support/file-runs.js'

/** A file to load, or a damaged copy of it, and what to fetch where that is not its outputs. */
export interface Job {
  readonly path: string
  readonly seed?: number
  readonly fetches?: readonly string[]
}

/** What came of a job: `works`, `loads` when it is not fed, a code, `hang`, `memory`, or the signal that ended the process. */
export interface JobResult extends Job {
  readonly outcome: string
  readonly message?: string | undefined
}

interface Said {
  readonly place: number
  readonly outcome: string
  readonly message?: string
}

/** Loads files in child processes, thousands to a process; a file that ends its process is noted, and another goes on. */
export const loadInChildren = async (engine: string, jobs: readonly Job[]): Promise<readonly JobResult[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'zoo-jobs-'))
  try {
    const list = join(folder, 'jobs.json')
    writeFileSync(list, JSON.stringify(jobs))
    const script = new URL('children/load-mutated.mjs', import.meta.url)
    const runs = await runFiles<Said>({ script, args: [engine, list], count: jobs.length })
    return runs.map((run) =>
      'ended' in run
        ? { ...jobs[run.place]!, outcome: run.ended, message: run.stderr }
        : { ...jobs[run.place]!, outcome: run.outcome, message: run.message },
    )
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The outcomes that a file of any contents may have: it works, or a coded error says why not. */
const ALLOWED = `works loads ERR_MODEL_LOAD ERR_UNSUPPORTED_GRAPH ERR_NO_ENGINE ERR_RUN ERR_ABORTED
  ERR_TENSOR_NAME ERR_TENSOR_MISMATCH`.split(/\s+/)

/** Those results that no file may have. */
export const failures = (results: readonly JobResult[]): readonly JobResult[] =>
  results.filter(({ outcome }) => !ALLOWED.includes(outcome))
