import { readFile, stat, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { type InferenceError, ModelLoadError } from '@zoo/core'
import type { PinnedFile, Source } from '@zoo/core/cache'
import { throwIfAborted } from './abort.js'
import { derive } from './derivations.js'
import { type Manifest, type ManifestFile, readManifest } from './manifest.js'
import { type Checks, type Given, isText, resolveOptions } from './options.js'
import { WEIGHTS_CHECKS, WEIGHTS_DEFAULTS, type WeightsOptions } from './weights-options.js'

/** A package's files: what they are, where they belong, and how those that are missing are got. */
interface Home {
  readonly manifest: Manifest
  /** Ends in `/`. */
  readonly folder: URL
  readonly mirror: string | undefined
  readonly options: WeightsOptions
}

/**
 * The path of a file of a package: in its `model/` folder, or in the cache, where it is put first if it must be: from
 * `ZOO_MODEL_MIRROR` (a folder or the URL of one), from the manifest's sources, or made of the file that it is derived from.
 * Files are checked against the manifest when they come, not each time they are used.
 * @param packageFolder file URL of the package's folder, ending in `/`
 * @throws ModelLoadError (ERR_MODEL_LOAD) naming every place tried
 * @throws AbortError (ERR_ABORTED), ArgumentError (ERR_ARGUMENT)
 */
export async function resolveFile(
  manifest: Manifest,
  packageFolder: URL,
  name: string,
  options?: Given<WeightsOptions>,
): Promise<string> {
  const resolved = resolveOptions('resolveFile', WEIGHTS_DEFAULTS, WEIGHTS_CHECKS, options)
  throwIfAborted(resolved.signal, 'load')
  const home = { manifest, folder: packageFolder, mirror: process.env.ZOO_MODEL_MIRROR, options: resolved }
  const own = ownPath(home, name)
  if (await hasSize(own, fileOf(manifest, name))) return own
  try {
    return await intoCache(home, name)
  } catch (error) {
    if (!(error instanceof ModelLoadError)) throw error
    throw notHad(manifest, name, own, error)
  }
}

/** Options of `fillModelFolder`. */
export interface FillOptions extends WeightsOptions {
  /** A folder, or the URL of one, with files by the names of the manifest. Default: `ZOO_MODEL_MIRROR`. */
  readonly mirror: string | undefined
}

/** What `fillModelFolder` uses where it is not told. */
export const FILL_DEFAULTS: FillOptions = { ...WEIGHTS_DEFAULTS, mirror: undefined }

const fillChecks: Checks<FillOptions> = { ...WEIGHTS_CHECKS, mirror: isText }

/** A file of a package's `model/` folder. */
export interface FilledFile {
  readonly file: string
  readonly path: string
  /** What was done: it was there, it was put there, or neither could be, for the reason in `error`. */
  readonly outcome: 'present' | 'placed' | 'failed'
  readonly error?: InferenceError
}

/**
 * Puts every file that belongs into a package's `model/` folder there, checked against the manifest, written beside and
 * renamed: from the mirror, the cache, or the manifest's sources. A file that cannot be had does not keep the others away.
 * @param packageFolder path or file URL of the package's folder
 * @throws ModelLoadError (ERR_MODEL_LOAD) when the manifest is missing or wrong
 * @throws AbortError (ERR_ABORTED), ArgumentError (ERR_ARGUMENT)
 */
export async function fillModelFolder(
  packageFolder: string | URL,
  options?: Given<FillOptions>,
): Promise<FilledFile[]> {
  const { mirror, ...resolved } = resolveOptions('fillModelFolder', FILL_DEFAULTS, fillChecks, options)
  const folder = packageFolder instanceof URL ? packageFolder : pathToFileURL(join(resolve(packageFolder), '/'))
  const manifest = await readManifest(folder)
  const home = { manifest, folder, mirror: mirror ?? process.env.ZOO_MODEL_MIRROR, options: resolved }
  const filled: FilledFile[] = []
  for (const [file, { bundled }] of Object.entries(manifest.files)) {
    if (!bundled) continue
    const path = ownPath(home, file)
    try {
      filled.push({ file, path, outcome: await place(home, file) })
    } catch (error) {
      if (!(error instanceof ModelLoadError)) throw error
      filled.push({ file, path, outcome: 'failed', error: notHad(manifest, file, path, error) })
    }
  }
  return filled
}

/** Puts a file into the package's `model/` folder. */
async function place(home: Home, name: string): Promise<'present' | 'placed'> {
  const { download } = await import('@zoo/core/cache')
  const { signal } = home.options
  if (await isWhole(home, name)) return 'present'
  const cached = await intoCache(home, name)
  const destination = ownPath(home, name)
  await download(
    { ...pin(fileOf(home.manifest, name)), sources: [pathToFileURL(cached).href], destination },
    { signal },
  )
  return 'placed'
}

/** The path in the cache of a file, which is fetched or made where it is not there yet. */
async function intoCache(home: Home, name: string): Promise<string> {
  // Most loads find their weights in the package, and need none of this.
  const { cacheFolder, download } = await import('@zoo/core/cache')
  const file = fileOf(home.manifest, name)
  const destination = cacheFolder('weights', (file.sha256 ?? file.gitBlobId)!.slice(0, 16), name)
  if (await hasSize(destination, file)) return destination
  const { offline, onProgress, signal } = home.options
  const report = onProgress && { onProgress: (progress: object) => onProgress({ file: name, ...progress } as never) }
  const sources = await sourcesOf(home, name)
  await download({ ...pin(file), sources, destination }, { offline, signal, ...report })
  return destination
}

/** Where a file can be had, in the order to try. What one is derived from is here when this comes back. */
async function sourcesOf(home: Home, name: string): Promise<readonly Source[]> {
  const { sources, derivedFrom } = fileOf(home.manifest, name)
  if (!derivedFrom) return home.mirror ? [inMirror(home.mirror, name), ...sources] : sources
  const { file, by } = derivedFrom
  const path = (await isWhole(home, file)) ? ownPath(home, file) : await intoCache(home, file)
  const write = async (part: string) => writeFile(part, await derive(by, await readFile(path)))
  return [{ how: `${by} of ${path}`, write }]
}

const pin = ({ sha256, gitBlobId, sizeBytes }: ManifestFile): Omit<PinnedFile, 'sources' | 'destination'> => ({
  sha256,
  gitBlobId,
  sizeBytes,
})

const inMirror = (mirror: string, name: string): string =>
  /^(https?|file):\/\//.test(mirror)
    ? new URL(name, mirror.replace(/\/*$/, '/')).href
    : pathToFileURL(join(mirror, name)).href

const ownPath = ({ folder }: Home, name: string): string => fileURLToPath(new URL(`model/${name}`, folder))

/** Whether the package's `model/` folder has the file as the manifest pins it. */
async function isWhole(home: Home, name: string): Promise<boolean> {
  const { mismatchOf } = await import('@zoo/core/cache')
  const file = fileOf(home.manifest, name)
  const path = ownPath(home, name)
  return (await hasSize(path, file)) && !(await mismatchOf(path, file, home.options.signal))
}

const hasSize = (path: string, { sizeBytes }: ManifestFile): Promise<boolean> =>
  stat(path).then(
    (stats) => stats.isFile() && (sizeBytes === undefined || stats.size === sizeBytes),
    () => false,
  )

function fileOf(manifest: Manifest, name: string): ManifestFile {
  if (Object.hasOwn(manifest.files, name)) return manifest.files[name]!
  throw new ModelLoadError(`The manifest of ${manifest.name} has no file ${name}.`, { path: name })
}

function notHad(manifest: Manifest, name: string, path: string, cause: ModelLoadError): ModelLoadError {
  const message =
    `${name} of the model ${manifest.name} is not at ${path}, and ${cause.message} ` +
    'ZOO_MODEL_MIRROR can name a folder that has it.'
  return new ModelLoadError(message, {
    path,
    ...(cause.expected !== undefined && { expected: cause.expected }),
    ...(cause.actual !== undefined && { actual: cause.actual }),
    cause,
  })
}
