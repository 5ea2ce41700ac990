import { type Attempt, NativeLoadError, type Verdict } from '@zoo/core/engine'
import { type Addon, loadAddon, type OpenedLibrary } from './addon.js'
import { searchLibrary } from './find-library.js'
import { LIBRARY_TITLE, LIBRARY_VARIABLE, type LibraryKind } from './libraries.js'
import { platformName } from './platform.js'

/** A library that is open, where it was found, and the addon that holds it. */
export interface OpenLibrary extends OpenedLibrary {
  readonly addon: Addon
  readonly place: string
}

const open = new Map<LibraryKind, Promise<OpenLibrary>>()

/**
 * Opens a library from the first place that has one which loads; the same answer from then on.
 * A process can hold one libtensorflow, so what is open is the thread's, not the model's.
 * @throws NativeLoadError with every place tried and its reason
 */
export function openLibrary(kind: LibraryKind, verbose: boolean): Promise<OpenLibrary> {
  const known = open.get(kind)
  if (known) return known
  const opening = openFirst(kind, verbose)
  open.set(kind, opening)
  // A failure is not kept: the library may be installed meanwhile.
  opening.catch(() => open.delete(kind))
  return opening
}

async function openFirst(kind: LibraryKind, verbose: boolean): Promise<OpenLibrary> {
  const addon = loadAddon()
  const tried: Attempt[] = []
  for await (const candidate of searchLibrary(kind)) {
    if ('reason' in candidate) {
      tried.push(candidate)
      continue
    }
    try {
      const opened = await (kind === 'litert' ? addon.openLitert : addon.openTensorflow)(candidate.files, verbose)
      return { ...opened, addon, place: candidate.place }
    } catch (error) {
      tried.push({ place: candidate.place, reason: (error as Error).message })
    }
  }
  throw notFound(kind, tried)
}

/** Whether a library is there to be opened, without opening it. */
export async function isAvailable(kind: LibraryKind): Promise<Verdict> {
  if (open.has(kind)) return { ok: true }
  const tried: Attempt[] = []
  for await (const candidate of searchLibrary(kind)) {
    if (!('reason' in candidate)) return { ok: true }
    tried.push(candidate)
  }
  const cause = notFound(kind, tried)
  return { ok: false, reason: cause.message, advice: cause.advice, cause }
}

function notFound(kind: LibraryKind, tried: readonly Attempt[]): NativeLoadError {
  const title = LIBRARY_TITLE[kind]
  const variable = LIBRARY_VARIABLE[kind]
  // By the package's full name: without it at hand, npx would fetch another's. A variable that is set is the only place.
  const install = `npx @zoo/cli install ${kind}`
  const advice = process.env[variable] ? `unset ${variable} && ${install}` : install
  const places = tried.map(({ place, reason }) => `${place} (${reason})`).join('; ')
  return new NativeLoadError(
    `No ${title} could be opened on ${platformName()}; tried ${places}. Get it by: ${advice}`,
    {
      platform: platformName(),
      tried,
      advice,
    },
  )
}
