import { setTimeout as delay } from 'node:timers/promises'

/** A lock whose holder has not said for this long that it lives belongs to a dead process. */
const STALE_MS = 15_000
const POLL_MS = 150

/**
 * Does `work` while no other process or caller holds the lock of `path`, a file in a folder that exists.
 * Waits for the holder as long as it lives. The signal given to `work` also fires when the lock is lost, as after the
 * machine slept; what fails then is done again from the start, once the lock is free.
 */
export async function withLock<T>(
  path: string,
  signal: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const { default: lockfile } = await import('proper-lockfile')
  for (;;) {
    signal?.throwIfAborted()
    const lost = new AbortController()
    const options = {
      realpath: false,
      stale: STALE_MS,
      update: STALE_MS / 5,
      onCompromised: (error: Error) => lost.abort(error),
    }
    const release = await lockfile.lock(path, options).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ELOCKED') throw error
    })
    if (release) {
      try {
        return await work(signal ? AbortSignal.any([signal, lost.signal]) : lost.signal)
      } catch (error) {
        if (!lost.signal.aborted) throw error
      } finally {
        // A lock that was lost is another's to release.
        await release().catch(() => {})
      }
    }
    await delay(POLL_MS, undefined, { ...(signal && { signal }) })
  }
}
