import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { hashOf, isStamped, writeStamp } from '../hash.mjs'
import { inRoot, toolEnvironment } from '../root.mjs'
import { answers, run } from '../run.mjs'

const folder = inRoot('packages', 'native')

/** Compiles the addon; nothing where its sources have not changed. Throws what is missing where it cannot. */
export async function buildAddon() {
  const sources = readdirSync(join(folder, 'src')).map((name) => join(folder, 'src', name))
  const hash = hashOf([join(folder, 'binding.gyp'), ...sources], process.platform, process.arch)
  const stamp = join(folder, 'build', '.zoo-built')
  if (isStamped(stamp, hash) && existsSync(join(folder, 'build', 'Release', 'zoo.node'))) return 'up to date'
  checkTools('the addon', 'Without it there are no native engines; the rest is built.')
  await compile(folder)
  writeStamp(stamp, hash)
  return 'compiled'
}

/**
 * @param what is to be compiled
 * @param without a sentence on what follows where it cannot be
 * @throws Error naming what compiling needs and is not there
 */
export function checkTools(what, without) {
  const python = ['python3', 'python'].some((program) => answers(program, '--version'))
  const compiler =
    process.platform === 'win32' || ['c++', 'g++', 'clang++'].some((program) => answers(program, '--version'))
  const missing = [!compiler && 'a C++ compiler (Debian: apt-get install g++ make)', !python && 'Python 3'].filter(
    Boolean,
  )
  if (missing.length > 0) {
    throw new Error(`Compiling ${what} needs ${missing.join(' and ')}. ${without}`)
  }
}

/** Has node-gyp compile the sources in a folder. @param variables of its binding.gyp, each `name=value` */
export async function compile(source, variables = []) {
  const PATH = `${join(folder, 'node_modules', '.bin')}${delimiter}${toolEnvironment.PATH}`
  const defined = variables.map((variable) => `-D${variable}`)
  const log = inRoot('.turbo', 'node-gyp.log')
  await run('node-gyp', ['rebuild', ...headers(), '--', ...defined], { cwd: source, quiet: true, env: { PATH } }).catch(
    (error) => {
      writeFileSync(log, error.message)
      const line = error.message.split('\n').find((text) => /\berror\b/i.test(text)) ?? 'see the log'
      throw new Error(`node-gyp failed: ${line.trim().slice(0, 200)} (all of it: ${log}).`)
    },
  )
}

/** Node's own headers where they stand beside its binary: then nothing has to be downloaded. */
function headers() {
  const prefix = dirname(dirname(process.execPath))
  return existsSync(join(prefix, 'include', 'node', 'node_api.h')) ? [`--nodedir=${prefix}`] : []
}
