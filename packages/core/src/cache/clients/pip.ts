import { mkdir, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { lastLine, runClient } from './run-client.js'

/** A wheel of a pinned version. */
export interface WheelName {
  readonly package: string
  readonly version: string
  /** pip's platform tag, such as `manylinux_2_28_x86_64` or `any`. */
  readonly tag: string
}

/** How often the growth of the file that pip writes is looked at. */
const WATCH_MS = 200
/** The Python the wheels are made for. Python on this machine may be another: nothing of a wheel is run. */
const PYTHON_VERSION = '311'

const PROGRAMS = process.platform === 'win32' ? ['python', 'py', 'python3'] : ['python3', 'python']

/**
 * Has pip bring a wheel into a folder, by its own configuration: index, mirrors, proxies, certificates, cache.
 * @returns the path of the wheel
 * @throws Error in one sentence: no Python, no pip, or what pip said
 */
export async function downloadWheel(
  wheel: WheelName,
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
  try {
    await runClient({
      programs: PROGRAMS,
      args: pipArguments(wheel),
      cwd: folder,
      env: { ...process.env, TMPDIR: temporary, TEMP: temporary, TMP: temporary },
      signal,
      title: (program) => `pip of ${program}`,
      reasonIn(said, program) {
        if (/No module named '?"?pip/.test(said)) return `${program} has no pip`
        const error = lastLine(said, /^ERROR:/)
        return error && `pip of ${program} failed: ${error}`
      },
    })
  } finally {
    ended = true
    clearInterval(watch)
  }
  return join(folder, await wheelIn(folder))
}

const pipArguments = ({ package: name, version, tag }: WheelName): readonly string[] => [
  ...['-m', 'pip', 'download', '--quiet', '--no-input', '--disable-pip-version-check', '--no-deps'],
  // Given whole, these make pip take this wheel on any Python, and never build anything.
  ...['--only-binary=:all:', '--implementation', 'cp', '--python-version', PYTHON_VERSION, '--platform', tag],
  ...['--dest', '.', `${name}==${version}`],
]

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
