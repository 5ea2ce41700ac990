import { open } from 'node:fs/promises'
import { setTimeout } from 'node:timers/promises'
import { ModelLoadError } from '@zoo/core'

/** What a file's bytes must be. One of the two checksums is needed. */
export interface BytesPin {
  /** 64 hexadecimal digits. */
  readonly sha256?: string | undefined
  /** 40 hexadecimal digits: the id that git gives a file of these bytes. Checked when there is no `sha256`. */
  readonly gitBlobId?: string | undefined
}

/** Bytes hashed in one turn of the event loop: about a millisecond's worth. */
const SLICE_BYTES = 2 << 20
/** A timer that fires this much later than asked was kept waiting by other work. */
const LATE_MS = 1

/**
 * Returns what `load` makes of a file's bytes, provided that they are the pinned ones. The bytes that are loaded are those that
 * are hashed, so a file that changes meanwhile cannot slip through. Hashing happens while the engine compiles on its own
 * thread, when the event loop has nothing else to do.
 * @throws ModelLoadError (ERR_MODEL_LOAD) with path, expected and actual when the bytes are others; what `load` made of them is
 *   disposed then
 * @throws ModelLoadError (ERR_MODEL_LOAD) when the file cannot be read; what `load` throws
 */
export async function loadPinned<T extends { dispose(): Promise<void> }>(
  path: string,
  pin: BytesPin,
  load: (bytes: Uint8Array) => Promise<T>,
): Promise<T> {
  const bytes = await readAtOnce(path)
  let settled = false
  const loading = load(bytes).finally(() => {
    settled = true
  })
  const verifying = verifyBytes(path, bytes, pin, () => (settled ? undefined : idle()))
  const [loaded, verified] = await Promise.allSettled([loading, verifying])
  if (loaded.status === 'fulfilled' && verified.status === 'fulfilled') return loaded.value
  if (loaded.status === 'fulfilled') await loaded.value.dispose()
  throw verified.status === 'rejected' ? verified.reason : (loaded as PromiseRejectedResult).reason
}

/** Waits until a timer fires on time, or a second one has fired. */
async function idle(): Promise<void> {
  for (let tries = 0; tries < 2; tries++) {
    const start = performance.now()
    await setTimeout(1)
    if (performance.now() - start < 1 + LATE_MS) return
  }
}

/**
 * Checks bytes that were read from a file.
 * @param pause awaited before each two megabytes
 * @throws ModelLoadError (ERR_MODEL_LOAD) with path, expected and actual when they are not the pinned ones
 */
export async function verifyBytes(
  path: string,
  bytes: Uint8Array,
  { sha256, gitBlobId }: BytesPin,
  pause: () => Promise<void> | undefined = () => undefined,
): Promise<void> {
  const { createHash } = await import('node:crypto')
  const name = sha256 === undefined ? 'git blob' : 'SHA-256'
  const hash = sha256 === undefined ? createHash('sha1').update(`blob ${bytes.length}\0`) : createHash('sha256')
  for (let start = 0; start < bytes.length; start += SLICE_BYTES) {
    await pause()
    hash.update(bytes.subarray(start, start + SLICE_BYTES))
  }
  const actual = hash.digest('hex')
  const expected = (sha256 ?? gitBlobId)?.toLowerCase()
  if (actual === expected) return
  throw new ModelLoadError(
    `${path} is damaged: it should have ${name} ${expected}, but has ${actual}; ` +
      'delete it, and reinstall its package or let it be fetched again (in a checkout: npm run setup).',
    { path, expected: `${name} ${expected}`, actual: `${name} ${actual}` },
  )
}

/** Linux reads no more at a time. @source read(2) */
const MAX_READ = 0x7ffff000

/** Reads a file in as few reads as possible: `readFile` waits for the event loop after every half megabyte. */
async function readAtOnce(path: string): Promise<Uint8Array> {
  try {
    await using file = await open(path)
    const bytes = new Uint8Array((await file.stat()).size)
    let end = 0
    for (let read = -1; read !== 0 && end < bytes.length; end += read) {
      read = (await file.read(bytes, end, Math.min(bytes.length - end, MAX_READ))).bytesRead
    }
    return bytes.subarray(0, end)
  } catch (cause) {
    throw new ModelLoadError(`${path} cannot be read: ${(cause as Error).message}.`, { path, cause })
  }
}
