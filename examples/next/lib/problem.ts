/** A failure as the page shows it. */
export interface Problem {
  /** The code of the error behind it, or one of the page's own. */
  readonly code: string
  readonly message: string
}

/** The largest photograph that the page sends, in bytes; `next.config.ts` has the same limit for server actions. */
export const MAX_BYTES = 10 * 1024 * 1024

const WORDS: Readonly<Record<string, string>> = {
  ERR_IMAGE: 'This file cannot be read as a photograph. Try a JPEG, PNG or WebP file.',
  ERR_ARGUMENT: 'The page sent no photograph. Choose a file and try again.',
  ERR_BUSY: 'The server is busy. Wait a few seconds and try again.',
  TOO_LARGE: 'This photograph is larger than 10 MB. Choose a smaller one.',
  NO_ANSWER: 'The server does not answer. Check the connection and try again.',
}

/** The problem of a code, in words for the person at the page. */
export const problemOf = (code: string): Problem => ({
  code,
  message: WORDS[code] ?? 'Something went wrong on the server. Try again.',
})

/** The status of an HTTP response for a code. */
export const statusOf = (code: string): number =>
  ({ ERR_IMAGE: 422, ERR_ARGUMENT: 400, ERR_BUSY: 503, TOO_LARGE: 413 })[code] ?? 500
