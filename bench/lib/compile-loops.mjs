import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const sources = fileURLToPath(new URL('../c/', import.meta.url))

/**
 * Compiles the bare C loops into a folder.
 * @returns their programs { litert, tensorflow }, or { reason } where they cannot be had
 */
export const compileLoops = (folder) => {
  if (process.platform === 'win32') return { reason: 'they open libraries by dlopen, which Windows does not have' }
  const compile = (name) => {
    const program = join(folder, name)
    execFileSync('cc', ['-O2', '-std=gnu11', join(sources, `${name}.c`), '-o', program, '-ldl'], { stdio: 'pipe' })
    return program
  }
  try {
    return { litert: compile('litert_loop'), tensorflow: compile('tensorflow_loop') }
  } catch (error) {
    return { reason: error.code === 'ENOENT' ? 'there is no C compiler `cc`' : String(error.stderr ?? error) }
  }
}
