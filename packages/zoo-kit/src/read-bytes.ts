import { open } from 'node:fs/promises'
import { addAbortSignal, Readable } from 'node:stream'
import type { ReadableStream as WebStream } from 'node:stream/web'
import { AbortError, ImageError, InferenceError } from '@zoo/core'
import { GrowingBytes } from './growing-bytes.js'
import { tooManyBytes } from './image-limits.js'
import type { ImageOptions } from './image-options.js'

type Limits = Pick<ImageOptions, 'limitInputBytes' | 'signal'>

/** What a failed read rejects with: our own errors as they are, an abort as AbortError, else ImageError with its cause. */
function readFailure(what: string, cause: unknown, signal: AbortSignal | undefined): Error {
  if (signal?.aborted) return new AbortError(signal.reason)
  if (InferenceError.isInstance(cause)) return cause
  const { code, message } = (cause ?? {}) as NodeJS.ErrnoException
  const reason =
    code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'it is a folder' : (message ?? String(cause))
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
 * Every byte of a Blob, whose size is checked before anything is read.
 * @throws ImageError (ERR_IMAGE) when it cannot be read or exceeds the limit; AbortError (ERR_ABORTED)
 */
export async function readBlobBytes(blob: Blob, limits: Limits): Promise<Uint8Array> {
  if (blob.size > limits.limitInputBytes) throw tooManyBytes(limits.limitInputBytes)
  return readStreamBytes(blob.stream(), limits)
}

/**
 * Every byte of a Node or web stream, which is destroyed when it exceeds the limit. Takes at most twice the limit of memory,
 * however small the chunks are.
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

/** Chunks that are already there would otherwise keep timers and other requests waiting until the last. */
const CHUNKS_PER_TURN = 1024

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
  const bytes = new GrowingBytes(mostBytes)
  let chunks = 0
  for await (const chunk of stream as AsyncIterable<unknown>) {
    if (!(chunk instanceof Uint8Array)) {
      throw new TypeError('it gives text or objects; it must give bytes, so set no encoding on it')
    }
    if (!bytes.append(chunk)) return undefined
    if (++chunks % CHUNKS_PER_TURN === 0) await new Promise(setImmediate)
  }
  return bytes.take()
}
