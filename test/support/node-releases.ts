import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { cacheFolder } from '@zoo/core/cache'

/** A release of Node to test on. */
export interface NodeRelease {
  readonly version: string
  readonly program: string
}

/**
 * The releases that the set-up of the tests has put into the cache: scripts/steps/node-releases.mjs. In CI on linux-x64 they are
 * required, so this throws there where there are none.
 */
export function nodeReleases(): readonly NodeRelease[] {
  const folder = cacheFolder('node')
  const versions = existsSync(folder) ? readdirSync(folder).filter((name) => /^\d+\.\d+\.\d+$/.test(name)) : []
  if (versions.length > 0) return versions.map((version) => ({ version, program: join(folder, version, 'node') }))
  const message = `There are no other releases of Node, which scripts/steps/node-releases.mjs brings to ${folder}.`
  if (process.env.CI && `${process.platform}-${process.arch}` === 'linux-x64') throw new Error(message)
  console.warn(`Skipping what needs them: ${message}`)
  return []
}
