import { summary } from './stats.mjs'

const PERIOD_MS = 1

/**
 * Sets a 1 ms timer over and over. A tick's delay is how much later than asked it came, milliseconds: what a request that
 * arrives meanwhile would wait.
 */
export const watchTimer = () => {
  let delays = []
  let timer
  const arm = () => {
    const set = performance.now()
    timer = setTimeout(() => {
      delays.push(performance.now() - set - PERIOD_MS)
      arm()
    }, PERIOD_MS)
  }
  arm()
  return {
    /** p50, p99, max and the number of ticks since the last call. */
    take() {
      const taken = { ...summary(delays), ticks: delays.length }
      delays = []
      return taken
    },
    stop: () => clearTimeout(timer),
  }
}
