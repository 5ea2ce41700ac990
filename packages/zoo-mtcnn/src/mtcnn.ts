import type { RunPlan } from '@zoo/core'
import {
  Admission,
  type AdmissionLimits,
  admissionLimits,
  atIndex,
  check,
  type DrawOptions,
  draw,
  type Given,
  type ImageInput,
  type ImageOptions,
  imageOpeners,
  isSeveral,
  Lifetime,
  loadPinned,
  loadSharp,
  mapLimited,
  readManifest,
  resolveFile,
  resolveOptions,
  throwIfAborted,
  verify,
} from '@zoo/kit'
import type { Face } from './decode.js'
import { type FaceFinder, loadExecution } from './execution.js'
import { MODEL_FILES } from './model-files.js'
import {
  DETECT_CHECKS,
  DETECT_DEFAULTS,
  type DetectOptions,
  type Execution,
  LOAD_CHECKS,
  LOAD_DEFAULTS,
  type LoadOptions,
} from './options.js'

const isFaces = check(
  'an array of faces as detect gives them',
  (value) =>
    Array.isArray(value) &&
    value.every((face) => Number.isFinite(face?.score) && typeof (face.landmarks ?? '') === 'object'),
)

/** Finds faces and their eyes, noses and mouths: the MTCNN cascade. */
export class Mtcnn {
  readonly #finder: FaceFinder
  readonly #lanes: number
  readonly #admission: Admission
  readonly #lifetime: Lifetime

  private constructor(finder: FaceFinder, limits: AdmissionLimits) {
    this.#finder = finder
    this.#lanes = limits.atOnce
    this.#admission = new Admission('Mtcnn', limits)
    this.#lifetime = new Lifetime('Mtcnn', () => finder.dispose())
  }

  /**
   * A detector, loaded once and shared by any number of callers.
   * @throws ArgumentError (ERR_ARGUMENT) for bad options
   * @throws ModelLoadError (ERR_MODEL_LOAD) when the weights cannot be had or read
   * @throws NoEngineError (ERR_NO_ENGINE), UnsupportedGraphError (ERR_UNSUPPORTED_GRAPH) when no engine, or not the one asked
   *   for, runs it in this way; NativeLoadError (ERR_NATIVE_LOAD), AbortError (ERR_ABORTED)
   */
  static async load(options?: Given<LoadOptions>): Promise<Mtcnn> {
    const resolved = resolveOptions('Mtcnn.load', LOAD_DEFAULTS, LOAD_CHECKS, options)
    const { execution, offline, onProgress, ...loadOptions } = resolved
    const { signal } = loadOptions
    const manifest = await readManifest(MODEL_FILES)
    const { weights } = manifest.variants[manifest.defaultVariant]!
    const path = await resolveFile(manifest, MODEL_FILES, weights, { offline, onProgress, signal })
    // Beside the model, so that the first image does not wait for it, and a missing binary shows at once.
    const sharp = loadSharp()
    sharp.catch(() => {})
    const pin = manifest.files[weights]!
    const finder = await loadPinned(path, pin, (bytes) => loadExecution(bytes, execution, loadOptions))
    try {
      await sharp
      throwIfAborted(signal, 'load')
      return new Mtcnn(finder, admissionLimits(loadOptions))
    } catch (error) {
      await finder.dispose()
      throw error
    }
  }

  /** The name of the engine that runs the model. */
  get engine(): string {
    return this.#finder.engine
  }

  /** How the model is run: as asked for, or as found to work. */
  get execution(): Execution {
    return this.#finder.execution
  }

  /**
   * Which engine runs the model, why, and what speaks against those before it.
   * @throws DisposedError (ERR_DISPOSED)
   */
  async plan(): Promise<RunPlan> {
    return this.#lifetime.use(() => this.#finder.plan())
  }

  /**
   * The faces of an image, or of each image of an array, best score first; none gives an empty array, and every failure rejects.
   * @throws ArgumentError (ERR_ARGUMENT) for what is no image, or a bad option
   * @throws ImageError (ERR_IMAGE) when an image cannot be decoded; one of several is named by its index
   * @throws BusyError (ERR_BUSY) at once, before an image is read, when `concurrency` and `queueLimit` allow no more calls
   * @throws AbortError (ERR_ABORTED), RunError (ERR_RUN), DisposedError (ERR_DISPOSED)
   */
  detect(image: ImageInput, options?: Given<DetectOptions>): Promise<Face[]>
  detect(images: readonly ImageInput[], options?: Given<DetectOptions>): Promise<Face[][]>
  async detect(images: ImageInput | readonly ImageInput[], options?: Given<DetectOptions>): Promise<Face[] | Face[][]> {
    return this.#lifetime.use(async () => {
      const resolved = resolveOptions('detect', DETECT_DEFAULTS, DETECT_CHECKS, options)
      const { minFaceSize, thresholds, scaleFactor, ...imageOptions } = resolved
      const several = isSeveral(images) ? images : [images]
      const faces = await this.#admission.admit(() => this.#detect(several, imageOptions, resolved))
      return isSeveral(images) ? faces : faces[0]!
    })
  }

  async #detect(images: readonly ImageInput[], imageOptions: ImageOptions, options: DetectOptions): Promise<Face[][]> {
    const openers = [...imageOpeners(images, imageOptions).entries()]
    return mapLimited(openers, this.#lanes, ([index, open]) =>
      this.#admission.run(options.signal, async () => {
        try {
          return await this.#finder.detect(open, options)
        } catch (error) {
          throw atIndex(error, index, images.length)
        }
      }),
    )
  }

  /**
   * The image as a PNG with a box, the score and the landmarks of every face drawn over it.
   * @throws ArgumentError (ERR_ARGUMENT), ImageError (ERR_IMAGE), AbortError (ERR_ABORTED)
   */
  async draw(image: ImageInput, faces: readonly Face[], options?: Given<DrawOptions>): Promise<Buffer> {
    verify('faces', faces, isFaces)
    const drawings = faces.map(({ box, score, landmarks }) => ({
      box,
      label: score.toFixed(2),
      points: Object.values(landmarks),
    }))
    return draw(image, drawings, options)
  }

  /** Waits for the calls under way, then frees the model. Twice is harmless. */
  dispose(): Promise<void> {
    return this.#lifetime.dispose()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose()
  }
}
