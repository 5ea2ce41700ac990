import { buffer } from 'node:stream/consumers'

/** The argument that stands for standard input. */
export const STDIN = '-'

/** All of standard input. */
export const readStdin = (): Promise<Buffer> => buffer(process.stdin)
