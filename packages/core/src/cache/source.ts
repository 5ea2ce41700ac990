/**
 * Where a file can be had: its http:, https: or file: URL, or that of a `.tar.gz` archive which has it as `member`; or what makes
 * it here, by writing its bytes to the path it is given.
 */
export type Source = string | { readonly url: string; readonly member: string } | MadeSource

/** A file that is made on this machine, of what is there already. */
export interface MadeSource {
  /** What it is called in an error. */
  readonly how: string
  write(path: string): Promise<void>
}

/** What a source is called in an error. */
export const nameOf = (source: Source): string =>
  typeof source === 'string' ? source : 'write' in source ? source.how : source.url

/** Whether a source needs no network. */
export const isLocal = (source: Source): boolean =>
  (typeof source === 'object' && 'write' in source) || nameOf(source).startsWith('file:')
