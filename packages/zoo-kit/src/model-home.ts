import { fileURLToPath } from 'node:url'

/**
 * Where a zoo package keeps its files: the file URL of the package's folder, ending in `/`, or the URL of each file by name,
 * `model.json` among them. Bundlers and tracers follow literal URLs only, so packages that are published name each file.
 */
export type ModelHome = URL | Readonly<Record<string, URL>>

/** Returns the path that a file of a zoo package has. */
export function pathInHome(home: ModelHome, name: string): string {
  if (home instanceof URL) return fileURLToPath(new URL(`model/${name}`, home))
  // A file that the package does not hold belongs beside those that it does.
  return fileURLToPath(home[name] ?? new URL(name, home['model.json']))
}
