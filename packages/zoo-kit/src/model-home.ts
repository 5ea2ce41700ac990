import { fileURLToPath } from 'node:url'

/** The files of a published package, as bundlers and tracers can follow them. */
export interface ModelFiles {
  /** The literal URL of each file by name, `model.json` among them. */
  readonly urls: Readonly<Record<string, URL>>
  /** `import.meta.url` of a module in a folder beside `model/`. */
  readonly module: string
}

/** Where a zoo package keeps its files: the file URL of the package's folder, ending in `/`, or its files one by one. */
export type ModelHome = URL | ModelFiles

/** Returns the path that a file of a zoo package has. */
export function pathInHome(home: ModelHome, name: string): string {
  if (home instanceof URL) return fileURLToPath(new URL(`model/${name}`, home))
  // As text: some bundlers make an object of their own of a literal URL, with a web address in it.
  const address = String(home.urls[name] ?? '')
  return fileURLToPath(address.startsWith('file:') ? address : new URL(`../model/${name}`, home.module))
}
