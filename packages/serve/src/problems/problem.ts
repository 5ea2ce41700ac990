import { type ImageError, InferenceError, type RunError } from '@zoo/core'
import { RequestError } from './request-error.js'
import { type ErrorCode, type ErrorStatus, RETRYABLE, STATUSES } from './statuses.js'

/** The media type of RFC 9457. */
export const PROBLEM_TYPE = 'application/problem+json'

const DOCUMENTATION = 'https://github.com/zoo-models/zoo/blob/main/docs/errors.md#'

/** An error as a client reads it: problem details of RFC 9457 with our error code. */
export interface Problem {
  /** A URI that identifies the kind of problem. */
  readonly type: string
  readonly title: string
  readonly status: number
  /** One sentence about this occurrence. */
  readonly detail: string
  readonly code: ErrorCode
  readonly requestId?: string | undefined
  /** The parameter or part that is wrong. */
  readonly parameter?: string | undefined
  readonly expected?: string | undefined
  /** What a run failed with, of code ERR_RUN: `PROCESS_TIMEOUT`, `PROCESS_MEMORY`, `PROCESS_ENDED`, or the engine's own word. */
  readonly reason?: string | undefined
}

/** An error that a handler raised while it worked on a model that the client uploaded. */
export class UploadedModelError extends Error {
  constructor(override readonly cause: unknown) {
    super('The uploaded model failed.', { cause })
  }
}

/** The problem that answers an error, and the headers that belong to it. */
export interface Answer {
  readonly problem: Problem
  readonly headers: Readonly<Record<string, string>>
}

/**
 * The problem that answers an error. Messages of internal errors stay out of it.
 * @param retryAfterS seconds after which a refused client should try again
 */
export function problemOf(thrown: unknown, requestId: string | undefined, retryAfterS = 1): Answer {
  const uploaded = thrown instanceof UploadedModelError
  const error = uploaded ? thrown.cause : thrown
  const code = codeOf(error)
  const entry: ErrorStatus = STATUSES[code]
  const status = isLimit(error)
    ? STATUSES.ERR_TOO_LARGE.status
    : ((uploaded ? entry.uploaded : undefined) ?? entry.status)
  const hidden = entry.internal && !(uploaded && entry.uploaded !== undefined)
  const problem: Problem = {
    type: `${DOCUMENTATION}${code.toLowerCase()}`,
    title: entry.title,
    status,
    detail: hidden || !(error instanceof Error) ? `${entry.title}; the service's log has the details.` : error.message,
    code,
    requestId,
    ...(hidden ? {} : fieldsOf(error)),
  }
  const own = error instanceof RequestError ? error.headers : {}
  return { problem, headers: RETRYABLE.has(status) ? { 'retry-after': String(retryAfterS), ...own } : own }
}

/** The answer as a response. */
export function problemResponse({ problem, headers }: Answer): Response {
  const body = Buffer.from(JSON.stringify(problem))
  return new Response(body, {
    // No client reads an answer of status 499; `Response` takes it all the same.
    status: problem.status,
    headers: {
      'content-type': PROBLEM_TYPE,
      'content-length': String(body.byteLength),
      'cache-control': 'no-store',
      ...headers,
    },
  })
}

/** The code that an error is answered with. */
export function codeOf(error: unknown): ErrorCode {
  const code = InferenceError.isInstance(error) ? error.code : undefined
  return code !== undefined && Object.hasOwn(STATUSES, code) ? (code as ErrorCode) : 'ERR_INTERNAL'
}

const LIMITS = ['limitInputPixels', 'limitInputBytes']

/** Whether an image exceeds a limit, rather than being damaged. */
const isLimit = (error: unknown): boolean =>
  codeOf(error) === 'ERR_IMAGE' && LIMITS.includes((error as ImageError).option ?? '')

function fieldsOf(error: unknown): Partial<Problem> {
  if (error instanceof RequestError) {
    const { parameter, expected } = error
    return { ...(parameter === undefined ? {} : { parameter }), ...(expected === undefined ? {} : { expected }) }
  }
  return codeOf(error) === 'ERR_RUN' ? { reason: (error as RunError).status } : {}
}
