import type { Executable, Feed, Runner } from '../engine.js'
import { gather } from '../gather.js'
import { renamed, runnerOf } from '../runner.js'
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
    const places = new Map(this.#computed.map((name, place) => [name, place]))
    this.#sources = new Map(
      sources.map(([name, source]) => [name, typeof source === 'string' ? places.get(source)! : source]),
    )
  }

  /** As an executable's, for feeds and fetches that the plan was made for, in any order. */
  runner(feeds: readonly Feed[], fetches: readonly string[]): Runner {
    const inputs = feeds.map(({ name }) => this.#inputs.get(name)!)
    const model = this.#executable && runnerOf(this.#executable, renamed(feeds, inputs), this.#computed)
    if (model && this.#isComputed(fetches)) return model
    const sources = fetches.map((name) => this.#sources.get(name)!)
    return {
      run: (given, signal, into) => {
        const own = sources.map((source) => (typeof source === 'number' ? source : copyTensor(source)))
        return gather(own, model ? this.#computed.length : 0, into, (arrays) => model!.run(given, signal, arrays))
      },
      expect: () => model?.expect?.(),
    }
  }

  /** Whether the fetches are just what the model computes, as they mostly are. */
  #isComputed(fetches: readonly string[]): boolean {
    return fetches.length === this.#computed.length && fetches.every((name, place) => this.#sources.get(name) === place)
  }

  /** Waits for runs in flight, then frees the model. @param graceMs as of an executable */
  async dispose(graceMs?: number): Promise<void> {
    await this.#executable?.dispose(graceMs)
  }
}
