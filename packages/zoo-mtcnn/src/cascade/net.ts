import { loadModel, type Model, Tensor } from '@zoo/core'
import { type Graph, lower } from '@zoo/graph'
import type { LoadModelOptions } from '@zoo/kit'
import { Sampler } from './sampler.js'

/** One of the three nets inside the graph, to be run on inputs of one fixed shape. */
export interface NetPart {
  /** The tensor that the net's pixels are fed at: float32 `[batch, height, width, BGR]`, scaled. */
  readonly feed: string
  readonly shape: readonly [batch: number, height: number, width: number, channels: number]
  readonly fetches: readonly string[]
}

/** A net, cut out of the graph and compiled. Every run has the same shape, so no size of image makes it compile anew. */
export class Net {
  readonly #model: Model
  readonly #part: NetPart
  /** Filled and fed within one turn of the event loop, so all runs can share it. */
  readonly #input: Float32Array
  readonly #sampler: Sampler

  private constructor(model: Model, part: NetPart) {
    this.#model = model
    this.#part = part
    this.#input = new Float32Array(part.shape.reduce((a, b) => a * b))
    this.#sampler = new Sampler(part.shape[1])
  }

  /** @throws NoEngineError (ERR_NO_ENGINE), UnsupportedGraphError (ERR_UNSUPPORTED_GRAPH), NativeLoadError (ERR_NATIVE_LOAD) */
  static async load(graph: Graph, part: NetPart, options: LoadModelOptions): Promise<Net> {
    const { feed, shape, fetches } = part
    const { bytes } = lower(graph, { feeds: new Map([[feed, { dtype: 'float32', shape }]]), fetches })
    return new Net(await loadModel(bytes!, options), part)
  }

  get engine(): string {
    return this.#model.engine
  }

  /** Inputs of one run. */
  get batch(): number {
    return this.#part.shape[0]
  }

  /** Pixels of an input's side. */
  get side(): number {
    return this.#part.shape[1]
  }

  /**
   * The fetches' values, in their order.
   * @param fill writes the input; what it leaves is left over from other runs
   * @throws BusyError (ERR_BUSY), AbortError (ERR_ABORTED), RunError (ERR_RUN)
   */
  async run(
    fill: (sampler: Sampler, input: Float32Array) => void,
    signal: AbortSignal | undefined,
  ): Promise<Float32Array[]> {
    const { feed, shape, fetches } = this.#part
    fill(this.#sampler, this.#input)
    const results = await this.#model.run({ [feed]: new Tensor('float32', shape, this.#input) }, fetches, { signal })
    return fetches.map((name) => results[name]!.data as Float32Array)
  }

  dispose(): Promise<void> {
    return this.#model.dispose()
  }
}
