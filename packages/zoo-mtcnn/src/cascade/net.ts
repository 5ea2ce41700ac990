import { loadModel, type Model, type RunPlan, sizeOf } from '@zoo/core'
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

/** An array for each fetch. */
type Answer = Readonly<Record<string, Float32Array>>

/** A net, cut out of the graph and compiled. Every run has the same shape, so no size of image makes it compile anew. */
export class Net {
  readonly #model: Model
  readonly #part: NetPart
  readonly #format: CropFormat
  /** Answers that no run is writing: some hundred kilobytes each, which would soon be garbage to collect. */
  readonly #spare: Answer[] = []

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

  plan(): Promise<RunPlan> {
    return this.#model.plan(this.#part.fetches)
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
   * What is read from an answer: the fetches' values, in their order. They are another run's when `read` has returned.
   * @param regions of the photo, where they go in the input
   * @throws BusyError (ERR_BUSY), AbortError (ERR_ABORTED), RunError (ERR_RUN)
   */
  async run<T>(
    photo: CropSource,
    regions: readonly Crop[],
    read: (answer: readonly Float32Array[]) => T,
    signal: AbortSignal | undefined,
  ): Promise<T> {
    const { feed, shape, fetches } = this.#part
    const crops = new Crops(photo, shape, regions, this.#format)
    const into = this.#spare.pop() ?? this.#newAnswer()
    try {
      await this.#model.run({ [feed]: crops }, fetches, { signal, into })
      return read(fetches.map((name) => into[name]!))
    } finally {
      this.#spare.push(into)
    }
  }

  #newAnswer(): Answer {
    const sizes = new Map(this.#model.outputs.map(({ name, shape }) => [name, sizeOf(shape as readonly number[])]))
    return Object.fromEntries(this.#part.fetches.map((name) => [name, new Float32Array(sizes.get(name)!)]))
  }

  dispose(): Promise<void> {
    return this.#model.dispose()
  }
}
