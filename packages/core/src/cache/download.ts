import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { AbortError, InferenceError, ModelLoadError } from '../errors.js'
import { check, type Given, isBoolean, isCountOrZero, isSignal, isTimeout, resolveOptions } from '../options.js'
import { bring } from './bring.js'
import { type Mismatch, mismatchOf, type Pin } from './checksum.js'
import { withLock } from './lock.js'
import { isOffline } from './offline.js'
import { isLocal, nameOf, type Source } from './source.js'
import type { TransferProgress } from './transfer.js'

/** A file as it must be once it is here. */
export interface PinnedFile extends Pin {
  /** Tried in order. */
  readonly sources: readonly Source[]
  /** The path it gets. Its folder is made where missing. */
  readonly destination: string
}

/** Options of `download`. */
export interface DownloadOptions {
  readonly onProgress: ((progress: TransferProgress) => void) | undefined
  readonly signal: AbortSignal | undefined
  /** Use no network; `file:` sources still serve. */
  readonly offline: boolean
  /** How long to wait for a connection, an answer and each next piece of it. Milliseconds. */
  readonly timeoutMs: number
  /** Tries after the first that bring nothing new, at each source. */
  readonly retries: number
  /** The pause before the first retry, doubled at each. Milliseconds. */
  readonly retryDelayMs: number
}

/** What `download` does unless told otherwise; `offline` is true as well where ZOO_OFFLINE is set. */
export const DOWNLOAD_DEFAULTS: DownloadOptions = Object.freeze({
  onProgress: undefined,
  signal: undefined,
  offline: false,
  timeoutMs: 30_000,
  retries: 4,
  retryDelayMs: 500,
})

const CHECKS = {
  onProgress: check('a function', (value) => typeof value === 'function'),
  signal: isSignal,
  offline: isBoolean,
  timeoutMs: isTimeout,
  retries: isCountOrZero,
  retryDelayMs: isCountOrZero,
}

/** What `download` did. */
export interface Downloaded {
  readonly path: string
  /** The URL that served, or how the file was made; undefined when it was there already. */
  readonly from: string | undefined
}

/** How the halves of a file are called, after its own name: by the beginning of the pin, or for what they are. */
const PART = /^\.([0-9a-f]{12}|unpinned|archive)\.part$/i

/** A source that did not serve, and why. */
interface Failure {
  readonly source: string
  readonly reason: string
  readonly mismatch?: Mismatch
}

/**
 * Makes sure that `destination` is the file its checksum says, fetching it where it is not. What was there stays until
 * its successor is whole and checked. Safe when several callers or processes ask for the same file at once: one
 * fetches, the others wait. A transfer that was cut off goes on where it stopped, in a later process too.
 * @throws ModelLoadError (ERR_MODEL_LOAD) when no source has the file as pinned, with `expected` and `actual` where one
 * had another; when offline; when it cannot be written
 * @throws AbortError (ERR_ABORTED), ArgumentError (ERR_ARGUMENT)
 */
export async function download(file: PinnedFile, options?: Given<DownloadOptions>): Promise<Downloaded> {
  const resolved = resolveOptions('download', DOWNLOAD_DEFAULTS, CHECKS, options)
  const { signal } = resolved
  const { destination } = file
  try {
    signal?.throwIfAborted()
    if (await isThere(file, signal)) return { path: destination, from: undefined }
    await mkdir(dirname(destination), { recursive: true })
    return await withLock(destination, signal, async (held) => {
      if (await isThere(file, held)) return { path: destination, from: undefined }
      return { path: destination, from: await fetchFirst(file, resolved, held) }
    })
  } catch (error) {
    if (signal?.aborted) throw new AbortError(signal.reason, 'download')
    if (InferenceError.isInstance(error)) throw error
    const message = `${destination} could not be written: ${(error as Error).message}.`
    throw new ModelLoadError(message, { path: destination, cause: error })
  }
}

/** What the first source that has the file as pinned is called; the file is in its place then. */
async function fetchFirst(file: PinnedFile, options: DownloadOptions, signal: AbortSignal): Promise<string> {
  const failures: Failure[] = []
  for (const source of file.sources) {
    const name = nameOf(source)
    if (!isLocal(source) && (options.offline || isOffline())) {
      failures.push({ source: name, reason: 'not asked, since ZOO_OFFLINE or the offline option forbids the network' })
      continue
    }
    const failure = await fetchFrom(source, file, options, signal)
    if (!failure) return name
    failures.push({ source: name, ...failure })
  }
  throw nowhere(file, failures)
}

/** Why a source did not serve, or undefined when it did. */
async function fetchFrom(
  source: Source,
  file: PinnedFile,
  options: DownloadOptions,
  signal: AbortSignal,
): Promise<Omit<Failure, 'source'> | undefined> {
  const { destination } = file
  const pinned = file.sha256 ?? file.gitBlobId
  const part = `${destination}.${pinned?.slice(0, 12) ?? 'unpinned'}.part`
  // Only a checksum can tell whether two halves belong together.
  if (!pinned) await rm(part, { force: true })
  // What was resumed may have been damaged before: that is worth one more try, from the start.
  for (let resumed = await exists(part); ; resumed = false) {
    try {
      await bring(source, part, `${destination}.archive.part`, { ...options, sizeBytes: file.sizeBytes, signal })
    } catch (error) {
      signal.throwIfAborted()
      if ((error as NodeJS.ErrnoException).code === 'ENOSPC') throw error
      return { reason: reasonOf(error) }
    }
    const mismatch = await mismatchOf(part, file, signal)
    if (!mismatch) {
      await rename(part, destination)
      await removeParts(destination)
      return undefined
    }
    await rm(part, { force: true })
    if (!resumed) return { mismatch, reason: `it is ${mismatch.actual}, not ${mismatch.expected}` }
  }
}

function nowhere({ destination, sha256, sizeBytes }: PinnedFile, failures: readonly Failure[]): ModelLoadError {
  const name = basename(destination)
  const tried = failures.map(({ source, reason }) => `${source}: ${reason}`).join('; ')
  const which = sha256 ? ` (SHA-256 ${sha256}${sizeBytes === undefined ? '' : `, ${sizeBytes} bytes`})` : ''
  const mismatch = failures.find((failure) => failure.mismatch)?.mismatch
  return new ModelLoadError(
    `${name} could not be fetched: ${tried || 'no source of it is known'}. Try again later, or put the file${which} at ${destination} yourself.`,
    {
      path: destination,
      ...mismatch,
      cause: new AggregateError(failures.map(({ source, reason }) => new Error(`${source}: ${reason}`))),
    },
  )
}

async function isThere(file: PinnedFile, signal: AbortSignal | undefined): Promise<boolean> {
  return (await exists(file.destination)) && (await mismatchOf(file.destination, file, signal)) === undefined
}

/** Halves of this file that are left of older pins. Others, whose names begin like its own, may be on their way here. */
async function removeParts(destination: string): Promise<void> {
  const [folder, file] = [dirname(destination), basename(destination)]
  const isPart = (name: string) => name.startsWith(file) && PART.test(name.slice(file.length))
  const names = (await readdir(folder)).filter(isPart)
  await Promise.all(names.map((name) => rm(join(folder, name), { recursive: true, force: true })))
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  )

/** The sentence of an error, and that of its cause where only the cause says what happened. */
function reasonOf(error: unknown): string {
  const { message, cause } = error as Error
  return cause instanceof Error && cause.message ? `${message} (${cause.message})` : message
}
