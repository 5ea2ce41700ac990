import { randomUUID } from 'node:crypto'
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { cacheFolder, isOffline, withLock } from '@zoo/core/cache'
import { AbortError, type Attempt, InferenceError, NativeLoadError } from '@zoo/core/engine'
import { type Given, resolveOptions } from '@zoo/core/options'
import { libraryFolder } from './find-library.js'
import { INSTALL_CHECKS, INSTALL_DEFAULTS, type InstalledLibrary, type InstallOptions } from './install-options.js'
import { type Way, waysFrom } from './install-ways.js'
import {
  LIBRARY_TITLE,
  LIBRARY_VARIABLE,
  type LibraryFile,
  type LibraryKind,
  type LibrarySource,
  sourceHere,
} from './libraries.js'
import { platformName } from './platform.js'

const OFFLINE = 'not asked, since ZOO_OFFLINE or the offline option forbids the network'

/**
 * Puts a library into the cache, where the engines find it. What is there already is taken as it is: only checked files
 * come there, written beside and renamed. Safe when several processes ask at once.
 * @throws NativeLoadError (ERR_NATIVE_LOAD) with every source tried and its reason
 * @throws AbortError (ERR_ABORTED), ArgumentError (ERR_ARGUMENT)
 */
export async function installLibrary(kind: LibraryKind, options?: Given<InstallOptions>): Promise<InstalledLibrary> {
  return installFrom(sourceHere(kind), kind, options)
}

/** As `installLibrary`, from a source that need not be the published one. */
export async function installFrom(
  published: LibrarySource,
  kind: LibraryKind,
  options?: Given<InstallOptions>,
): Promise<InstalledLibrary> {
  const resolved = resolveOptions('installLibrary', INSTALL_DEFAULTS, INSTALL_CHECKS, options)
  const { signal } = resolved
  const ways = waysFrom(published, resolved)
  try {
    signal?.throwIfAborted()
    const there = await firstThere(kind, ways)
    if (there) return there
    const lock = cacheFolder('lib', `${kind}-${platformName()}`)
    await mkdir(dirname(lock), { recursive: true })
    return await withLock(lock, signal, async (held) => {
      return (await firstThere(kind, ways)) ?? (await bringFirst(kind, ways, resolved, held))
    })
  } catch (error) {
    if (signal?.aborted) throw new AbortError(signal.reason, 'installation')
    if (InferenceError.isInstance(error)) throw error
    const tried = [{ place: cacheFolder('lib'), reason: (error as Error).message }]
    throw failed(kind, tried, 'Set ZOO_CACHE to a folder that this user may write in', error)
  }
}

async function firstThere(kind: LibraryKind, ways: readonly Way[]): Promise<InstalledLibrary | undefined> {
  for (const { release } of ways) {
    const folder = libraryFolder(kind, release.version)
    const files = release.files.map(({ name }) => join(folder, name))
    const here = await Promise.all(release.files.map((file, index) => isThere(files[index]!, file)))
    if (here.every(Boolean)) return { kind, version: release.version, files, fetched: false }
  }
  return undefined
}

async function bringFirst(
  kind: LibraryKind,
  ways: readonly Way[],
  { offline, from }: InstallOptions,
  signal: AbortSignal,
): Promise<InstalledLibrary> {
  const tried: Attempt[] = []
  for (const { place, release, bring } of ways) {
    const folder = libraryFolder(kind, release.version)
    // Its own: who loses the lock to another may still be at work for some seconds.
    const beside = `${folder}.${randomUUID()}.new`
    if ((offline || isOffline()) && from === undefined) {
      tried.push({ place, reason: OFFLINE })
      continue
    }
    try {
      await removeHalves(folder)
      await mkdir(beside, { recursive: true })
      await bring(beside, signal)
      await rm(folder, { recursive: true, force: true })
      await rename(beside, folder)
      return {
        kind,
        version: release.version,
        files: release.files.map(({ name }) => join(folder, name)),
        fetched: true,
      }
    } catch (error) {
      signal.throwIfAborted()
      tried.push({ place, reason: (error as Error).message })
    } finally {
      await rm(beside, { recursive: true, force: true })
    }
  }
  if (tried.length === 0) {
    tried.push({ place: platformName(), reason: `${LIBRARY_TITLE[kind]} is not published for this platform` })
  }
  throw failed(kind, tried, from === undefined ? cureOf(kind, tried) : ANOTHER_FILE)
}

/** What killed processes left. One that still writes into its own has lost the lock, and removes it itself. */
async function removeHalves(folder: string): Promise<void> {
  const names = await readdir(dirname(folder))
  const halves = names.filter((name) => name.startsWith(`${basename(folder)}.`) && name.endsWith('.new'))
  const remove = (name: string) => rm(join(dirname(folder), name), { recursive: true, force: true })
  await Promise.allSettled(halves.map(remove))
}

const isThere = (path: string, { sizeBytes }: LibraryFile): Promise<boolean> =>
  stat(path).then(
    (found) => found.isFile() && (sizeBytes === undefined || found.size === sizeBytes),
    () => false,
  )

/** @param cure the advice, up to what always helps: a copy of one's own */
function failed(kind: LibraryKind, tried: readonly Attempt[], cure: string, cause?: unknown): NativeLoadError {
  const advice = `${cure}, or set ${LIBRARY_VARIABLE[kind]} to a copy of the library`
  const reasons = tried.map(({ place, reason }) => `${place}: ${reason.replace(/\.$/, '')}`).join('; ')
  return new NativeLoadError(
    `${LIBRARY_TITLE[kind]} could not be installed on ${platformName()}: ${reasons}. ${advice}.`,
    { platform: platformName(), tried, advice, ...(cause !== undefined && { cause }) },
  )
}

const ANOTHER_FILE = `Give a whole wheel or archive of the pinned version for ${platformName()}`

function cureOf(kind: LibraryKind, tried: readonly Attempt[]): string {
  const command = `npx @zoo/cli install ${kind} --from FILE`
  if (tried.some(({ reason }) => reason === OFFLINE)) return `Bring a wheel or archive of it by hand (${command})`
  const usesPip = tried.some(({ place }) => place.startsWith('pip '))
  if (!usesPip) return 'Get the library elsewhere'
  return `Install Python 3 with pip and let it reach its index, bring a wheel by hand (${command})`
}
