import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** One hash over files and texts: what a step's result depends on. */
export function hashOf(files, ...texts) {
  const hash = createHash('sha256')
  for (const file of files) hash.update(file).update(readFileSync(file))
  for (const text of texts) hash.update(text)
  return hash.digest('hex')
}

/** Whether a step was last done for this hash. */
export const isStamped = (stamp, hash) => existsSync(stamp) && readFileSync(stamp, 'utf8') === hash

/** Notes that a step is done for this hash. */
export function writeStamp(stamp, hash) {
  mkdirSync(dirname(stamp), { recursive: true })
  writeFileSync(stamp, hash)
}
