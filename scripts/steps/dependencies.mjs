import { existsSync } from 'node:fs'
import { hashOf, isStamped, writeStamp } from '../hash.mjs'
import { inRoot, manifest } from '../root.mjs'
import { run } from '../run.mjs'

/** Installs what the lockfile says, by the pnpm that package.json names; nothing where that was done already. */
export async function installDependencies() {
  const stamp = inRoot('node_modules', '.zoo-installed')
  const hash = hashOf([inRoot('pnpm-lock.yaml'), inRoot('pnpm-workspace.yaml')], manifest.packageManager)
  if (isStamped(stamp, hash) && existsSync(inRoot('node_modules', '.bin'))) return 'up to date'
  await run('npx', ['--yes', manifest.packageManager, 'install', '--frozen-lockfile'], { env: { CI: 'true' } })
  writeStamp(stamp, hash)
  return 'installed'
}
