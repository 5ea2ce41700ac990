/** How an error code is answered. */
export interface ErrorStatus {
  /** The HTTP status. */
  readonly status: number
  /** The status where the error comes from a model that the client uploaded. */
  readonly uploaded?: number
  /** A summary of the kind of problem that is the same for every occurrence. */
  readonly title: string
  /** The message names parts of the server, so it goes to the log and not to the client. */
  readonly internal?: true
}

/** The HTTP status of each error code; codes that are not here are answered as `ERR_INTERNAL`. */
export const STATUSES = {
  ERR_BODY: { status: 400, title: 'The body is malformed' },
  ERR_PARAMETER: { status: 400, title: 'A parameter is invalid' },
  ERR_ARGUMENT: { status: 400, title: 'An argument is invalid' },
  ERR_NOT_FOUND: { status: 404, title: 'Not found' },
  ERR_METHOD: { status: 405, title: 'The method is not allowed' },
  ERR_REQUEST_TIMEOUT: { status: 408, title: 'The request took too long to arrive' },
  ERR_TOO_LARGE: { status: 413, title: 'The request is too large' },
  ERR_MEDIA_TYPE: { status: 415, title: 'The media type is not supported' },
  ERR_IMAGE: { status: 422, title: 'The image cannot be read' },
  ERR_MODEL_LOAD: { status: 500, uploaded: 422, title: 'The model cannot be loaded', internal: true },
  ERR_UNSUPPORTED_GRAPH: { status: 500, uploaded: 422, title: 'The model cannot be run', internal: true },
  ERR_NO_ENGINE: { status: 500, uploaded: 422, title: 'No engine takes the model', internal: true },
  ERR_TENSOR_NAME: { status: 500, uploaded: 422, title: 'The model has no such tensor', internal: true },
  ERR_TENSOR_MISMATCH: { status: 500, uploaded: 422, title: 'The input does not fit the model', internal: true },
  ERR_RUN: { status: 500, uploaded: 422, title: 'The run failed', internal: true },
  ERR_RATE: { status: 429, title: 'Too many requests from this client' },
  ERR_HEADERS: { status: 431, title: 'The headers are too large' },
  ERR_ABORTED: { status: 499, title: 'The client went away' },
  ERR_INTERNAL: { status: 500, title: 'Internal error', internal: true },
  ERR_NATIVE_LOAD: { status: 500, title: 'An engine cannot be opened', internal: true },
  ERR_BUSY: { status: 503, title: 'The service is busy' },
  ERR_DISPOSED: { status: 503, title: 'The service is stopping', internal: true },
  ERR_DRAINING: { status: 503, title: 'The service is stopping' },
  ERR_TIMEOUT: { status: 503, title: 'The work took too long' },
} as const satisfies Readonly<Record<string, ErrorStatus>>

/** An error code that a service answers with. */
export type ErrorCode = keyof typeof STATUSES

/** The statuses that ask the client to try again. */
export const RETRYABLE: ReadonlySet<number> = new Set([429, 503])
