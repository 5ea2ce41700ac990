/** The longest time the event loop was held during some work, as a share of the time the work took: 0..1. */
export async function longestPause(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now()
  let last = started
  let longest = 0
  let ticking = true
  const tick = () => {
    const now = performance.now()
    longest = Math.max(longest, now - last)
    last = now
    if (ticking) setImmediate(tick)
  }
  setImmediate(tick)
  try {
    await work()
  } finally {
    ticking = false
  }
  const ended = performance.now()
  return Math.max(longest, ended - last) / (ended - started)
}
