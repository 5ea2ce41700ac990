import { isMainThread } from 'node:worker_threads'
import type { RunPlan } from '@zoo/core'
import type { CropSource } from '@zoo/core/engine'
import { readGraph } from '@zoo/graph'
import type { Box, ImageOpener, LoadModelOptions } from '@zoo/kit'
import type { Face } from '../decode.js'
import type { FaceFinder } from '../execution.js'
import type { DetectOptions } from '../options.js'
import { calibrate } from './calibrate.js'
import { type Judged, judge } from './judge.js'
import { faceOf } from './landmarks.js'
import { Net } from './net.js'
import { ONET, PNET, RNET } from './nets.js'
import { propose } from './propose.js'
import { nextSquares, suppress } from './suppress.js'
import { type Width, widthOf } from './width.js'

/** Overlap above which two faces are one. `@source mtcnn.pb: onet/cond/non_max_suppression` */
const SAME_FACE = 0.6

/** The graph's three nets run by an engine for TensorFlow Lite, and what the graph does between them done here. */
export class Cascade implements FaceFinder {
  readonly execution = 'cascade'
  readonly #nets: readonly [pnet: Net, rnet: Net, onet: Net]
  readonly #width: Width

  private constructor(nets: readonly [Net, Net, Net], width: Width) {
    this.#nets = nets
    this.#width = width
  }

  /**
   * @param bytes of mtcnn.pb
   * @throws NoEngineError (ERR_NO_ENGINE), UnsupportedGraphError (ERR_UNSUPPORTED_GRAPH), NativeLoadError (ERR_NATIVE_LOAD),
   *   ModelLoadError (ERR_MODEL_LOAD), ArgumentError (ERR_ARGUMENT)
   */
  static async load(bytes: Uint8Array, options: LoadModelOptions): Promise<Cascade> {
    const width = widthOf(options)
    const graph = readGraph(bytes)
    const loads = await Promise.allSettled([PNET, RNET, ONET].map((part) => Net.load(graph, part, width.load)))
    const nets = loads.flatMap((load) => (load.status === 'fulfilled' ? [load.value] : []))
    const failed = loads.find((load) => load.status === 'rejected')
    if (failed) {
      await Promise.all(nets.map((net) => net.dispose()))
      throw failed.reason
    }
    return new Cascade(nets as [Net, Net, Net], width)
  }

  get engine(): string {
    return this.#nets[0].engine
  }

  plan(): Promise<RunPlan> {
    return this.#nets[0].plan()
  }

  async detect(open: ImageOpener, options: DetectOptions): Promise<Face[]> {
    const [pnet, rnet, onet] = this.#nets
    const image = await open()
    // Bytes, in the order they are stored in, since whatever is made of them here is made of a part.
    const photo = safeFromTheEnd(await image.pixels('rgb'))
    const proposed = await propose(pnet, photo, options, this.#width.atOnce)
    const refined = await this.#judge(rnet, photo, nextSquares(proposed), options.thresholds[1], options)
    const judged = await this.#judge(onet, photo, nextSquares(refined), options.thresholds[2], options)
    const faces = judged.map((face) => ({ ...face, seen: face.box, box: calibrate(face.box, face.offsets) }))
    return suppress(faces, SAME_FACE).map(faceOf)
  }

  #judge(
    net: Net,
    photo: CropSource,
    boxes: readonly Box[],
    threshold: number,
    { signal }: DetectOptions,
  ): Promise<Judged[]> {
    return judge(net, photo, boxes, { threshold: Math.fround(threshold), atOnce: this.#width.atOnce, signal })
  }

  async dispose(): Promise<void> {
    await Promise.all(this.#nets.map((net) => net.dispose()))
  }
}

/**
 * Pixels that runs may read while their thread ends. When a worker is terminated, Node frees what sharp's buffers hold before it ends
 * any work; memory of JavaScript's own it frees last.
 */
const safeFromTheEnd = (photo: CropSource): CropSource =>
  isMainThread ? photo : { ...photo, data: new Uint8Array(photo.data) }
