import { constants } from 'node:buffer'
import { readFile } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { ArgumentError } from '@zoo/core'
import { readStdin, STDIN } from '../stdin.js'

/** Node has no longer strings, and JSON is parsed from one. */
const MOST_BYTES = constants.MAX_STRING_LENGTH

/**
 * The text of a feeds file, or of standard input where it is `-`.
 * @throws ArgumentError (ERR_ARGUMENT) when it cannot be read, or is longer than text can be
 */
export async function readText(file: string, stdin?: Readable): Promise<string> {
  const bytes =
    file === STDIN ? await readStdin(MOST_BYTES, stdin) : await readFile(file).catch((cause) => fail(file, cause))
  // A TextDecoder leaves out the byte order mark that PowerShell begins files with, of which JSON knows nothing.
  if (bytes && bytes.length <= MOST_BYTES) return new TextDecoder().decode(bytes)
  return fail(file, new Error(`it has more than ${MOST_BYTES} bytes, the most that JSON is read from`))
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'this user may not read it',
}

function fail(file: string, cause: NodeJS.ErrnoException): never {
  const reason = REASONS[cause.code ?? ''] ?? cause.message
  throw new ArgumentError(`The feeds ${file === STDIN ? 'on standard input' : file} cannot be read: ${reason}.`, {
    option: '--feeds',
    expected: 'a JSON file with tensors by name',
    received: file,
    cause,
  })
}
