import { readdirSync, readFileSync } from 'node:fs'

/** The engine processes that a process has started, by number; Linux alone has the folder that tells. */
export function engineProcesses(parent = process.pid): number[] {
  const numbers = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  return numbers.map(Number).filter((pid) => {
    try {
      // After the name in parentheses: the state, then the parent.
      const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
      const [state, ppid] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      const command = readFileSync(`/proc/${pid}/cmdline`, 'latin1')
      return state !== 'Z' && Number(ppid) === parent && command.includes('isolate-child.js')
    } catch {
      return false
    }
  })
}

/** Whether a process is there and not merely waiting to be collected. */
export function isRunning(pid: number): boolean {
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'))
  } catch {
    return false
  }
}
