import { spawn } from 'node:child_process'
import { mkdir, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Wheel } from './libraries.js'

/** How often the growth of the file pip is writing is looked at. */
const WATCH_MS = 200
/** The Python the wheels are made for. Ours need not be that: nothing of them is run by it. */
const PYTHON_VERSION = '311'

const PROGRAMS = process.platform === 'win32' ? ['python', 'py', 'python3'] : ['python3', 'python']

/** `python3 -m pip` without the working folder in Python's path, where a file `pip.py` would be run in its place. */
const RUN_PIP = `import sys
sys.path[:] = [path for path in sys.path if path]
import runpy
runpy.run_module("pip", run_name="__main__", alter_sys=True)`

/**
 * Has pip bring a wheel into a folder, by its own configuration: index, mirrors, proxies, certificates, cache.
 * @returns the path of the wheel
 * @throws Error in one sentence: no Python, no pip, or what pip said
 */
export async function downloadWheel(
  wheel: Wheel,
  folder: string,
  onProgress: (receivedBytes: number) => void,
  signal: AbortSignal,
): Promise<string> {
  const temporary = join(folder, 'tmp')
  await mkdir(temporary, { recursive: true })
  // pip before 24.1 has no progress for programs, so the file it writes is watched instead.
  let ended = false
  const watch = setInterval(async () => {
    const size = await largestIn(temporary)
    // What was looked up at the end would be told after what comes next.
    if (size > 0 && !ended) onProgress(size)
  }, WATCH_MS)
  const reasons: string[] = []
  try {
    for (const program of PROGRAMS) {
      const failure = await runPip(program, pipArguments(wheel, folder), temporary, signal)
      if (!failure) return join(folder, await wheelIn(folder))
      reasons.push(failure)
    }
  } finally {
    ended = true
    clearInterval(watch)
  }
  throw new Error(reasons.join('; '))
}

const pipArguments = (wheel: Wheel, folder: string): readonly string[] => [
  ...['-c', RUN_PIP, 'download', '--quiet', '--no-input', '--disable-pip-version-check', '--no-deps'],
  // Given whole, these make pip take this wheel on any Python, and never build anything.
  ...['--only-binary=:all:', '--implementation', 'cp', '--python-version', PYTHON_VERSION, '--platform', wheel.tag],
  ...['--dest', folder, `${wheel.package}==${wheel.version}`],
]

/** Why pip failed, or undefined when it did not. */
function runPip(
  program: string,
  args: readonly string[],
  temporary: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    let said = ''
    const env = { ...process.env, TMPDIR: temporary, TEMP: temporary, TMP: temporary }
    const child = spawn(program, args, { env, signal, stdio: ['ignore', 'ignore', 'pipe'], windowsHide: true })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-4000)
    })
    child.on('error', (error: NodeJS.ErrnoException) => {
      // One that was given up is waited for: until it has ended it may write where its caller is about to tidy up.
      if (child.pid !== undefined) return
      resolve(error.code === 'ENOENT' ? `there is no ${program}` : `${program}: ${error.message}`)
    })
    child.on('close', (code) => {
      if (signal.aborted) reject(signal.reason)
      else if (code === 0) resolve(undefined)
      else if (/No module named '?"?pip/.test(said)) resolve(`${program} has no pip`)
      else resolve(`pip of ${program} failed: ${lastLine(said) ?? `exit code ${code}`}`)
    })
  })
}

/** pip's errors come last, one a line. */
const lastLine = (said: string): string | undefined =>
  said
    .split(/\r?\n/)
    .filter((line) => line.startsWith('ERROR:'))
    .at(-1)
    ?.slice('ERROR:'.length)
    .trim()

async function wheelIn(folder: string): Promise<string> {
  const wheel = (await readdir(folder)).find((name) => name.endsWith('.whl'))
  if (!wheel) throw new Error('pip said it was done, but left no wheel')
  return wheel
}

async function largestIn(folder: string): Promise<number> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true })
    const wheels = entries.filter((entry) => entry.isFile() && entry.name.endsWith('.whl'))
    const sizes = await Promise.all(wheels.map(async (entry) => (await stat(join(entry.parentPath, entry.name))).size))
    return Math.max(0, ...sizes)
  } catch {
    return 0 // pip removes what is looked at
  }
}
