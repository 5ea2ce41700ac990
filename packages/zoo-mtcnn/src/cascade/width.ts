import { availableParallelism } from 'node:os'
import { MODEL_DEFAULTS } from '@zoo/core'
import { isCountOrZero, isThreadCount, MOST_THREADS, verify } from '@zoo/core/options'
import type { LoadModelOptions } from '@zoo/kit'

/** How much of the cascade runs at once. */
export interface Width {
  /** Runs of a net that one image has under way. */
  readonly atOnce: number
  /** Options of each net. */
  readonly load: LoadModelOptions
}

/** More cores find a photograph's tiles too few. */
const MOST_LANES = 4

/**
 * The nets are small: a run on one thread and several runs at once beat one run on several threads. So the threads of an
 * image become runs, one more of which waits its turn while those are under way, its pixels ready.
 * @param options as of the whole cascade: threads of an image, images at once, images that may wait
 * @throws ArgumentError (ERR_ARGUMENT)
 */
export function widthOf({ threads, concurrency, queueLimit, ...options }: LoadModelOptions): Width {
  const lanes = threads ?? Math.min(availableParallelism(), MOST_LANES)
  const images = concurrency ?? 1
  const waiting = queueLimit ?? MODEL_DEFAULTS.queueLimit
  verify('threads', lanes, isThreadCount)
  verify('concurrency', images, isThreadCount)
  verify('queueLimit', waiting, isCountOrZero)
  const atOnce = lanes + 1
  const compiled = Math.min(lanes * images, MOST_THREADS)
  const queued = Math.min((images + waiting) * atOnce - compiled, Number.MAX_SAFE_INTEGER)
  return {
    atOnce,
    load: { ...options, threads: 1, concurrency: compiled, queueLimit: queued },
  }
}
