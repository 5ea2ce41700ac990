import { existsSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { hashOf, isStamped, writeStamp } from '../hash.mjs'
import { inRoot } from '../root.mjs'
import { answers, run } from '../run.mjs'

const folder = inRoot('packages', 'native')

/** Compiles the addon; nothing where its sources have not changed. Throws what is missing where it cannot. */
export async function buildAddon() {
  const sources = readdirSync(join(folder, 'src')).map((name) => join(folder, 'src', name))
  const hash = hashOf([join(folder, 'binding.gyp'), ...sources], process.platform, process.arch)
  const stamp = join(folder, 'build', '.zoo-built')
  if (isStamped(stamp, hash) && existsSync(join(folder, 'build', 'Release', 'zoo.node'))) return 'up to date'
  checkTools()
  await run('node-gyp', ['rebuild', ...headers()], { cwd: folder, quiet: true })
  writeStamp(stamp, hash)
  return 'compiled'
}

function checkTools() {
  const python = ['python3', 'python'].some((program) => answers(program, '--version'))
  const compiler =
    process.platform === 'win32' || ['c++', 'g++', 'clang++'].some((program) => answers(program, '--version'))
  const missing = [!compiler && 'a C++ compiler (Debian: apt-get install g++ make)', !python && 'Python 3'].filter(
    Boolean,
  )
  if (missing.length > 0) {
    throw new Error(
      `Compiling the addon needs ${missing.join(' and ')}. Without it there are no native engines; the rest is built.`,
    )
  }
}

/** Node's own headers where they stand beside its binary: then nothing has to be downloaded. */
function headers() {
  const prefix = dirname(dirname(process.execPath))
  return existsSync(join(prefix, 'include', 'node', 'node_api.h')) ? [`--nodedir=${prefix}`] : []
}
