import { open, readFile, rename, writeFile } from 'node:fs/promises'

/**
 * @typedef {import('./find-photos.js').Photo} Photo
 * @typedef {import('./formats.js').Format} Format
 * @typedef {import('./formats.js').Row} Row
 */

/**
 * Identifies a photograph as it was when its row was written; an edited photograph counts as new.
 * @param {Pick<Row, 'file' | 'sizeBytes' | 'modified'>} row
 */
const keyOf = ({ file, sizeBytes, modified }) => JSON.stringify([file, sizeBytes, modified])

/** Results on disk: each row is appended as soon as it is known, so an interrupted batch goes on where it stopped. */
export class ResultsFile {
  /** @type {import('node:fs/promises').FileHandle} */
  #handle
  /** @type {Format} */
  #format
  /** @type {Set<string>} */
  #done

  /**
   * @param {import('node:fs/promises').FileHandle} handle
   * @param {Format} format
   * @param {Set<string>} done
   */
  constructor(handle, format, done) {
    this.#handle = handle
    this.#format = format
    this.#done = done
  }

  /**
   * Opens a results file, or starts one. A row that was cut off when the last batch was killed is removed.
   * @param {string} path
   * @param {Format} format
   * @param {{ retryErrors: boolean }} options retryErrors removes the rows that have an error
   */
  static async open(path, format, { retryErrors }) {
    const bytes = await readFile(path).catch((error) => {
      if (error.code === 'ENOENT') return Buffer.alloc(0)
      throw error
    })
    const text = bytes.subarray(0, format.wholeRows(bytes)).toString('utf8')
    const rows = readRows(path, format, text).filter((row) => !(retryErrors && row.error))
    // Written beside and renamed: the rows there were are never lost.
    const whole = format.header + rows.map(format.write).join('')
    if (bytes.toString('utf8') !== whole) {
      await writeFile(`${path}.new`, whole)
      await rename(`${path}.new`, path)
    }
    return new ResultsFile(await open(path, 'a'), format, new Set(rows.map(keyOf)))
  }

  /**
   * Returns whether a photograph has its row already.
   * @param {Photo} photo
   */
  has(photo) {
    return this.#done.has(keyOf(photo))
  }

  /** @param {Row} row */
  async append(row) {
    await this.#handle.write(this.#format.write(row))
  }

  close() {
    return this.#handle.close()
  }
}

/**
 * @param {string} path
 * @param {Format} format
 * @param {string} text
 * @returns {Row[]}
 */
function readRows(path, format, text) {
  try {
    return text === '' ? [] : format.read(text)
  } catch (cause) {
    const reason = /** @type {Error} */ (cause).message
    throw new Error(`${path} holds no results of this program, so it is left as it is: ${reason}.`, { cause })
  }
}
