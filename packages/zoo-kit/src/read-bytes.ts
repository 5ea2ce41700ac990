import { open } from 'node:fs/promises'
import { addAbortSignal, Readable } from 'node:stream'
import type { ReadableStream as WebStream } from 'node:stream/web'
import { AbortError, ImageError, InferenceError } from '@zoo/core'
import { tooManyBytes } from './image-limits.js'
import type { ImageOptions } from './image-options.js'

type Limits = Pick<ImageOptions, 'limitInputBytes' | 'signal'>

/** What a failed read rejects with: our own errors as they are, an abort as AbortError, else ImageError with its cause. */
function readFailure(what: string, cause: unknown, signal: AbortSignal | undefined): Error {
  if (signal?.aborted) return new AbortError(signal.reason)
  if (InferenceError.isInstance(cause)) return cause
  const { code, message } = cause as NodeJS.ErrnoException
  const reason = code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'it is a folder' : message
  return new ImageError(`The image ${what} cannot be read: ${reason}.`, { cause })
}

/**
 * Every byte of a file.
 * @throws ImageError (ERR_IMAGE) when it cannot be read or exceeds the limit; AbortError (ERR_ABORTED)
 */
export async function readFileBytes(path: string, { limitInputBytes, signal }: Limits): Promise<Uint8Array> {
  try {
    await using file = await open(path)
    const status = await file.stat()
    // Pipes and devices have no size: they are read like any stream, up to the limit.
    if (!status.isFile())
      return await readWhole(file.createReadStream({ autoClose: false }), { limitInputBytes, signal })
    if (status.size > limitInputBytes) throw tooManyBytes(limitInputBytes)
    return await file.readFile({ signal })
  } catch (cause) {
    throw readFailure(path, cause, signal)
  }
}

/**
 * Every byte of a Node or web stream, which is destroyed when it exceeds the limit.
 * @throws ImageError (ERR_IMAGE) when it fails or exceeds the limit; AbortError (ERR_ABORTED)
 */
export async function readStreamBytes(stream: Readable | ReadableStream, limits: Limits): Promise<Uint8Array> {
  try {
    return await readWhole(stream instanceof Readable ? stream : Readable.fromWeb(stream as WebStream), limits)
  } catch (cause) {
    throw readFailure('stream', cause, limits.signal)
  }
}

async function readWhole(stream: Readable, { limitInputBytes, signal }: Limits): Promise<Uint8Array> {
  const bytes = await readAtMost(stream, limitInputBytes, signal)
  if (!bytes) throw tooManyBytes(limitInputBytes)
  return bytes
}

/**
 * Every byte of a Node stream, or undefined where it has more than `mostBytes`; then it is destroyed.
 * @throws Error what the stream fails with, or says of its chunks when they are not bytes; AbortError, the platform's, when
 *   the signal fires
 */
export async function readAtMost(
  stream: Readable,
  mostBytes: number,
  signal?: AbortSignal,
): Promise<Buffer | undefined> {
  if (signal) addAbortSignal(signal, stream)
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of stream as AsyncIterable<unknown>) {
    if (!(chunk instanceof Uint8Array)) {
      throw new TypeError('it gives text or objects; it must give bytes, so set no encoding on it')
    }
    size += chunk.length
    if (size > mostBytes) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks, size)
}
