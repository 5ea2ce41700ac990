import { readFileSync } from 'node:fs'

/** The resident memory of a process in bytes; undefined where the system does not tell, or the process is gone. */
export function residentBytes(pid: number): number | undefined {
  if (process.platform !== 'linux') return undefined
  try {
    const kibibytes = /^VmRSS:\s*(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1]
    return kibibytes === undefined ? undefined : Number(kibibytes) * 1024
  } catch {
    return undefined
  }
}
