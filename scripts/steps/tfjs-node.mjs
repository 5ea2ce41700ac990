import { cpSync, existsSync, mkdirSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { inRoot } from '../root.mjs'
import { checkTools, compile } from './addon.mjs'

/** What the addon's two files include, in the wheel that libtensorflow comes in. */
const HEADERS = `
  tensorflow/c/c_api.h tensorflow/c/c_api_macros.h tensorflow/c/eager/c_api.h tensorflow/c/tf_attrtype.h
  tensorflow/c/tf_buffer.h tensorflow/c/tf_datatype.h tensorflow/c/tf_status.h tensorflow/c/tf_tensor.h
  tensorflow/c/tf_tstring.h tensorflow/core/platform/ctstring.h tensorflow/core/platform/ctstring_internal.h
  tsl/platform/ctstring.h tsl/platform/ctstring_internal.h xla/tsl/c/tsl_status.h`
  .trim()
  .split(/\s+/)

/** Where tfjs-node looks for its addon, from its own folder. */
const ADDON = join('lib', 'napi-v8', 'tfjs_binding.node')

/**
 * Makes `@tensorflow/tfjs-node` run, for the tests of `@zoo/tfjs`: its own install script downloads an addon and a
 * libtensorflow, so the addon is compiled from its sources for the libtensorflow of our cache, kept in the cache too, and
 * linked into the package. Throws what is missing where it cannot.
 */
export async function buildTfjsNode() {
  const { cacheFolder, isOffline, withLock } = await import('@zoo/core/cache')
  const { installLibrary } = await import('@zoo/native')
  const { sourceHere } = await import('../../packages/native/dist/publishing.js')
  const { wheel } = sourceHere('tensorflow')
  if (process.platform !== 'linux' || !wheel) throw new Error('It is built on Linux with glibc alone.')
  const manifest = createRequire(inRoot('packages', 'tfjs', 'package.json')).resolve(
    '@tensorflow/tfjs-node/package.json',
  )
  const { version } = createRequire(manifest)(manifest)
  const { files } = await installLibrary('tensorflow', { source: 'pypi' })
  const name = `${version}-${basename(dirname(files[0]))}`
  const built = cacheFolder('tfjs-node', name)
  mkdirSync(dirname(built), { recursive: true })
  const outcome = await withLock(built, undefined, async (signal) => {
    if (existsSync(join(built, ADDON)) && existsSync(join(built, 'deps', 'lib', basename(files[0]))))
      return 'up to date'
    checkTools('tfjs-node', 'Its tests are skipped.')
    if (isOffline())
      throw new Error('Its headers are to be downloaded, which ZOO_OFFLINE forbids. Its tests are skipped.')
    const folder = `${built}.new`
    rmSync(folder, { recursive: true, force: true })
    await bringHeaders(wheel, folder, signal)
    await compileAddon(dirname(manifest), files, folder)
    rmSync(built, { recursive: true, force: true })
    renameSync(folder, built)
    return 'compiled'
  })
  const place = join(dirname(manifest), 'lib')
  rmSync(place, { recursive: true, force: true })
  symlinkSync(join(built, 'lib'), place)
  return outcome
}

/** Once more the wheel that the library came from, unless pip has kept it; only the headers stay. */
async function bringHeaders(wheel, folder, signal) {
  const { downloadWheel, extractZip } = await import('@zoo/core/cache')
  const scratch = join(folder, 'download')
  const path = await downloadWheel(wheel, scratch, () => {}, signal)
  const files = HEADERS.map((name) => ({
    member: `tensorflow/include/${name}`,
    path: join(folder, 'deps', 'include', name),
  }))
  for (const { path: header } of files) mkdirSync(dirname(header), { recursive: true })
  await extractZip(path, files, { signal })
  rmSync(scratch, { recursive: true })
}

async function compileAddon(source, libraries, folder) {
  for (const name of ['binding', 'binding.gyp', 'package.json']) {
    cpSync(join(source, name), join(folder, name), { recursive: true, dereference: true })
  }
  const [framework, library] = libraries
  const deps = join(folder, 'deps', 'lib')
  mkdirSync(deps, { recursive: true })
  // The linker asks for the first two, the loader for the others.
  const links = { 'libtensorflow.so': library, 'libtensorflow_framework.so': framework }
  for (const file of libraries) links[basename(file)] = file
  for (const [link, file] of Object.entries(links)) symlinkSync(file, join(deps, link))
  await compile(folder, ['module_name=tfjs_binding', `module_path=${dirname(ADDON)}`, 'napi_build_version=8'])
  for (const name of ['binding', 'binding.gyp', 'build', join('deps', 'include')]) {
    rmSync(join(folder, name), { recursive: true })
  }
}
