import { ENGINE_DEFAULTS } from '@zoo/core'

/** What tells how many runs a model takes at once. */
export interface Runs {
  /** The name of the engine. */
  readonly engine?: string
  /** Runs that may be under way at once, where the model declares it. */
  readonly concurrency?: number
}

/** Requests that a model works on at once: one more than it runs, so that the next image is decoded meanwhile. */
export const concurrencyOf = ({ engine, concurrency }: Runs): number =>
  (concurrency ?? ENGINE_DEFAULTS[engine ?? '']?.concurrency ?? 1) + 1
