/** A file and what was changed in it. */
export interface HostileFile {
  readonly name: string
  readonly bytes: Uint8Array
}

export const HOSTILE_OPS: readonly string[]
export function hostileOperators(op: string): Generator<HostileFile>
export function hostileGraphs(): Generator<HostileFile>
export function validModels(): Generator<{ readonly op: string; readonly bytes: Uint8Array }>
export function pick<T>(files: Iterable<T>, count: number, seed?: number): T[]
