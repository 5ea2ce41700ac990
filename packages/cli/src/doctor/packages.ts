import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { version } from '../version.js'
import type { Check } from './check.js'

const PACKAGES = ['@zoo/core', '@zoo/graph', '@zoo/kit', '@zoo/native', '@zoo/mobilenet', '@zoo/mtcnn'] as const

/** The versions of our packages; a missing one is a broken installation. */
export function checkPackages(): Check {
  const versions: Record<string, string> = { '@zoo/cli': version() }
  const missing: string[] = []
  const require = createRequire(import.meta.url)
  for (const name of PACKAGES) {
    try {
      versions[name] = (require(`${name}/package.json`) as { version: string }).version
    } catch {
      missing.push(name)
    }
  }
  const distinct = new Set(Object.values(versions))
  const found =
    distinct.size === 1
      ? `all ${version()}`
      : Object.entries(versions)
          .map(([name, of]) => `${name} ${of}`)
          .join(', ')
  if (missing.length === 0) return { name: 'Packages', status: 'ok', found, facts: versions }
  const cure = 'Install @zoo/cli anew: npm install @zoo/cli'
  return { name: 'Packages', status: 'failure', found: `${missing.join(', ')} missing`, cure, facts: versions }
}

/** The image library that @zoo/kit uses. */
export function checkSharp(): Check {
  const require = createRequire(fileURLToPath(import.meta.resolve('@zoo/kit')))
  const { versions } = require('sharp') as { versions: Record<string, string> }
  return { name: 'Images', status: 'ok', found: `sharp ${versions.sharp}, libvips ${versions.vips}`, facts: versions }
}
