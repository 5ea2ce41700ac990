/** What became of one check: a warning does not stop anything from working. */
export type Status = 'ok' | 'warning' | 'failure'

/** One thing that was looked at. */
export interface Check {
  readonly name: string
  readonly status: Status
  /** What was found, as one line. */
  readonly found: string
  /** One sentence: how to cure it. */
  readonly cure?: string
  /** The facts behind `found`, for `--json`. */
  readonly facts?: Readonly<Record<string, unknown>>
}
