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

/** A tensor of a made file: TensorFlow Lite's number of its dtype, its shape, and what else raw-tflite.mjs writes. */
export interface MadeTensor {
  readonly type: number
  readonly shape: readonly number[]
  readonly [field: string]: unknown
}

/** An operator of a made file with its tensors in place; undefined for an input that is left out. */
export interface MadeOperator {
  readonly op: string
  readonly inputs: readonly (MadeTensor | undefined)[]
  readonly outputs: readonly (MadeTensor | undefined)[]
  readonly [field: string]: unknown
}

export function sampleOf(op: string): MadeOperator
export function fileOf(operator: MadeOperator): Uint8Array
