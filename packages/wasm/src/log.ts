/** What LiteRT says on its way, which is also the only place where it says that a run failed. */
export class Log {
  readonly #verbose: boolean
  #errors: string[] = []

  constructor(verbose: boolean) {
    this.#verbose = verbose
  }

  write(line: string): void {
    if (this.#verbose) process.stderr.write(`${line}\n`)
    if (/^(ERROR|└)/.test(line) && this.#errors.length < MAX_ERRORS) this.#errors.push(line)
  }

  /** The errors since the last call, as one sentence; empty when there were none. */
  takeErrors(): string {
    const errors = this.#errors
    this.#errors = []
    return plainWords(errors.join('\n'))
  }
}

const MAX_ERRORS = 100

/** LiteRT's lines without the places in its source, and without those that say nothing else. */
export const plainWords = (text: string): string => {
  const lines = text
    .split('\n')
    .map((line) => line.replace(/^[└\s]*(ERROR:\s*)?(\[[^\]]*:\d+\]\s*)?(ERROR:\s*)?(\[[^\]]*:\d+\]\s*)?/, '').trim())
  return [...new Set(lines)].filter((line) => line !== '').join('; ')
}
