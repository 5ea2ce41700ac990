import { CALLING } from './hostile/calling.js'
import { EXPANDING } from './hostile/expanding.js'
import { MISMATCHED } from './hostile/mismatched.js'
import { REPEATED } from './hostile/repeated.js'
import { SIZED } from './hostile/sized.js'

/** A graph that must be refused, and what it would do. */
export interface HostileGraph {
  /** What it does, in a word or two; several graphs are of one kind. */
  readonly kind: string
  readonly name: string
  readonly bytes: Uint8Array
}

/**
 * Graphs that read or write a file, end, freeze or exhaust the process when libtensorflow runs them unchecked. Paths in them are
 * relative: `secret.txt` is read, files named `written…` are written.
 */
export const HOSTILE_GRAPHS: readonly HostileGraph[] = [...REPEATED, ...CALLING, ...EXPANDING, ...SIZED, ...MISMATCHED]
