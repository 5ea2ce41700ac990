import type { ImageLimits } from './common-options.js'
import { UsageError } from './report-error.js'
import { STDIN } from './stdin.js'

/**
 * What an IMAGE argument stands for: bytes where it is `-`, else itself, a path or URL.
 * @throws UsageError when two arguments want standard input
 */
export function imageReader(
  names: readonly string[],
  { limitInputBytes }: ImageLimits,
): (name: string) => Promise<string | Uint8Array> {
  if (names.filter((name) => name === STDIN).length > 1) {
    throw new UsageError('Standard input holds one image, so "-" can be given once.')
  }
  return async (name) => (name === STDIN ? readImage(limitInputBytes) : name)
}

/** No more than an image may have, so that an endless pipe is refused. */
async function readImage(limitInputBytes: number | undefined): Promise<Uint8Array> {
  const { IMAGE_DEFAULTS, readStreamBytes } = await import('@zoo/kit')
  const { limitInputBytes: most, signal } = IMAGE_DEFAULTS
  return readStreamBytes(process.stdin, { limitInputBytes: limitInputBytes ?? most, signal })
}

/** An image's name in output. */
export const displayName = (name: string): string => (name === STDIN ? '(standard input)' : name)
