import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'

/** What a file's bytes must be. Without either checksum nothing is known of them but, perhaps, their size. */
export interface Pin {
  /** 64 hexadecimal digits. */
  readonly sha256?: string | undefined
  /** 40 hexadecimal digits: the id git gives a file of these bytes. */
  readonly gitBlobId?: string | undefined
  readonly sizeBytes?: number | undefined
}

/** How a file differs from its pin. */
export interface Mismatch {
  readonly expected: string
  readonly actual: string
}

/**
 * The first way in which a file is not what its pin says, or undefined when it is.
 * Sizes are compared first, so a file of another size is not read.
 */
export async function mismatchOf(path: string, pin: Pin, signal?: AbortSignal): Promise<Mismatch | undefined> {
  const { size } = await stat(path)
  if (pin.sizeBytes !== undefined && size !== pin.sizeBytes) {
    return { expected: `${pin.sizeBytes} bytes`, actual: `${size} bytes` }
  }
  if (pin.sha256 !== undefined) {
    const actual = await digest(path, 'sha256', '', signal)
    if (actual !== pin.sha256.toLowerCase()) return { expected: `SHA-256 ${pin.sha256}`, actual: `SHA-256 ${actual}` }
  }
  if (pin.gitBlobId !== undefined) {
    const actual = await digest(path, 'sha1', `blob ${size}\0`, signal)
    if (actual !== pin.gitBlobId.toLowerCase()) {
      return { expected: `git blob ${pin.gitBlobId}`, actual: `git blob ${actual}` }
    }
  }
  return undefined
}

async function digest(path: string, algorithm: string, prefix: string, signal: AbortSignal | undefined) {
  const hash = createHash(algorithm).update(prefix)
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash, { ...(signal && { signal }) })
  return hash.digest('hex')
}
