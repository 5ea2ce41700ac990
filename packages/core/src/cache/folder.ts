import { homedir } from 'node:os'
import { isAbsolute, join, resolve } from 'node:path'

/**
 * A path inside the folder everything downloaded is kept in: `ZOO_CACHE`, else `zoo` in the user's own cache folder.
 * Nothing is made; it may not exist yet.
 * @source XDG Base Directory Specification 0.8, for the systems other than macOS and Windows
 */
export const cacheFolder = (...parts: string[]): string => join(root(process.env), ...parts)

function root({ ZOO_CACHE, LOCALAPPDATA, XDG_CACHE_HOME }: NodeJS.ProcessEnv): string {
  if (ZOO_CACHE) return resolve(ZOO_CACHE)
  if (process.platform === 'win32') return join(LOCALAPPDATA || join(homedir(), 'AppData', 'Local'), 'zoo', 'Cache')
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'zoo')
  return join(XDG_CACHE_HOME && isAbsolute(XDG_CACHE_HOME) ? XDG_CACHE_HOME : join(homedir(), '.cache'), 'zoo')
}
