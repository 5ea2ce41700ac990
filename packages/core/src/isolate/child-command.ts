import { existsSync } from 'node:fs'
import { dirname, join, parse, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { locatePackage } from '../engines.js'
import type { IsolateLimits } from './isolate-options.js'

/** A program and its arguments. */
export interface Command {
  readonly program: string
  readonly args: readonly string[]
}

const MIB = 2 ** 20

/** Address space for data beyond the limit of resident memory: V8 and the libraries reserve more than they use. */
const DATA_SLACK_BYTES = 4 * 2 ** 30

const PRLIMIT = '/usr/bin/prlimit'

/** Variables that the engines and Node itself read. Others, which may hold secrets, do not reach the process. */
const VARIABLES = [
  ['PATH', 'HOME', 'USERPROFILE', 'TMPDIR', 'TEMP', 'TMP', 'LANG', 'LC_ALL'],
  ['SystemRoot', 'SYSTEMROOT', 'windir', 'APPDATA', 'LOCALAPPDATA', 'XDG_CACHE_HOME'],
  ['LD_LIBRARY_PATH', 'DYLD_LIBRARY_PATH', 'DYLD_FALLBACK_LIBRARY_PATH', 'VIRTUAL_ENV', 'CONDA_PREFIX', 'NODE_PATH'],
  ['TF_CPP_MIN_LOG_LEVEL', 'TF_ENABLE_ONEDNN_OPTS', 'TF_NUM_INTEROP_THREADS', 'TF_NUM_INTRAOP_THREADS'],
  ['ZOO_OFFLINE', 'OMP_NUM_THREADS', 'UV_THREADPOOL_SIZE'],
].flat()

/** Variables that name a file or folder, perhaps relative to the parent's working folder. */
const PATH_VARIABLES = ['ZOO_CACHE', 'ZOO_LIBLITERT', 'ZOO_LIBTENSORFLOW', 'ZOO_SEARCH_FROM']

/** The environment of an engine process. */
export function childEnvironment(env: NodeJS.ProcessEnv = process.env): Record<string, string> {
  const kept: Record<string, string> = {}
  for (const name of VARIABLES) if (env[name] !== undefined) kept[name] = env[name]
  for (const name of PATH_VARIABLES) if (env[name]) kept[name] = resolve(env[name])
  // Electron's program is Node only when told so.
  if (process.versions.electron) kept.ELECTRON_RUN_AS_NODE = '1'
  return kept
}

/** The working folder of an engine process: a root, so that no relative path leads into the program's files. */
export const childFolder = (): string => parse(process.execPath).root

/**
 * How an engine process is started: Node with no flags of the program's; on Linux, where `prlimit` is installed, without core
 * dumps and with a limit of memory that the system itself enforces.
 * @returns undefined when the file to start cannot be found
 */
export function childCommand({ memoryLimitBytes }: IsolateLimits): Command | undefined {
  const file = childFile()
  if (file === undefined) return undefined
  const heap = `--max-old-space-size=${Math.ceil(memoryLimitBytes / MIB)}`
  const node = [process.execPath, '--no-warnings', heap, file, String(memoryLimitBytes)]
  const [program = '', ...args] =
    process.platform === 'linux' && existsSync(PRLIMIT) ? [PRLIMIT, ...limits(), ...node] : node
  return { program, args }

  function limits(): readonly string[] {
    return [`--data=${memoryLimitBytes + DATA_SLACK_BYTES}`, '--core=0', '--']
  }
}

/** The script of the process: beside this module, or, where a bundler has moved this module, in the installed package. */
function childFile(): string | undefined {
  const name = 'isolate-child.js'
  try {
    const beside = fileURLToPath(new URL('./isolate-child.js', import.meta.url))
    if (existsSync(beside)) return beside
  } catch {
    // A bundle may have no URL.
  }
  const main = locatePackage('@zoo/core')
  const installed = main && join(dirname(main), name)
  return installed && existsSync(installed) ? installed : undefined
}
