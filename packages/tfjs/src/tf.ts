import { ArgumentError } from '@zoo/core/engine'
import type { Artifacts } from './artifacts.js'
import type { HeldDType } from './held.js'

/** The arrays that TensorFlow.js holds numbers and bools in. */
export type TfjsElements = Float32Array | Int32Array | Uint8Array

/** A tensor of TensorFlow.js, as far as we use it. */
export interface TfjsTensor {
  readonly dtype: string
  readonly shape: readonly number[]
  /** The elements; of a complex64 tensor real and imaginary parts in turn. */
  data(): Promise<TfjsElements | string[]>
  /** The bytes of the elements, of strings one by one. */
  bytes(): Promise<Uint8Array[] | Uint8Array>
  dispose(): void
}

/** A graph model of TensorFlow.js, as far as we use it. */
export interface TfjsGraphModel {
  /** @param inputs tensors by name */
  execute(inputs: object, outputs: string[]): TfjsTensor | TfjsTensor[]
  readonly weights: Readonly<Record<string, readonly TfjsTensor[]>>
  dispose(): void
}

/**
 * TensorFlow.js as a program imports it, `@tensorflow/tfjs` or `@tensorflow/tfjs-node`, as far as we use it: so this package
 * depends on neither, nor on its types. What takes tensors is declared loosely, since its own types ask for whole ones.
 */
export interface Tfjs {
  readonly version: Readonly<Record<string, string>>
  ready(): Promise<void>
  getBackend(): string
  getKernel(name: string, backend: string): unknown
  loadGraphModelSync(model: Artifacts): TfjsGraphModel
  tensor(values: TfjsElements | Uint8Array[], shape: number[], dtype: HeldDType | 'string'): TfjsTensor
  complex(real: unknown, imaginary: unknown): TfjsTensor
  tidy(run: unknown): unknown
  keep(tensor: unknown): unknown
}

/** What `run` answers; every other tensor that it makes is disposed. */
export const tidy = <T>(tf: Tfjs, run: () => T): T => tf.tidy(run) as T

const FUNCTIONS = [
  'ready',
  'getBackend',
  'getKernel',
  'loadGraphModelSync',
  'tensor',
  'complex',
  'tidy',
  'keep',
] as const

const isTfjs = (value: unknown): value is Tfjs =>
  typeof value === 'object' &&
  value !== null &&
  FUNCTIONS.every((name) => typeof (value as Partial<Tfjs>)[name] === 'function')

/**
 * TensorFlow.js of what importing it gives: itself, or what it exports by default.
 * @throws Error when it is no TensorFlow.js that we can use
 */
export function moduleOf(imported: unknown): Tfjs {
  const whole = [imported, (imported as { default?: unknown } | undefined)?.default].find(isTfjs)
  if (whole) return whole
  throw new Error('it is not TensorFlow.js 4, whose graph models load at once')
}

/** @throws ArgumentError (ERR_ARGUMENT) when it is not TensorFlow.js as a whole */
export function checkTfjs(tf: unknown): Tfjs {
  try {
    return moduleOf(tf)
  } catch (cause) {
    const expected = "TensorFlow.js 4: import * as tf from '@tensorflow/tfjs'"
    throw new ArgumentError(`tfjs() takes ${expected}; what it was given is not that.`, {
      option: 'tf',
      expected,
      received: tf,
      cause,
    })
  }
}
