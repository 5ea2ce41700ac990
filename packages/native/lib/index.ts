import type { EngineTable } from '@zoo/core/engine'
import type { installLibrary as install } from './install.js'
import { litert } from './litert.js'
import { tensorflow } from './tensorflow.js'

export { addonFile } from './addon.js'
export { type LibraryCandidate, searchLibrary } from './find-library.js'
export { INSTALL_DEFAULTS, type InstalledLibrary, type InstallOptions } from './install-options.js'
export type { InstallProgress } from './install-ways.js'
export { LIBRARY_TITLE, type LibraryKind, releasesHere } from './libraries.js'
export { type OpenLibrary, openLibrary } from './library.js'
export { platformName } from './platform.js'

/** The engines of this package, by name: what `@zoo/core` looks for when it loads it. */
export const engines = { litert, tensorflow } satisfies EngineTable

/** What `install.ts` exports by this name, which is read when it is asked for: programs that run models install nothing. */
export const installLibrary: typeof install = async (kind, options) =>
  (await import('./install.js')).installLibrary(kind, options)
