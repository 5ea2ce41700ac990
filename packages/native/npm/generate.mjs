// Writes package.json and index.js of every carrier from the one table of platforms: node packages/native/npm/generate.mjs
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { allCarriers, carrierFolder, carrierIndex, carrierManifest } from '../dist/publishing.js'

const here = dirname(fileURLToPath(import.meta.url))
for (const carrier of allCarriers()) {
  const folder = join(here, carrierFolder(carrier))
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(carrierManifest(carrier), null, 2)}\n`)
  writeFileSync(join(folder, 'index.js'), carrierIndex(carrier))
}
