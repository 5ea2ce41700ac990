/** What a service answered to a load. */
export interface LoadResult {
  /** Milliseconds of the answers with 200. */
  readonly accepted: readonly number[]
  /** Answers by status. */
  readonly statuses: Readonly<Record<string, number>>
  /** Answers with 503 and no Retry-After. */
  readonly withoutRetryAfter: number
  /** Errors of connections, and requests without an answer. */
  readonly errors: number
  readonly durationS: number
  /** Milliseconds of the answers of `/livez` meanwhile; Infinity of a failure. */
  readonly livez: readonly number[]
  /** Resident memory of the service at most. */
  readonly residentBytes: number
}

/** A service and what loads it, in processes of their own. */
export interface HttpService {
  load(wanted: { connections: number; durationS: number; rate?: number }): Promise<LoadResult>
  stop(): void
}

export function startHttpService(args: readonly string[], photographs: readonly string[]): Promise<HttpService>
