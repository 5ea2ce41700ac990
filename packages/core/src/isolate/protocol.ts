import type { EngineName } from '../engine.js'
import type { ModelType } from '../load-options.js'
import type { RunPlan } from '../routing/run-plan.js'
import type { Signature } from '../signature.js'
import type { ErrorForm } from './error-form.js'
import type { TensorForm } from './tensor-segments.js'

/** File descriptors of the engine process: frames both ways, and the watchdog's own line. */
export const FRAMES_FD = 3
export const WATCHDOG_FD = 4

/** The options of a load, as the engine process needs them. */
export interface LoadSettings {
  readonly type: ModelType | undefined
  readonly engine: 'auto' | EngineName
  readonly threads: number | undefined
  readonly concurrency: number | undefined
  readonly queueLimit: number
  readonly trusted: boolean
  readonly verbose: boolean
  readonly signature: Signature | undefined
  /** Where the bytes came from, for messages. */
  readonly path: string | undefined
  /** The main file of the program, from which engines are looked for. */
  readonly program: string | undefined
}

/** A tensor's name, dtype and shape; a dimension that is null may be any. */
export interface FormOfFeed extends Omit<TensorForm, 'dtype' | 'shape'> {
  readonly name: string
  readonly dtype: TensorForm['dtype'] | null
  readonly shape: readonly (number | null)[] | null
}

/** What the engine process is asked. Segments of a load: the file's bytes; of a run: one for each feed. */
export type Question =
  | { readonly kind: 'load'; readonly settings: LoadSettings }
  | { readonly kind: 'plan'; readonly feeds: readonly FormOfFeed[]; readonly fetches: readonly string[] }
  | {
      readonly kind: 'run'
      readonly names: readonly string[]
      readonly feeds: readonly TensorForm[]
      readonly fetches: readonly string[]
    }

/** What it answers. Segments of a run: one for each tensor. */
export type Answer =
  | { readonly kind: 'loaded'; readonly engine: string }
  | { readonly kind: 'planned'; readonly plan: RunPlan }
  | { readonly kind: 'ran'; readonly tensors: readonly TensorForm[] }
  | { readonly kind: 'failed'; readonly error: ErrorForm }

/** A question or answer with the number that pairs them. */
export type Numbered<T> = T & { readonly id: number }
