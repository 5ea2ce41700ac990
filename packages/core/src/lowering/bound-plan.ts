import type { Executable, Feed, ResultArrays, Runner } from '../engine.js'
import { copyTensor, type Tensor } from '../tensor.js'
import type { LoweredPlan } from './lowering.js'

/** A lowered model that is compiled, and runs under the names of the graph it came from. */
export class BoundPlan {
  readonly #executable: Executable | undefined
  /** For each feed the model's input. */
  readonly #inputs: ReadonlyMap<string, string>
  /** What the model computes: no tensor twice. */
  readonly #computed: readonly string[]
  /** For each fetch where it is among `#computed`, or the constant it is. */
  readonly #sources: ReadonlyMap<string, number | Tensor>

  /** @param executable undefined when every fetch is a constant */
  constructor({ inputs, outputs }: LoweredPlan<unknown>, executable: Executable | undefined) {
    const sources = [...outputs]
    this.#executable = executable
    this.#inputs = inputs
    this.#computed = [...new Set(sources.flatMap(([, source]) => (typeof source === 'string' ? [source] : [])))]
    this.#sources = new Map(
      sources.map(([name, source]) => [name, typeof source === 'string' ? this.#computed.indexOf(source) : source]),
    )
  }

  /** As an executable's, for feeds and fetches that the plan was made for, in any order. */
  run(
    feeds: readonly Feed[],
    fetches: readonly string[],
    signal: AbortSignal | undefined,
    into: ResultArrays | undefined,
  ): Promise<Tensor[]> {
    const renamed = this.#renamed(feeds)
    if (!this.#executable || !this.#isComputed(fetches)) return this.#gather(renamed, fetches, signal, into)
    return this.#executable.run(renamed, this.#computed, signal, into)
  }

  /** As an executable's. */
  runner(feeds: readonly Feed[], fetches: readonly string[]): Runner | undefined {
    return this.#isComputed(fetches) ? this.#executable?.runner?.(this.#renamed(feeds), this.#computed) : undefined
  }

  #renamed(feeds: readonly Feed[]): readonly Feed[] {
    return feeds.map(({ name, tensor }) => ({ name: this.#inputs.get(name)!, tensor }))
  }

  /** Whether the fetches are just what the model computes, as they mostly are. */
  #isComputed(fetches: readonly string[]): boolean {
    return fetches.length === this.#computed.length && fetches.every((name, place) => this.#sources.get(name) === place)
  }

  async #gather(
    renamed: readonly Feed[],
    fetches: readonly string[],
    signal: AbortSignal | undefined,
    into: ResultArrays | undefined,
  ): Promise<Tensor[]> {
    const sources = fetches.map((name) => this.#sources.get(name)!)
    const arrays = into && this.#computed.map((_, place) => into[sources.indexOf(place)])
    const results = this.#executable ? await this.#executable.run(renamed, this.#computed, signal, arrays) : []
    // Two fetches can be one tensor of the model; whoever writes into one of them must not change the other.
    return sources.map((source, i) =>
      typeof source !== 'number'
        ? copyTensor(source)
        : sources.indexOf(source) < i
          ? copyTensor(results[source]!)
          : results[source]!,
    )
  }

  /** Waits for runs in flight, then frees the model. */
  async dispose(): Promise<void> {
    await this.#executable?.dispose()
  }
}
