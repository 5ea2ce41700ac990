import { writeSync } from 'node:fs'
import { Socket } from 'node:net'
import { WATCHDOG_FD } from './protocol.js'

/** How often the memory is looked at, in milliseconds. A process gains about 100 MB meanwhile at most. */
const INTERVAL_MS = 25

/** What the watchdog says before it kills the process, ahead of the number of bytes. */
export const MEMORY_WORD = 'memory'

/**
 * Ends this process when its memory exceeds the limit, or when its parent is gone. Runs in a thread of its own, since a hanging
 * engine may hold the main thread for ever.
 */
export function watch(memoryLimitBytes: number): void {
  const parent = new Socket({ fd: WATCHDOG_FD })
  // The parent never writes: its end closes when its process ends, or the thread that loaded the model.
  for (const event of ['end', 'close', 'error']) parent.on(event, endProcess)
  parent.resume()
  setInterval(() => {
    const bytes = process.memoryUsage.rss()
    if (bytes <= memoryLimitBytes) return
    try {
      writeSync(WATCHDOG_FD, `${MEMORY_WORD} ${bytes}`)
    } finally {
      endProcess()
    }
  }, INTERVAL_MS)
}

/** Ends this process at once: exit handlers of native libraries could wait for the very work that hangs. */
export const endProcess = (): void => void process.kill(process.pid, 'SIGKILL')
