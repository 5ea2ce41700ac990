import { loadModel, type Model, type RunPlan } from '@zoo/core'
import type { ImageOpener, LoadModelOptions } from '@zoo/kit'
import { decode, type Face } from './decode.js'
import type { FaceFinder } from './execution.js'
import type { DetectOptions } from './options.js'
import { preprocess } from './preprocess.js'

const OUTPUTS = ['box', 'prob', 'landmarks'] as const

/** The frozen graph run as a whole. */
export class GraphExecution implements FaceFinder {
  readonly execution = 'graph'
  readonly #model: Model

  private constructor(model: Model) {
    this.#model = model
  }

  /** @throws what `loadModel` throws */
  static async load(bytes: Uint8Array, options: LoadModelOptions): Promise<GraphExecution> {
    return new GraphExecution(await loadModel(bytes, options))
  }

  get engine(): string {
    return this.#model.engine
  }

  plan(): Promise<RunPlan> {
    return this.#model.plan(OUTPUTS)
  }

  async detect(open: ImageOpener, options: DetectOptions): Promise<Face[]> {
    const feeds = await preprocess(await open(), options)
    if (!feeds) return []
    const { box, prob, landmarks } = await this.#model.run(feeds, OUTPUTS, { signal: options.signal })
    return decode(box!, prob!, landmarks!, this.engine)
  }

  dispose(): Promise<void> {
    return this.#model.dispose()
  }
}
