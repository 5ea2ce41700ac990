import { readFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { isFile } from './is-file.js'

/** Where each system's loader looks beside the folders of its variable. */
const USUAL_FOLDERS: Readonly<Record<string, readonly string[]>> = {
  linux: ['/lib', '/usr/lib', '/usr/local/lib', '/lib64', '/usr/lib64'],
  darwin: ['/usr/local/lib', '/opt/homebrew/lib', '/usr/lib'],
}

const VARIABLE: Readonly<Record<string, string>> = {
  linux: 'LD_LIBRARY_PATH',
  darwin: 'DYLD_LIBRARY_PATH',
  win32: 'PATH',
}

/** Whether the system's loader would find a library of this name. Nothing is loaded to find out. */
export async function isInstalledInSystem(name: string): Promise<boolean> {
  const { platform } = process
  const named = (process.env[VARIABLE[platform] ?? ''] ?? '').split(delimiter).filter((folder) => folder !== '')
  for (const folder of [...named, ...(USUAL_FOLDERS[platform] ?? [])]) {
    if (await isFile(join(folder, name))) return true
  }
  if (platform !== 'linux') return false
  // glibc's list of what every other folder of its configuration holds; names end with a zero byte.
  const list = await readFile('/etc/ld.so.cache').catch(() => undefined)
  return list?.includes(`/${name}\0`) ?? false
}
