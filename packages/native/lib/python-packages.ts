import { execFile } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join, parse } from 'node:path'
import { promisify } from 'node:util'

/** Python takes this long at most to say where its packages are, on a machine that has much else to do. Milliseconds. */
const TIMEOUT_MS = 30_000

/** Folders of Python packages that can be known without asking Python: those of an active environment, then the usual ones. */
export async function usualPackageFolders(): Promise<string[]> {
  const { VIRTUAL_ENV, CONDA_PREFIX, APPDATA } = process.env
  const windows = process.platform === 'win32'
  const own = windows ? join(APPDATA ?? homedir(), 'Python') : join(homedir(), '.local')
  const roots = [VIRTUAL_ENV, CONDA_PREFIX, own, ...(windows ? [] : ['/opt/homebrew', '/usr/local', '/usr'])]
  const folders = await Promise.all(roots.filter((root) => root !== undefined).map(packageFoldersOf))
  return folders.flat()
}

/** `lib/python3.11/site-packages` and its like under the root of an installation. */
async function packageFoldersOf(root: string): Promise<string[]> {
  if (process.platform === 'win32') return [join(root, 'Lib', 'site-packages')]
  const lib = join(root, 'lib')
  const versions = (await readdir(lib).catch(() => [])).filter((name) => /^python3(\.\d+)?$/.test(name))
  return versions.flatMap((version) => ['site-packages', 'dist-packages'].map((name) => join(lib, version, name)))
}

/** Folders of Python packages as Python itself names them: sure, but takes tens of milliseconds. None without Python. */
export async function askedPackageFolders(): Promise<string[]> {
  const program = process.platform === 'win32' ? 'python' : 'python3'
  const script = 'import sys; print("\\n".join(sys.path))'
  // Windows looks for programs in the working folder first, and Python for modules.
  const options = { cwd: parse(process.execPath).root, timeout: TIMEOUT_MS, windowsHide: true }
  const answer = await promisify(execFile)(program, ['-c', script], options).catch(() => undefined)
  return (answer?.stdout ?? '').split(/\r?\n/).filter((line) => /(site|dist)-packages/.test(line))
}
