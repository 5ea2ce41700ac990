import { RunError } from '../errors.js'

/** Why an engine process gave no answer: the `status` of the RunError. */
export type ProcessStatus = 'PROCESS_START' | 'PROCESS_ENDED' | 'PROCESS_TIMEOUT' | 'PROCESS_MEMORY'

/** How an engine process ended. */
export interface ProcessEnd {
  readonly status: ProcessStatus
  /** A sentence without its full stop: `The engine process ended by SIGSEGV`. */
  readonly message: string
}

/** What a process was doing for whom, for its errors. */
export interface ProcessUse {
  readonly engine: string
  /** The model's path, if it has one. */
  readonly model: string | undefined
}

/** The error of a request that an engine process did not answer. */
export const processError = (
  { status, message }: ProcessEnd,
  { engine, model }: ProcessUse,
  cause?: unknown,
): RunError =>
  new RunError(`${message}${model === undefined ? '' : ` (${model})`}.`, {
    status,
    engine,
    model,
    ...(cause !== undefined && { cause }),
  })

/** An end that nobody asked for. */
export const endedBy = (code: number | null, signal: NodeJS.Signals | null): ProcessEnd => ({
  status: 'PROCESS_ENDED',
  message: `The engine process ended ${signal === null ? `with code ${code}` : `by ${signal}`}`,
})

export const endedByMemory = (bytes: number, limit: number): ProcessEnd => ({
  status: 'PROCESS_MEMORY',
  message: `The engine process was killed because its memory of ${bytes} bytes exceeds the limit of ${limit}; raise isolate.memoryLimitBytes if the model needs more`,
})

export const overdue = (what: string, option: string, timeoutMs: number): ProcessEnd => ({
  status: 'PROCESS_TIMEOUT',
  message: `The engine process was killed because ${what} took longer than ${timeoutMs} ms; raise isolate.${option} if the model needs more`,
})

/** @param problem what is wrong with it */
export const brokenAnswer = (problem: string): ProcessEnd => ({
  status: 'PROCESS_ENDED',
  message: `The engine process sent a broken answer: ${problem}`,
})
