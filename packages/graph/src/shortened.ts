/** Characters that a shortened text keeps at its end, where names differ most. */
const TAIL = 20

/**
 * A text of at most `limit` characters as it is; of a longer one the beginning and the end, with the number of characters left out
 * between: `abc… (12000 characters) …xyz`.
 */
export function shortened(text: string, limit: number): string {
  if (text.length <= limit) return text
  const head = limit - TAIL
  return `${text.slice(0, head)}… (${text.length - limit} more characters) …${text.slice(-TAIL)}`
}

/** Bounds of a message. A word this long is a name or data, and a reader has seen enough of it. */
const MAX_WORD = 300
const MAX_MESSAGE = 10_000

/** A message that does not repeat megabytes of a file's or a caller's names and values. */
export const shortMessage = (message: string): string =>
  message.length <= MAX_WORD
    ? message
    : shortened(
        // What is cut first keeps the search for long words short.
        shortened(message, 100 * MAX_MESSAGE).replace(/\S{301,}/g, (word) => shortened(word, MAX_WORD)),
        MAX_MESSAGE,
      )
