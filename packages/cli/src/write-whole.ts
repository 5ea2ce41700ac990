import { mkdir, realpath, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'

/** A file that was asked for cannot be written. */
export class OutputError extends Error {
  readonly code = 'ERR_OUTPUT'
  readonly path: string

  constructor(path: string, cause: Error) {
    super(`${path} cannot be written: ${cause.message}.`, { cause })
    this.path = path
  }
}

/**
 * Writes a file beside its place and renames it, so that what was there stays until its successor is whole. A link stays one, and so
 * does what is no file: a pipe or device, such as `/dev/null`, is written to.
 * @throws OutputError (ERR_OUTPUT)
 */
export async function writeWhole(path: string, data: Uint8Array): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true })
    const stats = await stat(path).catch(() => undefined)
    if (stats && !stats.isFile() && !stats.isDirectory()) await writeFile(path, data)
    else await replace(stats?.isFile() ? await realpath(path) : path, data)
  } catch (error) {
    throw new OutputError(path, error as Error)
  }
}

async function replace(path: string, data: Uint8Array): Promise<void> {
  const beside = `${path}.${process.pid}.part`
  try {
    await writeFile(beside, data)
    await rename(beside, path)
  } catch (error) {
    await rm(beside, { force: true }).catch(() => {})
    throw error
  }
}
