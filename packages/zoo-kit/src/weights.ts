import { stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { type InferenceError, ModelLoadError } from '@zoo/core'
import type { PinnedFile } from '@zoo/core/cache'
import { throwIfAborted } from './abort.js'
import { type Manifest, type ManifestFile, readManifest } from './manifest.js'
import { type Checks, type Given, isText, resolveOptions } from './options.js'
import { WEIGHTS_CHECKS, WEIGHTS_DEFAULTS, type WeightsOptions } from './weights-options.js'

/**
 * The path of a file of a package: in its `model/` folder, or in the cache, where it is put first if it must be: from
 * `ZOO_MODEL_MIRROR` (a folder or the URL of one), or from the manifest's sources. Files are checked against the manifest when
 * they come, not each time they are used.
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
  throwIfAborted(resolved.signal)
  const file = fileOf(manifest, name)
  const own = fileURLToPath(new URL(`model/${name}`, packageFolder))
  if (await hasSize(own, file)) return own
  try {
    return await intoCache(name, file, process.env.ZOO_MODEL_MIRROR, resolved)
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
  const filled: FilledFile[] = []
  for (const [name, file] of Object.entries(manifest.files)) {
    if (!file.bundled) continue
    const path = fileURLToPath(new URL(`model/${name}`, folder))
    try {
      const outcome = await place(name, file, path, mirror ?? process.env.ZOO_MODEL_MIRROR, resolved)
      filled.push({ file: name, path, outcome })
    } catch (error) {
      if (!(error instanceof ModelLoadError)) throw error
      filled.push({ file: name, path, outcome: 'failed', error: notHad(manifest, name, path, error) })
    }
  }
  return filled
}

async function place(
  name: string,
  file: ManifestFile,
  destination: string,
  mirror: string | undefined,
  options: WeightsOptions,
): Promise<'present' | 'placed'> {
  const { download, mismatchOf } = await import('@zoo/core/cache')
  const { signal } = options
  if ((await hasSize(destination, file)) && !(await mismatchOf(destination, file, signal))) return 'present'
  const cached = await intoCache(name, file, mirror, options)
  await download({ ...pin(file), sources: [pathToFileURL(cached).href], destination }, { signal })
  return 'placed'
}

/** The path in the cache of a file, which is fetched where it is not there yet. */
async function intoCache(
  name: string,
  file: ManifestFile,
  mirror: string | undefined,
  { offline, onProgress, signal }: WeightsOptions,
): Promise<string> {
  // Most loads find their weights in the package, and need none of this.
  const { cacheFolder, download } = await import('@zoo/core/cache')
  const destination = cacheFolder('weights', (file.sha256 ?? file.gitBlobId)!.slice(0, 16), name)
  if (await hasSize(destination, file)) return destination
  const sources = mirror ? [inMirror(mirror, name), ...file.sources] : file.sources
  const report = onProgress && { onProgress: (progress: object) => onProgress({ file: name, ...progress } as never) }
  await download({ ...pin(file), sources, destination }, { offline, signal, ...report })
  return destination
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

const hasSize = (path: string, { sizeBytes }: ManifestFile): Promise<boolean> =>
  stat(path).then(
    (stats) => stats.isFile() && (sizeBytes === undefined || stats.size === sizeBytes),
    () => false,
  )

function fileOf(manifest: Manifest, name: string): ManifestFile {
  const file = manifest.files[name]
  if (file) return file
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
