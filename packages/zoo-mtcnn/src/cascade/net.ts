import { loadModel, type Model } from '@zoo/core'
import { type Crop, type CropFormat, type CropSource, Crops } from '@zoo/core/engine'
import { type Graph, lower } from '@zoo/graph'
import type { LoadModelOptions } from '@zoo/kit'

/** One of the three nets inside the graph, to be run on inputs of one fixed shape. */
export interface NetPart {
  /** The tensor that the net's pixels are fed at: float32 `[batch, height, width, BGR]`, scaled. */
  readonly feed: string
  readonly shape: readonly [batch: number, height: number, width: number, channels: number]
  readonly fetches: readonly string[]
  /** What the graph has in place of pixels outside of the image. */
  readonly outside: CropFormat['outside']
}

/** The scaling of the nets: 0..255 RGB to about -1..1 BGR. `@source mtcnn.pb: sub, truediv` */
const SCALING = { scale: 1 / 128, offset: -127.5 / 128, swapChannels: true } as const

/** A net, cut out of the graph and compiled. Every run has the same shape, so no size of image makes it compile anew. */
export class Net {
  readonly #model: Model
  readonly #part: NetPart
  readonly #format: CropFormat

  private constructor(model: Model, part: NetPart) {
    this.#model = model
    this.#part = part
    this.#format = { ...SCALING, outside: part.outside }
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
   * @param regions of the photo, where they go in the input
   * @throws BusyError (ERR_BUSY), AbortError (ERR_ABORTED), RunError (ERR_RUN)
   */
  async run(photo: CropSource, regions: readonly Crop[], signal: AbortSignal | undefined): Promise<Float32Array[]> {
    const { feed, shape, fetches } = this.#part
    const crops = new Crops(photo, shape, regions, this.#format)
    const results = await this.#model.run({ [feed]: crops }, fetches, { signal })
    return fetches.map((name) => results[name]!.data as Float32Array)
  }

  dispose(): Promise<void> {
    return this.#model.dispose()
  }
}
