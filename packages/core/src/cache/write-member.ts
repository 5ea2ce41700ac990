import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'

/** A file to take out of an archive. */
export interface Wanted {
  /** Its path in the archive, without a leading `./`. */
  readonly member: string
  /** Where it is written. No name inside the archive decides that. */
  readonly path: string
  /** Where known: a member that declares another size is refused before anything of it is written. */
  readonly sizeBytes?: number | undefined
  /** Where known: checked as the member is written. 64 hexadecimal digits. */
  readonly sha256?: string | undefined
}

export interface ExtractOptions {
  readonly signal?: AbortSignal | undefined
  /** Called with each piece that is written. */
  readonly onProgress?: ((wanted: Wanted, writtenBytes: number, totalBytes: number) => void) | undefined
}

/** The largest member that is unpacked when no pin says its size: libtensorflow, the largest known, has 1.1 GB. */
const UNPINNED_LIMIT_BYTES = 4 * 1024 ** 3

/**
 * Writes one member of an archive. A failed write leaves no file.
 * @param declaredBytes the size that the archive declares for the member
 * @throws Error when the size is not the pinned one, the data are longer or shorter than declared, or the checksum differs
 */
export async function writeMember(
  data: AsyncIterable<unknown>,
  wanted: Wanted,
  declaredBytes: number,
  { signal, onProgress }: ExtractOptions,
): Promise<void> {
  const { member, path, sizeBytes, sha256 } = wanted
  if (sizeBytes !== undefined && declaredBytes !== sizeBytes) {
    throw new Error(`${member} in the archive declares ${declaredBytes} bytes where ${sizeBytes} are expected`)
  }
  if (!(declaredBytes <= UNPINNED_LIMIT_BYTES)) {
    throw new Error(`${member} in the archive declares ${declaredBytes} bytes, more than the limit of 4 GiB`)
  }
  const hash = sha256 === undefined ? undefined : createHash('sha256')
  let writtenBytes = 0
  const meter = new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      writtenBytes += chunk.byteLength
      if (writtenBytes > declaredBytes) {
        done(new Error(`${member} in the archive has more than the ${declaredBytes} bytes that it declares`))
        return
      }
      hash?.update(chunk)
      onProgress?.(wanted, writtenBytes, declaredBytes)
      done(null, chunk)
    },
  })
  try {
    await pipeline(data, meter, createWriteStream(path), { ...(signal && { signal }) })
    if (writtenBytes < declaredBytes) {
      throw new Error(`${member} in the archive has ${writtenBytes} of the ${declaredBytes} bytes that it declares`)
    }
    const actual = hash?.digest('hex')
    if (actual !== sha256?.toLowerCase()) throw new Error(`${member} in it has SHA-256 ${actual}, not ${sha256}`)
  } catch (error) {
    await rm(path, { force: true })
    throw error
  }
}

/** Removes what an extraction wrote before it failed. */
export const removeWritten = (written: readonly Wanted[]): Promise<unknown> =>
  Promise.all(written.map(({ path }) => rm(path, { force: true })))
