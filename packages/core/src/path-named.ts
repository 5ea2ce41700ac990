import { fileURLToPath } from 'node:url'

/** The path that a path or a `file:` URL names; undefined for a URL that names no file of this machine. */
export function pathNamed(source: string | URL): string | undefined {
  // A scheme needs two letters at least, so that `C:\model.pb` stays a path.
  if (typeof source === 'string' && !/^[a-z][a-z\d+.-]+:\/\//i.test(source)) return source
  try {
    return fileURLToPath(source)
  } catch {
    return undefined
  }
}
