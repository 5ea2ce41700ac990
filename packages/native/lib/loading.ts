import { AbortError } from '@zoo/core/engine'
import type { Addon, NativeModel } from './addon.js'
import { isNativeFailure } from './failures.js'

/** How long a library may take to end what was cancelled, before its thread is given up. */
export const GRACE_MS = 2000
/** How long a load may hold one of the addon's two threads for loads. */
const SLOW_MS = 5000

let lastId = 0

/**
 * A load in the addon. An abort rejects at once, and what the load makes is then freed. A load that takes long keeps no other waiting.
 * @param start begins it, under a number that tells it from others
 * @throws AbortError (ERR_ABORTED), and what the addon throws
 */
export async function loadNative(
  addon: Addon,
  signal: AbortSignal | undefined,
  start: (id: number) => Promise<NativeModel>,
): Promise<NativeModel> {
  if (signal?.aborted) throw new AbortError(signal.reason, 'load')
  lastId = (lastId % 0xffff_fffe) + 1
  const id = lastId
  const loading = start(id)
  // Time and again: it may have waited for a thread until then.
  const slow = setInterval(() => addon.giveUpLoad(id), SLOW_MS).unref()
  const abort = () => {
    addon.cancelLoad(id)
    setTimeout(() => addon.giveUpLoad(id), GRACE_MS).unref()
  }
  signal?.addEventListener('abort', abort, { once: true })
  try {
    return await loading
  } catch (error) {
    if (isNativeFailure(error) && error.status === 'CANCELLED' && signal?.aborted) {
      throw new AbortError(signal.reason, 'load')
    }
    throw error
  } finally {
    clearInterval(slow)
    signal?.removeEventListener('abort', abort)
  }
}
