import { findEngine, type NativeLoadError } from '@zoo/core/engine'
import { describeError } from '../report-error.js'
import type { Check } from './check.js'

/** The libraries that are engines; one is enough for many models. */
const KINDS = ['litert', 'tensorflow'] as const

/** The addon's binary. */
export async function checkAddon(): Promise<Check> {
  const { addonFile } = await import('@zoo/native')
  const file = addonFile()
  return { name: 'Addon', status: 'ok', found: file, facts: { file } }
}

/** Engines that come as packages one may add. */
const OPTIONAL = ['wasm', 'tfjs'] as const

/** Each engine: whether it opens, where it was found and which version it is. An optional one counts where it is installed. */
export async function checkEngines(): Promise<Check[]> {
  const libraries = await Promise.all(KINDS.map(checkLibrary))
  const packages = await Promise.all(OPTIONAL.map(checkPackage))
  return [...libraries, ...packages.filter((check) => check !== undefined)]
}

async function checkPackage(engine: (typeof OPTIONAL)[number]): Promise<Check | undefined> {
  const name = `Engine ${engine}`
  const found = await findEngine(engine)
  const isInstalled = 'accepts' in found
  if (!isInstalled && found.cause === undefined) return undefined
  const verdict = isInstalled ? ((await found.available?.()) ?? { ok: true }) : { ok: false as const, ...found }
  if (verdict.ok) return { name, status: 'ok', found: `@zoo/${engine}` }
  const { reason, advice } = verdict
  return { name, status: 'warning', found: reason, ...(advice !== undefined && { cure: `Run: ${advice}` }) }
}

async function checkLibrary(kind: (typeof KINDS)[number]): Promise<Check> {
  const name = `Engine ${kind}`
  const { openLibrary } = await import('@zoo/native')
  try {
    const { version, place, path } = await openLibrary(kind, false)
    return { name, status: 'ok', found: [version, place].filter(Boolean).join(', '), facts: { version, place, path } }
  } catch (error) {
    const described = describeError(error)
    const { advice } = error as Partial<NativeLoadError>
    const found = described.message.replace(/; tried .*$/s, '')
    const cure = advice === undefined ? {} : { cure: `Run: ${advice}` }
    return { name, status: 'warning', found, ...cure, facts: { error: described } }
  }
}
