import { spawn } from 'node:child_process'

/** A call of a registry's client. */
export interface ClientCall {
  /** Names to try, in order, such as `python3` and `python`. */
  readonly programs: readonly string[]
  readonly args: readonly string[]
  /** The working folder: an empty one, so that no settings or code of the caller's project apply. */
  readonly cwd: string
  readonly env?: NodeJS.ProcessEnv | undefined
  readonly signal: AbortSignal
  /** How the program is named in an error, such as `pip of python3`. Default: its own name. */
  title?(program: string): string
  /** The reason in what the client wrote to stderr, where it gives one. */
  reasonIn(said: string, program: string): string | undefined
}

/** A client that has brought nothing by then hangs. The largest download, a wheel of 300 MB, takes 7 minutes at 6 Mbit/s. */
const LIMIT_MS = 60 * 60_000
/** What a client that is ended gets to tidy up. */
const GRACE_MS = 5000
const KEPT_CHARACTERS = 4000
const LONGEST_REASON = 300
/** On Windows npm is a script, which only a shell runs. Its arguments need no quotes: schemas have checked names and versions. */
const needsShell = (program: string): boolean => process.platform === 'win32' && program === 'npm'

/**
 * Runs the first of the programs that is installed and succeeds.
 * @throws Error with the reason of each program, in one line; the signal's reason when it fires, once the client has ended
 */
export async function runClient(call: ClientCall): Promise<void> {
  const reasons: string[] = []
  for (const program of call.programs) {
    const reason = await runProgram(program, call)
    if (reason === undefined) return
    reasons.push(reason)
  }
  throw new Error(reasons.join('; '))
}

/** Resolves to the reason of a failure, or to undefined when the program succeeded. */
function runProgram(program: string, call: ClientCall): Promise<string | undefined> {
  const { args, cwd, env = process.env, signal, title = (name) => name, reasonIn } = call
  return new Promise((resolve, reject) => {
    let said = ''
    const shell = needsShell(program)
    const [command, rest] = shell ? [[program, ...args].join(' '), []] : [program, args]
    const child = spawn(command, rest, { cwd, env, shell, stdio: ['ignore', 'ignore', 'pipe'], windowsHide: true })
    let late = false
    let last: NodeJS.Timeout | undefined
    const end = () => {
      child.kill()
      last ??= setTimeout(() => child.kill('SIGKILL'), GRACE_MS)
    }
    const timer = setTimeout(() => {
      late = true
      end()
    }, LIMIT_MS)
    if (signal.aborted) end()
    else signal.addEventListener('abort', end, { once: true })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-KEPT_CHARACTERS)
    })
    const settle = (reason: string | undefined) => {
      clearTimeout(timer)
      clearTimeout(last)
      signal.removeEventListener('abort', end)
      if (signal.aborted) reject(signal.reason)
      else resolve(reason)
    }
    child.on('error', (error: NodeJS.ErrnoException) => {
      // A client that did start is waited for: until it has ended it may write where its caller is about to tidy up.
      if (child.pid === undefined) settle(error.code === 'ENOENT' ? `there is no ${program}` : error.message)
    })
    child.on('close', (code) => {
      if (code === 0) settle(undefined)
      else if (late) settle(`${title(program)} took longer than ${LIMIT_MS / 60_000} minutes`)
      else if (shell && isMissing(code, said)) settle(`there is no ${program}`)
      else settle(reasonIn(said, program)?.slice(0, LONGEST_REASON) ?? `${title(program)} ended with exit code ${code}`)
    })
  })
}

/** A shell starts, and then says itself that it knows no such program. */
const isMissing = (code: number | null, said: string): boolean =>
  code === 9009 || /is not recognized as an internal or external command/.test(said)

/** Returns the last of the lines that match, without what matched. */
export const lastLine = (said: string, prefix: RegExp): string | undefined =>
  said
    .split(/\r?\n/)
    .filter((line) => prefix.test(line))
    .at(-1)
    ?.replace(prefix, '')
    .trim()
