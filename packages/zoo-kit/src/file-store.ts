import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ModelLoadError } from '@zoo/core'
import type { PinnedFile, Source } from '@zoo/core/cache'
import { type Derivation, derive } from './derivations.js'
import type { ManifestSource } from './manifest-files.js'
import type { WeightsOptions } from './weights-options.js'

/** A file that a manifest pins: a model's or a sample. */
export interface StoredFile {
  readonly sha256?: string | undefined
  readonly gitBlobId?: string | undefined
  readonly sizeBytes?: number | undefined
  readonly sources: readonly ManifestSource[]
  readonly derivedFrom?: { readonly file: string; readonly by: Derivation } | undefined
}

/** The files of a manifest: what they are, where they belong, and how missing ones are fetched. */
export interface FileStore {
  /** What the files are of, in an error: `the model mtcnn`. */
  readonly title: string
  readonly files: Readonly<Record<string, StoredFile>>
  /** Returns the path that a file has in its own place. */
  readonly pathOf: (name: string) => string
  /** A folder or the URL of one, for the sources of kind `mirror`. */
  readonly mirror: string | undefined
  readonly options: WeightsOptions
  /** Files that could not be fetched: each is tried once, also when another is derived from it. */
  readonly failures: Map<string, Error>
}

/**
 * Puts a file into the store's own folder, by way of the cache.
 * @throws ModelLoadError (ERR_MODEL_LOAD) naming every place tried; AbortError (ERR_ABORTED)
 */
export async function place(store: FileStore, name: string): Promise<'present' | 'placed'> {
  const { download } = await import('@zoo/core/cache')
  const { signal } = store.options
  if (await isWhole(store, name)) return 'present'
  const cached = await intoCache(store, name, { verify: true })
  const sources = [pathToFileURL(cached).href]
  await download({ ...pinOf(fileOf(store, name)), sources, destination: store.pathOf(name) }, { signal })
  return 'placed'
}

/**
 * Returns the path in the cache of a file, which is fetched or derived when it is not there.
 * @param verify hash a file that is there already, and fetch it again when it is damaged
 */
export async function intoCache(store: FileStore, name: string, { verify = false } = {}): Promise<string> {
  // Most loads find their weights in the package, and need none of this.
  const { cacheFolder, download } = await import('@zoo/core/cache')
  const file = fileOf(store, name)
  const destination = cacheFolder('weights', (file.sha256 ?? file.gitBlobId)!.slice(0, 16), name)
  if (!verify && (await hasSize(destination, file))) return destination
  const earlier = store.failures.get(name)
  if (earlier) throw earlier
  const { offline, onProgress, signal } = store.options
  const report = onProgress && { onProgress: (progress: object) => onProgress({ file: name, ...progress } as never) }
  try {
    // What another file is derived from is only fetched when the derived one is not there whole.
    const { mismatchOf } = await import('@zoo/core/cache')
    if ((await hasSize(destination, file)) && !(await mismatchOf(destination, file, signal))) return destination
    const sources = await sourcesOf(store, name)
    await download({ ...pinOf(file), sources, destination }, { offline, signal, ...report })
  } catch (error) {
    if (error instanceof ModelLoadError) store.failures.set(name, error)
    throw error
  }
  return destination
}

/** Returns where a file comes from, in the order to try. What one is derived from is here by then. */
async function sourcesOf(store: FileStore, name: string): Promise<readonly Source[]> {
  const { sources, derivedFrom } = fileOf(store, name)
  if (!derivedFrom) return sources.flatMap((source) => sourceIn(store.mirror, source))
  const { file, by } = derivedFrom
  const path = (await isWhole(store, file)) ? store.pathOf(file) : await intoCache(store, file)
  const write = async (part: string) => writeFile(part, await derive(by, await readFile(path)))
  return [{ how: `${by} of ${path}`, write }]
}

function sourceIn(mirror: string | undefined, source: ManifestSource): readonly Source[] {
  if (!('mirror' in source)) return [source]
  if (!mirror) return []
  return /^(https?|file):\/\//.test(mirror)
    ? [new URL(source.mirror, mirror.replace(/\/*$/, '/')).href]
    : [pathToFileURL(join(mirror, source.mirror)).href]
}

/** What a file must be, without where it comes from. */
export const pinOf = ({ sha256, gitBlobId, sizeBytes }: StoredFile): Omit<PinnedFile, 'sources' | 'destination'> => ({
  sha256,
  gitBlobId,
  sizeBytes,
})

/** Whether the store's own folder has the file as the manifest pins it. */
async function isWhole(store: FileStore, name: string): Promise<boolean> {
  const { mismatchOf } = await import('@zoo/core/cache')
  const file = fileOf(store, name)
  const path = store.pathOf(name)
  return (await hasSize(path, file)) && !(await mismatchOf(path, file, store.options.signal))
}

/** Whether a path is a file of the pinned size. */
export const hasSize = (path: string, { sizeBytes }: StoredFile): Promise<boolean> =>
  stat(path).then(
    (stats) => stats.isFile() && (sizeBytes === undefined || stats.size === sizeBytes),
    () => false,
  )

/** @throws ModelLoadError (ERR_MODEL_LOAD) when the manifest has no such file */
export function fileOf({ files, title }: FileStore, name: string): StoredFile {
  if (Object.hasOwn(files, name)) return files[name]!
  throw new ModelLoadError(`The manifest of ${title} has no file ${name}.`, { path: name })
}

/** The error for a file that is not in its place and could not be fetched. */
export function notFetched(store: FileStore, name: string, cause: ModelLoadError): ModelLoadError {
  const path = store.pathOf(name)
  const message =
    `${name} of ${store.title} is not at ${path}, and ${cause.message} ` +
    'ZOO_MODEL_MIRROR can name a folder that has it.'
  return new ModelLoadError(message, {
    path,
    ...(cause.expected !== undefined && { expected: cause.expected }),
    ...(cause.actual !== undefined && { actual: cause.actual }),
    cause,
  })
}
