import { channel } from 'node:diagnostics_channel'
import { ImageError } from '@zoo/core'
import { abortable } from './abort.js'
import type { ImageOptions } from './image-options.js'
import { Slots } from './slots.js'

/** libuv's default. */
const POOL_SIZE = 4

/**
 * The threads of libuv, which are the process's, so their count is too. Work beyond them would wait where no signal reaches it, with its
 * time limit running.
 */
const threads = new Slots(Number(process.env.UV_THREADPOOL_SIZE) || POOL_SIZE)

/** The diagnostics channel that tells how long each piece of decoding took: `{ ms }`, in the async context of its caller. */
export const DECODE_CHANNEL = 'zoo:image:decode'

const decoded = channel(DECODE_CHANNEL)

/** sharp's own time limit stops the thread; it counts whole seconds. */
export const timeoutSeconds = (decodeTimeoutMs: number): number => Math.ceil(decodeTimeoutMs / 1000)

/**
 * The outcome of sharp's work, begun when a thread is free for it. When time is up or the signal fires it rejects at once; the
 * thread counts as taken until sharp has really ended.
 * @throws ImageError (ERR_IMAGE) after `decodeTimeoutMs`; AbortError (ERR_ABORTED)
 */
export async function onDecoderThread<T>(
  { signal, decodeTimeoutMs }: Pick<ImageOptions, 'signal' | 'decodeTimeoutMs'>,
  format: string | undefined,
  start: () => Promise<T>,
): Promise<T> {
  const release = await threads.acquire(signal)
  const startedAt = performance.now()
  // A call that throws has no thread to wait for either.
  const work = (async () => start())()
  work.then(release, release)
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(tookTooLong(decodeTimeoutMs, format)), decodeTimeoutMs)
  })
  try {
    return await abortable(Promise.race([work, late]), signal)
  } finally {
    clearTimeout(timer)
    if (decoded.hasSubscribers) decoded.publish({ ms: performance.now() - startedAt })
  }
}

/** The error of an image that is not decoded in time. */
export const tookTooLong = (decodeTimeoutMs: number, format: string | undefined, cause?: unknown): ImageError =>
  new ImageError(
    `The ${format ? `${format} ` : ''}image took longer than ${decodeTimeoutMs} ms to decode; raise decodeTimeoutMs if it is to be read.`,
    { format, option: 'decodeTimeoutMs', ...(cause === undefined ? {} : { cause }) },
  )
