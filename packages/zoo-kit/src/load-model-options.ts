import { type LoadOptions, MODEL_DEFAULTS } from '@zoo/core'
import type { AdmissionLimits } from './admission.js'
import { anything, type Checks } from './options.js'

/** The options of `loadModel` that zoo packages pass on. */
export type LoadModelOptions = Required<
  Pick<LoadOptions, 'engine' | 'threads' | 'concurrency' | 'queueLimit' | 'trusted' | 'isolate' | 'verbose' | 'signal'>
>

const { engine, threads, concurrency, queueLimit, trusted, isolate, verbose, signal } = MODEL_DEFAULTS

/** What `loadModel` uses where it is not told. */
export const LOAD_MODEL_DEFAULTS: LoadModelOptions = {
  engine,
  threads,
  concurrency,
  queueLimit,
  trusted,
  isolate,
  verbose,
  signal,
}

/** For packages whose `load` takes them among its own options; loadModel checks the values itself. */
export const LOAD_MODEL_CHECKS: Checks<LoadModelOptions> = {
  engine: anything,
  threads: anything,
  concurrency: anything,
  queueLimit: anything,
  trusted: anything,
  isolate: anything,
  verbose: anything,
  signal: anything,
}

/**
 * How many of a call's images, or batches of them, are under way at once: one more than run, so that the next is decoded
 * meanwhile; never more than the queue takes.
 */
export const lanesOf = ({ concurrency = 1, queueLimit = 1 }: Partial<LoadModelOptions>): number =>
  concurrency + Math.min(1, queueLimit)

/** How many calls a model loaded with these options takes, and how many of their images or batches it works on at once. */
export const admissionLimits = (options: Partial<LoadModelOptions>): AdmissionLimits => ({
  calls: (options.concurrency ?? 1) + (options.queueLimit ?? LOAD_MODEL_DEFAULTS.queueLimit!),
  atOnce: lanesOf(options),
})
