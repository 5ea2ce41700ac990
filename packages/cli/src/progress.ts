import type { SingleBar } from 'cli-progress'

/** Work shorter than this shows nothing. */
const PATIENCE_MS = 1000

/** What a long piece of work is at. */
export interface Step {
  /** What is being done, as a short phrase. */
  readonly task: string
  /** How much of it is done; without a total only the phrase is shown. */
  readonly done?: number
  readonly total?: number | undefined
  /** What `done` counts; bytes are shown in MB. */
  readonly unit?: 'bytes' | 'images'
}

const MEGABYTE = 1e6

/**
 * Shows on stderr how far long work is, when stderr is a terminal and the work has taken a second; nothing otherwise.
 * `stop` clears it, and must come before other output.
 */
export class Progress {
  readonly #started = performance.now()
  readonly #enabled: boolean
  #bar: SingleBar | undefined
  #loading = false
  #latest: Step | undefined
  #timer: NodeJS.Timeout | undefined

  constructor(enabled = Boolean(process.stderr.isTTY)) {
    this.#enabled = enabled
  }

  update(step: Step): void {
    if (!this.#enabled) return
    this.#latest = step
    if (this.#bar) this.#draw()
    else this.#timer ??= setTimeout(() => void this.#open(), this.#started + PATIENCE_MS - performance.now()).unref()
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#latest = undefined
    this.#bar?.stop()
    this.#bar = undefined
  }

  async #open(): Promise<void> {
    if (this.#loading) return
    this.#loading = true
    const { SingleBar } = (await import('cli-progress')).default
    this.#loading = false
    if (!this.#latest) return
    this.#bar = new SingleBar({
      format: (_options, { progress, value, total }, { step }: { step: Step }) =>
        line(step, progress, value, total, process.stderr.columns || 80),
      stream: process.stderr,
      clearOnComplete: true,
      // The terminal's settings are left alone, so that an interrupt leaves nothing behind.
      hideCursor: null,
      linewrap: null,
      gracefulExit: false,
    })
    this.#bar.start(1, 0, { step: this.#latest })
    this.#draw()
  }

  #draw(): void {
    const step = this.#latest!
    if (step.total) this.#bar?.setTotal(step.total)
    this.#bar?.update(step.total ? Math.min(step.done ?? 0, step.total) : 0, { step })
  }
}

/** One line of progress, no wider than the terminal. */
export function line(step: Step, fraction: number, done: number, total: number, columns: number): string {
  if (!step.total) return `${step.task} …`.slice(0, columns)
  const count =
    step.unit === 'bytes'
      ? `${(done / MEGABYTE).toFixed(1)} of ${(total / MEGABYTE).toFixed(1)} MB`
      : `${done} of ${total}`
  const bar = 24
  const filled = Math.round(fraction * bar)
  return `${step.task}  ${'█'.repeat(filled)}${'░'.repeat(bar - filled)}  ${count}`.slice(0, columns)
}

/** What is told of a file on its way here. */
export interface Transfer {
  readonly file: string
  readonly receivedBytes: number
  readonly totalBytes: number | undefined
}

/** An `onProgress` that shows files being fetched. */
export const fetching =
  (progress: Progress) =>
  ({ file, receivedBytes, totalBytes }: Transfer): void =>
    progress.update({ task: `Fetching ${file}`, done: receivedBytes, total: totalBytes, unit: 'bytes' })
