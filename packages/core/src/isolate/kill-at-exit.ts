import type { ChildProcess } from 'node:child_process'

/** Processes to kill when this thread's `exit` comes; one listener for all, since Node warns of more than ten. */
const alive = new Set<ChildProcess>()

const killAll = (): void => {
  for (const child of alive) child.kill('SIGKILL')
}

/**
 * Kills a process when the program exits. Its watchdog does so too, unless the process is stopped.
 * @returns a function that forgets the process
 */
export function killAtExit(child: ChildProcess): () => void {
  if (alive.size === 0) process.on('exit', killAll)
  alive.add(child)
  return () => {
    alive.delete(child)
    if (alive.size === 0) process.off('exit', killAll)
  }
}
