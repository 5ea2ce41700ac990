import { InferenceError } from '@zoo/core'

/** What a request error tells besides its code and sentence. */
export interface RequestErrorFields {
  /** Headers of the answer: `Allow`, `Retry-After`, `Accept`. */
  readonly headers?: Readonly<Record<string, string>>
  /** The parameter or part that is wrong. */
  readonly parameter?: string | undefined
  /** The form that the parameter must have. */
  readonly expected?: string | undefined
  readonly cause?: unknown
}

/** The codes of errors that belong to a request rather than to an image or a model. */
export type RequestErrorCode =
  | 'ERR_BODY'
  | 'ERR_DRAINING'
  | 'ERR_HEADERS'
  | 'ERR_MEDIA_TYPE'
  | 'ERR_METHOD'
  | 'ERR_NOT_FOUND'
  | 'ERR_PARAMETER'
  | 'ERR_RATE'
  | 'ERR_REQUEST_TIMEOUT'
  | 'ERR_TIMEOUT'
  | 'ERR_TOO_LARGE'

/** A request that is malformed, too large, too slow, or not taken; `STATUSES` has the HTTP status of each code. */
export class RequestError extends InferenceError {
  declare readonly code: RequestErrorCode
  readonly headers: Readonly<Record<string, string>>
  readonly parameter: string | undefined
  readonly expected: string | undefined

  constructor(code: RequestErrorCode, message: string, fields: RequestErrorFields = {}) {
    super(code, message, 'cause' in fields ? { cause: fields.cause } : undefined)
    this.headers = fields.headers ?? {}
    this.parameter = fields.parameter
    this.expected = fields.expected
  }
}
