// Publishes every carrier whose version the registry does not have yet, then names the small ones (LiteRT, 8 MB) as optional
// dependencies of @zoo/native, whose own release comes next: node packages/native/npm/publish.mjs [--dry-run]
import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { allCarriers, carrierFolder, fillCarrier } from '../dist/publishing.js'

const dryRun = process.argv.includes('--dry-run')
const here = dirname(fileURLToPath(import.meta.url))
const shell = process.platform === 'win32'

for (const carrier of allCarriers()) {
  const spec = `${carrier.name}@${carrier.release.version}`
  if (spawnSync('npm', ['view', spec, 'version'], { shell, encoding: 'utf8' }).stdout.trim() !== '') {
    console.log(`${spec} is published`)
    continue
  }
  const folder = join(here, carrierFolder(carrier))
  await fillCarrier(carrier, folder)
  execFileSync('npm', ['publish', ...(dryRun ? ['--dry-run'] : ['--provenance'])], {
    cwd: folder,
    shell,
    stdio: 'inherit',
  })
}

// Not in git: until the first release there is nothing that the lockfile could resolve them to.
const path = join(here, '..', 'package.json')
const manifest = JSON.parse(readFileSync(path, 'utf8'))
manifest.optionalDependencies = Object.fromEntries(
  allCarriers()
    .filter(({ kind }) => kind === 'litert')
    .map(({ name, release }) => [name, release.version]),
)
if (dryRun) console.log(manifest.optionalDependencies)
else writeFileSync(path, `${JSON.stringify(manifest, null, 2)}\n`)
