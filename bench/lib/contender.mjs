import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

/**
 * A process that answers one question: "run N times; how long did each take?" (the protocol is in ../README.md).
 * Each engine, bare loop and peer runs alone in such a process, so none can slow or warm another.
 */
export class Contender {
  #child
  #lines
  #stderr = ''

  /** @param command [program, ...arguments] */
  constructor(name, command, env = {}) {
    this.name = name
    this.#child = spawn(command[0], command.slice(1), { env: { ...process.env, ...env } })
    this.#child.stderr.on('data', (text) => {
      this.#stderr = (this.#stderr + text).slice(-4000)
    })
    this.#child.on('error', (error) => {
      this.#stderr += error.message
    })
    // Of a process that has ended, what it said is the error, and not that it listens no more.
    this.#child.stdin.on('error', () => {})
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]()
  }

  async #answer() {
    const { value, done } = await this.#lines.next()
    if (done) throw new Error(`${this.name} ended early: ${this.#stderr.trim()}`)
    return JSON.parse(value)
  }

  /** What the process says when loaded and warmed up: { ready, loadMs, firstRunMs, argmax, max }. */
  ready() {
    return this.#answer()
  }

  /** Milliseconds that each of `runs` runs took, one after the other. */
  async run(runs) {
    this.#child.stdin.write(`${runs}\n`)
    return (await this.#answer()).samples
  }

  /** Ends the process. */
  stop() {
    this.#child.stdin.end()
    this.#child.kill('SIGKILL')
  }
}
