import type { Readable } from 'node:stream'

/** The argument that stands for standard input. */
export const STDIN = '-'

/** All of standard input, or undefined where it has more than `mostBytes`. */
export async function readStdin(mostBytes: number, stdin: Readable = process.stdin): Promise<Buffer | undefined> {
  const { readAtMost } = await import('@zoo/kit')
  return readAtMost(stdin, mostBytes)
}
