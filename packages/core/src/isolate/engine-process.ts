import { type ChildProcess, spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import type { Socket } from 'node:net'
import type { RunError } from '../errors.js'
import { childCommand, childEnvironment, childFolder } from './child-command.js'
import { errorOfForm } from './error-form.js'
import { type Frame, FrameReader, frameOf } from './frames.js'
import type { IsolateLimits } from './isolate-options.js'
import { killAtExit } from './kill-at-exit.js'
import {
  brokenAnswer,
  endedBy,
  endedByMemory,
  type ProcessEnd,
  type ProcessUse,
  processError,
} from './process-failure.js'
import { residentBytes } from './process-memory.js'
import { type Answer, FRAMES_FD, type Numbered, type Question, WATCHDOG_FD } from './protocol.js'
import { MEMORY_WORD } from './watchdog.js'

/** How often this side looks at the memory of a busy process, in milliseconds: its watchdog may get no processor time. */
const MEMORY_INTERVAL_MS = 50

/** How long output of an ended process is waited for, in milliseconds: what its watchdog said tells why it ended. */
const LAST_WORDS_MS = 500

/** Badness of a process that the system's out-of-memory killer should take first. */
const OOM_SCORE = '1000'

interface Pending {
  resolve(frame: Frame<Answer>): void
  reject(error: unknown): void
  /** Whether its caller no longer waits. */
  abandoned: boolean
}

/** A child process that holds one model. It keeps the program alive only while someone waits for an answer. */
export class EngineProcess {
  /** Resolves when the process is gone. */
  readonly ended: Promise<void>
  readonly #use: ProcessUse
  readonly #limits: IsolateLimits
  readonly #child: ChildProcess
  readonly #line: Socket
  readonly #watchdog: Socket
  readonly #pending = new Map<number, Pending>()
  #nextId = 0
  #end: ProcessEnd | undefined
  #isRetired = false
  #isKilled = false
  #isGone = false
  #memoryTimer: NodeJS.Timeout | undefined

  /** @throws RunError (ERR_RUN) with status `PROCESS_START` when the process cannot be started */
  constructor(limits: IsolateLimits, verbose: boolean, use: ProcessUse) {
    this.#limits = limits
    this.#use = use
    this.#child = start(limits, verbose, use)
    this.#line = this.#child.stdio[FRAMES_FD] as Socket
    this.#watchdog = this.#child.stdio[WATCHDOG_FD] as Socket
    const exited = new Promise<void>((resolve) => {
      this.#child.once('exit', () => setTimeout(resolve, LAST_WORDS_MS).unref())
      this.#child.once('close', () => resolve())
      this.#child.once('error', (error) => {
        this.#end = startFailure(error.message)
        resolve()
      })
    })
    this.ended = exited.then(() => this.#finish())
    const forget = killAtExit(this.#child)
    void this.ended.then(forget)
    const reader = new FrameReader<Numbered<Answer>>(limits.memoryLimitBytes, (frame) => this.#receive(frame))
    this.#line.on('data', (chunk: Uint8Array) => this.#read(reader, chunk))
    this.#watchdog.on('data', (chunk: Uint8Array) => this.#hear(String(chunk)))
    // The end of the process tells more than the errors of its pipes.
    for (const socket of [this.#line, this.#watchdog]) socket.on('error', () => {})
    this.#keepAlive()
  }

  /** Whether it takes requests. */
  get isUsable(): boolean {
    return !this.#isRetired && !this.#isGone && this.#end === undefined
  }

  /** Requests that are not answered, also those that nobody waits for. */
  get pending(): number {
    return this.#pending.size
  }

  /**
   * Asks the process; the segments must stay as they are until it answers.
   * @returns the request's number, and the answer, which rejects with the error of the process or a RunError when it ends
   */
  ask(question: Question, segments: readonly Uint8Array[]): { id: number; answer: Promise<Frame<Answer>> } {
    const id = this.#nextId++
    if (this.#isGone) return { id, answer: Promise.reject(this.#error) }
    const answer = new Promise<Frame<Answer>>((resolve, reject) => {
      this.#pending.set(id, { resolve, reject, abandoned: false })
    })
    this.#line.cork()
    for (const chunk of frameOf({ ...question, id }, segments)) this.#line.write(chunk)
    this.#line.uncork()
    this.#keepAlive()
    return { id, answer }
  }

  /** Says that nobody waits for a request any more. */
  abandon(id: number): void {
    const pending = this.#pending.get(id)
    if (pending) pending.abandoned = true
    this.#settled()
  }

  /** Takes no more requests, and kills the process as soon as nobody waits for an answer of it. */
  retire(): void {
    this.#isRetired = true
    this.#settled()
  }

  /** Ends the process at once. @param end the reason; the caller knows it when left out */
  kill(end?: ProcessEnd): void {
    if (end) this.#end ??= end
    this.#isRetired = true
    this.#isKilled = true
    this.#child.kill('SIGKILL')
    this.#keepAlive()
  }

  #read(reader: FrameReader<Numbered<Answer>>, chunk: Uint8Array): void {
    if (this.#end) return
    try {
      reader.push(chunk)
    } catch (error) {
      // What a crashed or hostile process says is not to be trusted further.
      this.kill(brokenAnswer((error as Error).message))
    }
  }

  #receive({ header, segments }: Frame<Numbered<Answer>>): void {
    const pending = this.#pending.get(header.id)
    this.#pending.delete(header.id)
    if (header.kind === 'failed') pending?.reject(errorOfForm(header.error))
    else pending?.resolve({ header, segments })
    this.#settled()
  }

  #hear(words: string): void {
    const [word, bytes] = words.split(' ')
    if (word === MEMORY_WORD) this.#end ??= endedByMemory(Number(bytes), this.#limits.memoryLimitBytes)
  }

  #settled(): void {
    if (this.#isRetired && !this.#isAwaited) this.kill()
    this.#keepAlive()
  }

  get #isAwaited(): boolean {
    for (const { abandoned } of this.#pending.values()) if (!abandoned) return true
    return false
  }

  #keepAlive(): void {
    // The end of a killed process comes at once, and `dispose` waits for it.
    const how = !this.#isGone && (this.#isAwaited || this.#isKilled) ? 'ref' : 'unref'
    this.#child[how]()
    for (const socket of [this.#line, this.#watchdog]) socket[how]()
    if (this.#pending.size === 0 || this.#isGone) {
      clearInterval(this.#memoryTimer)
      this.#memoryTimer = undefined
    } else {
      this.#memoryTimer ??= setInterval(() => this.#checkMemory(), MEMORY_INTERVAL_MS).unref()
    }
  }

  #checkMemory(): void {
    const { pid } = this.#child
    const bytes = pid === undefined ? undefined : residentBytes(pid)
    const { memoryLimitBytes } = this.#limits
    if (bytes !== undefined && bytes > memoryLimitBytes) this.kill(endedByMemory(bytes, memoryLimitBytes))
  }

  get #error(): RunError {
    const { exitCode, signalCode } = this.#child
    return processError(this.#end ?? endedBy(exitCode, signalCode), this.#use)
  }

  #finish(): void {
    this.#isGone = true
    this.#isRetired = true
    const error = this.#error
    const pending = [...this.#pending.values()]
    this.#pending.clear()
    for (const { reject } of pending) reject(error)
    this.#line.destroy()
    this.#watchdog.destroy()
    this.#keepAlive()
  }
}

const startFailure = (reason: string): ProcessEnd => ({
  status: 'PROCESS_START',
  message: `The engine process could not be started: ${reason}`,
})

function start(limits: IsolateLimits, verbose: boolean, use: ProcessUse): ChildProcess {
  const command = childCommand(limits)
  if (!command) {
    throw processError(
      startFailure(
        'isolate-child.js of @zoo/core was not found; leave @zoo/core out of the bundle, or copy that file and those it imports beside it',
      ),
      use,
    )
  }
  const log = verbose ? 'inherit' : 'ignore'
  let child: ChildProcess
  try {
    child = spawn(command.program, command.args, {
      cwd: childFolder(),
      env: childEnvironment(),
      // Standard output is the program's own; logs go to standard error.
      stdio: ['ignore', verbose ? 2 : 'ignore', log, 'pipe', 'pipe'],
      windowsHide: true,
    })
  } catch (cause) {
    throw processError(startFailure((cause as Error).message), use, cause)
  }
  if (!child.stdio?.[WATCHDOG_FD]) {
    child.on('error', () => {})
    child.kill('SIGKILL')
    throw processError(startFailure('there are no file descriptors left'), use)
  }
  if (process.platform === 'linux' && child.pid !== undefined) {
    try {
      writeFileSync(`/proc/${child.pid}/oom_score_adj`, OOM_SCORE)
    } catch {
      // It is gone already, or the system does not allow it.
    }
  }
  return child
}
