/** How long runs in flight are waited for by `dispose()`, and aborted ones by their engine, before they are ended. Milliseconds. */
export const GRACE_MS = 2000

/**
 * Waits until all work has settled, but no longer than `graceMs`.
 * @returns the milliseconds that are left, 0 when they ran out
 */
export async function settledWithin(work: Iterable<Promise<unknown>>, graceMs: number): Promise<number> {
  const start = performance.now()
  let timer: NodeJS.Timeout | undefined
  const over = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, graceMs)
  })
  await Promise.race([Promise.allSettled(work), over])
  clearTimeout(timer)
  return Math.max(0, graceMs - (performance.now() - start))
}
