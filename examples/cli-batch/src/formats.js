import { parse } from 'csv-parse/sync'
import { stringify } from 'csv-stringify/sync'

/**
 * @typedef {object} Row
 * @property {string} file path relative to the folder, with forward slashes
 * @property {number} sizeBytes
 * @property {string} modified ISO 8601, UTC
 * @property {string} label empty when the photograph has an error
 * @property {number | null} classIndex
 * @property {number | null} probability 0..1
 * @property {string} confidence
 * @property {string} error empty, or the message of the error
 */

/**
 * A text format of results, one row after the other.
 * @typedef {object} Format
 * @property {string} header text at the start of a file
 * @property {(row: Row) => string} write returns one row, line break included
 * @property {(text: string) => Row[]} read throws when the text is not of this format
 * @property {(bytes: Uint8Array) => number} wholeRows returns the length in bytes without a row that is cut off at the end
 */

/** @type {readonly (keyof Row)[]} */
const COLUMNS = ['file', 'sizeBytes', 'modified', 'label', 'classIndex', 'probability', 'confidence', 'error']

const LINE_BREAK = 0x0a
const QUOTE = 0x22

/** @type {Format} */
const csv = {
  header: stringify([COLUMNS]),
  write: (row) => stringify([row], { columns: [...COLUMNS] }),
  read: (text) => {
    if (!text.startsWith(stringify([COLUMNS]))) throw new Error(`its first line is not ${COLUMNS.join(',')}`)
    return parse(text, { columns: true, cast: (value, { column }) => (column === 'sizeBytes' ? Number(value) : value) })
  },
  wholeRows: (bytes) => {
    let end = 0
    let quoted = false
    // A line break inside quotes belongs to a file's name.
    for (let i = 0; i < bytes.length; i++) {
      if (bytes[i] === QUOTE) quoted = !quoted
      else if (bytes[i] === LINE_BREAK && !quoted) end = i + 1
    }
    return end
  },
}

/** @type {Format} */
const jsonLines = {
  header: '',
  write: (row) => `${JSON.stringify(row)}\n`,
  read: (text) =>
    text
      .split('\n')
      .filter(Boolean)
      .map((line) => {
        const row = JSON.parse(line)
        if (typeof row?.file !== 'string') throw new Error(`it has a line without "file": ${line.slice(0, 80)}`)
        return row
      }),
  wholeRows: (bytes) => bytes.lastIndexOf(LINE_BREAK) + 1,
}

/**
 * Returns the format of a file by its extension, or undefined for an extension that has none.
 * @param {string} extension such as `.csv`
 * @returns {Format | undefined}
 */
export const formatOf = (extension) => ({ '.csv': csv, '.jsonl': jsonLines })[extension.toLowerCase()]
