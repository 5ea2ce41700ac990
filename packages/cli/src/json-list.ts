import { toJson } from './report-error.js'

/** A JSON array written an entry a line as entries come, so that a long list can be read while it grows. */
export class JsonList {
  readonly #write: (text: string) => void
  #entries = 0

  constructor(write: (text: string) => void = (text) => void process.stdout.write(text)) {
    this.#write = write
  }

  get isEmpty(): boolean {
    return this.#entries === 0
  }

  /** Writes a whole line: what comes next, on stderr perhaps, begins on its own. */
  add(entry: object): void {
    this.#write(`${this.#entries++ === 0 ? '[' : ','}${toJson(entry)}\n`)
  }

  end(): void {
    this.#write(this.isEmpty ? '[]\n' : ']\n')
  }
}
