import { join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { type InferenceError, ModelLoadError } from '@zoo/core'
import { throwIfAborted } from './abort.js'
import { type FileStore, fileOf, hasSize, intoCache, notFetched, place } from './file-store.js'
import { type Manifest, readManifest } from './manifest.js'
import { type ModelHome, pathInHome } from './model-home.js'
import { type Checks, type Given, isText, resolveOptions } from './options.js'
import { readSamples } from './samples.js'
import { WEIGHTS_CHECKS, WEIGHTS_DEFAULTS, type WeightsOptions } from './weights-options.js'

/**
 * Returns the path of a file of a package: in its `model/` folder, or in the cache. A file that is in neither is put into the
 * cache first: from the manifest's sources, or derived from another file. It is checked against the manifest when it comes;
 * `loadPinned` checks the bytes that a model is loaded from.
 * @param home where the package keeps its files
 * @throws ModelLoadError (ERR_MODEL_LOAD) naming every place tried
 * @throws AbortError (ERR_ABORTED), ArgumentError (ERR_ARGUMENT)
 */
export async function resolveFile(
  manifest: Manifest,
  home: ModelHome,
  name: string,
  options?: Given<WeightsOptions>,
): Promise<string> {
  const resolved = resolveOptions('resolveFile', WEIGHTS_DEFAULTS, WEIGHTS_CHECKS, options)
  throwIfAborted(resolved.signal, 'load')
  const store = modelStore(manifest, home, resolved, undefined)
  const own = store.pathOf(name)
  if (await hasSize(own, fileOf(store, name))) return own
  try {
    return await intoCache(store, name)
  } catch (error) {
    if (!(error instanceof ModelLoadError)) throw error
    throw notFetched(store, name, error)
  }
}

/** Options of `fillModelFolder` and `fillSamples`. */
export interface FillOptions extends WeightsOptions {
  /** A folder, or the URL of one, for sources of kind `mirror`. Default: `ZOO_MODEL_MIRROR`. */
  readonly mirror: string | undefined
}

/** Default options of `fillModelFolder` and `fillSamples`. */
export const FILL_DEFAULTS: FillOptions = { ...WEIGHTS_DEFAULTS, mirror: undefined }

const fillChecks: Checks<FillOptions> = { ...WEIGHTS_CHECKS, mirror: isText }

/** A file of a package's `model/` folder, or a sample. */
export interface FilledFile {
  readonly file: string
  readonly path: string
  /** What was done: it was there, it was put there, or neither was possible, for the reason in `error`. */
  readonly outcome: 'present' | 'placed' | 'failed'
  readonly error?: InferenceError
}

/**
 * Puts every file that belongs into a package's `model/` folder there, checked against the manifest, written beside and
 * renamed. A file that cannot be fetched does not keep the others away.
 * @param packageFolder path or file URL of the package's folder
 * @returns the files in the manifest's order
 * @throws ModelLoadError (ERR_MODEL_LOAD) when the manifest is missing or wrong
 * @throws AbortError (ERR_ABORTED), ArgumentError (ERR_ARGUMENT)
 */
export async function fillModelFolder(
  packageFolder: string | URL,
  options?: Given<FillOptions>,
): Promise<FilledFile[]> {
  const { mirror, ...resolved } = resolveOptions('fillModelFolder', FILL_DEFAULTS, fillChecks, options)
  const folder = folderUrl(packageFolder)
  const manifest = await readManifest(folder)
  const names = Object.keys(manifest.files).filter((name) => manifest.files[name]!.bundled)
  return fill(modelStore(manifest, folder, resolved, mirror), names)
}

/**
 * Puts the images that a folder's `samples.json` lists into the folder, by the same steps as weights.
 * @param folder path or file URL of the folder
 * @returns the samples in the list's order
 * @throws ModelLoadError (ERR_MODEL_LOAD) when the list is missing or wrong
 * @throws AbortError (ERR_ABORTED), ArgumentError (ERR_ARGUMENT)
 */
export async function fillSamples(folder: string | URL, options?: Given<FillOptions>): Promise<FilledFile[]> {
  const { mirror, ...resolved } = resolveOptions('fillSamples', FILL_DEFAULTS, fillChecks, options)
  const url = folderUrl(folder)
  const { name, files } = await readSamples(url)
  const pathOf = (file: string) => fileURLToPath(new URL(file, url))
  return fill(storeOf(name, files, pathOf, resolved, mirror), Object.keys(files))
}

async function fill(store: FileStore, names: readonly string[]): Promise<FilledFile[]> {
  const filled: FilledFile[] = []
  for (const file of names) {
    const path = store.pathOf(file)
    try {
      filled.push({ file, path, outcome: await place(store, file) })
    } catch (error) {
      if (!(error instanceof ModelLoadError)) throw error
      filled.push({ file, path, outcome: 'failed', error: notFetched(store, file, error) })
    }
  }
  return filled
}

const modelStore = (
  { name, files }: Manifest,
  home: ModelHome,
  options: WeightsOptions,
  mirror: string | undefined,
): FileStore => storeOf(`the model ${name}`, files, (file) => pathInHome(home, file), options, mirror)

const storeOf = (
  title: string,
  files: FileStore['files'],
  pathOf: FileStore['pathOf'],
  options: WeightsOptions,
  mirror: string | undefined,
): FileStore => ({
  title,
  files,
  pathOf,
  mirror: mirror ?? process.env.ZOO_MODEL_MIRROR,
  options,
  failures: new Map(),
})

const folderUrl = (folder: string | URL): URL =>
  folder instanceof URL ? folder : pathToFileURL(join(resolve(folder), '/'))
