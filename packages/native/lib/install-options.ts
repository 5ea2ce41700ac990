import { type Checks, check, isBoolean, isOneOf, isSignal } from '@zoo/core/options'
import type { InstallProgress } from './install-ways.js'
import type { LibraryKind } from './libraries.js'

/** Options of `installLibrary`. */
export interface InstallOptions {
  /** Where from: pip's wheel, the official archive, or the first that can be had. */
  readonly source: 'auto' | 'pypi' | 'archive'
  /** The path of a wheel or archive that is here already; then nothing is downloaded. */
  readonly from: string | undefined
  /** Use no network. ZOO_OFFLINE says the same. */
  readonly offline: boolean
  readonly onProgress: ((progress: InstallProgress) => void) | undefined
  readonly signal: AbortSignal | undefined
}

/** What `installLibrary` does unless told otherwise. */
export const INSTALL_DEFAULTS: InstallOptions = Object.freeze({
  source: 'auto',
  from: undefined,
  offline: false,
  onProgress: undefined,
  signal: undefined,
})

/** What each option must be. */
export const INSTALL_CHECKS: Checks<InstallOptions> = {
  source: isOneOf(['auto', 'pypi', 'archive']),
  from: check('a path', (value) => typeof value === 'string' && value !== ''),
  offline: isBoolean,
  onProgress: check('a function', (value) => typeof value === 'function'),
  signal: isSignal,
}

/** A library that is in the cache. */
export interface InstalledLibrary {
  readonly kind: LibraryKind
  readonly version: string
  /** In the order to open them. */
  readonly files: readonly string[]
  /** Whether it had to be brought here. */
  readonly fetched: boolean
}
