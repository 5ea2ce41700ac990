import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { run } from '../run.mjs'

/**
 * Gives the tests Python's LiteRT, of the version that the engine is, in a folder of the cache (160 MB): what lowering writes is for
 * TensorFlow's own tools too. Throws what is missing where it cannot.
 */
export async function installPythonLitert() {
  const { cacheFolder, withLock } = await import('@zoo/core/cache')
  const { sourceHere } = await import('../../packages/native/dist/publishing.js')
  const { wheel } = sourceHere('litert')
  if (!wheel) throw new Error('There is none for this platform.')
  const folder = cacheFolder('python-litert')
  const installed = join(folder, `${wheel.package.replaceAll('-', '_')}-${wheel.version}.dist-info`)
  mkdirSync(dirname(folder), { recursive: true })
  return withLock(folder, undefined, async () => {
    if (existsSync(installed)) return 'up to date'
    // Beside, and moved: what was installed in part would be taken for whole.
    const unfinished = `${folder}.new`
    rmSync(unfinished, { recursive: true, force: true })
    const pip = ['-m', 'pip', 'install', '--quiet', '--no-input', '--disable-pip-version-check', '--only-binary=:all:']
    await run('python3', [...pip, '--target', unfinished, `${wheel.package}==${wheel.version}`], { quiet: true })
    rmSync(folder, { recursive: true, force: true })
    renameSync(unfinished, folder)
    return 'installed'
  })
}
