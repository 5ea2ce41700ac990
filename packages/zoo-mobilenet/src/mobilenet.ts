import { ArgumentError, loadModel, type Model, type ModelSource, type RunPlan } from '@zoo/core'
import {
  Admission,
  admissionLimits,
  type Given,
  ImageEncoder,
  type ImageInput,
  isSeveral,
  Lifetime,
  loadPinned,
  loadSharp,
  mapLimited,
  pathInHome,
  pixelReaders,
  readLabels,
  readManifest,
  resolveFile,
  resolveOptions,
  signatureOf,
  throwIfAborted,
} from '@zoo/kit'
import { type Classification, checkLabels, classesOf, decode, type OutputForm } from './decode.js'
import { MODEL_FILES } from './model-files.js'
import {
  CLASSIFY_CHECKS,
  CLASSIFY_DEFAULTS,
  type ClassifyOptions,
  LOAD_CHECKS,
  LOAD_DEFAULTS,
  type LoadOptions,
  VARIANTS,
  type Variant,
} from './options.js'
import { chooseEncoding, chooseTensor } from './preprocess.js'

const [DEFAULT_VARIANT] = VARIANTS

/** A classifier with all that is known of how to use it. */
interface Loaded {
  readonly model: Model
  readonly input: string
  readonly encoder: ImageEncoder
  readonly output: OutputForm
  readonly admission: Admission
  /** Batches under way at once: while some run, the next is decoded. */
  readonly lanes: number
}

/** Says what is in a picture: MobileNetV2 and its 1001 ImageNet classes, or a classifier of your own. */
export class MobileNet {
  /** Which variant this is; undefined for a model of your own. */
  readonly variant: Variant | undefined
  readonly #loaded: Loaded
  readonly #lifetime: Lifetime

  private constructor(loaded: Loaded, variant: Variant | undefined) {
    this.variant = variant
    this.#loaded = loaded
    this.#lifetime = new Lifetime('MobileNet', () => loaded.model.dispose())
  }

  /**
   * A classifier, loaded once and shared by any number of callers.
   * @throws ArgumentError (ERR_ARGUMENT) for bad options, or ones that do not fit the model
   * @throws ModelLoadError (ERR_MODEL_LOAD) when weights or labels cannot be had or read
   * @throws NoEngineError (ERR_NO_ENGINE), NativeLoadError (ERR_NATIVE_LOAD), UnsupportedGraphError (ERR_UNSUPPORTED_GRAPH),
   *   AbortError (ERR_ABORTED)
   */
  static async load(options?: Given<LoadOptions>): Promise<MobileNet> {
    const resolved = resolveOptions('MobileNet.load', LOAD_DEFAULTS, LOAD_CHECKS, options)
    const { load, labels, variant } = await chooseModel(resolved)
    const { engine, threads, concurrency, queueLimit, trusted, isolate, verbose, signal, softmax } = resolved
    // Beside the model, so that the first image does not wait for it, and a missing binary shows at once.
    const sharp = loadSharp()
    sharp.catch(() => {})
    // A published graph's own end is a reshape after what is fetched: the signature says what the model is loaded for.
    const signature = variant && signatureOf(variant)
    const modelOptions = { engine, threads, concurrency, queueLimit, trusted, isolate, verbose, signature, signal }
    const model = await load((source) => loadModel(source, modelOptions))
    try {
      await sharp
      throwIfAborted(signal, 'load')
      const input = chooseTensor('input', model, resolved.input ?? variant?.inputs[0]?.name)
      const { name, shape, quantization } = chooseTensor('output', model, resolved.output ?? variant?.outputs[0]?.name)
      const classes = shape && classesOf(name, shape)
      if (typeof classes === 'number') checkLabels(labels, classes)
      const encoder = new ImageEncoder(input, chooseEncoding(input, variant, resolved))
      const output = { name, quantization, softmax, labels, engine: model.engine }
      const limits = admissionLimits(resolved)
      const admission = new Admission('MobileNet', limits)
      const loaded = { model, input: input.name, encoder, output, admission, lanes: limits.atOnce }
      return new MobileNet(loaded, resolved.model === undefined ? (resolved.variant ?? DEFAULT_VARIANT) : undefined)
    } catch (error) {
      await model.dispose()
      throw error
    }
  }

  /** The name of the engine that runs the model. */
  get engine(): string {
    return this.#loaded.model.engine
  }

  /**
   * Which engine runs the model, why, and what speaks against those before it.
   * @throws DisposedError (ERR_DISPOSED)
   */
  async plan(): Promise<RunPlan> {
    const { model, output } = this.#loaded
    return this.#lifetime.use(() => model.plan([output.name]))
  }

  /**
   * The best classes of an image, or of each image of an array, best first.
   * @throws ArgumentError (ERR_ARGUMENT) for what is no image, or a bad option
   * @throws ImageError (ERR_IMAGE) for an image that cannot be decoded; one of several is named by its index
   * @throws BusyError (ERR_BUSY) at once, before the image is read, when `concurrency` and `queueLimit` allow no more calls
   * @throws AbortError (ERR_ABORTED), RunError (ERR_RUN), DisposedError (ERR_DISPOSED)
   */
  classify(image: ImageInput, options?: Given<ClassifyOptions>): Promise<Classification[]>
  classify(images: readonly ImageInput[], options?: Given<ClassifyOptions>): Promise<Classification[][]>
  async classify(
    images: ImageInput | readonly ImageInput[],
    options?: Given<ClassifyOptions>,
  ): Promise<Classification[] | Classification[][]> {
    return this.#lifetime.use(async () => {
      const resolved = resolveOptions('classify', CLASSIFY_DEFAULTS, CLASSIFY_CHECKS, options)
      const { admission } = this.#loaded
      if (isSeveral(images)) return admission.admit(() => this.#classify(images, resolved))
      const [answers] = await admission.admit(() => this.#classify([images], resolved))
      return answers!
    })
  }

  /** Waits for the calls under way, then frees the model. Twice is harmless. */
  dispose(): Promise<void> {
    return this.#lifetime.dispose()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose()
  }

  async #classify(
    images: readonly ImageInput[],
    { topK, batchSize, ...imageOptions }: ClassifyOptions,
  ): Promise<Classification[][]> {
    const { signal } = imageOptions
    const { model, input, encoder, output, admission, lanes } = this.#loaded
    const readers = pixelReaders(images, imageOptions)
    const size = encoder.batch ?? batchSize
    const batches = Array.from({ length: Math.ceil(images.length / size) }, (_, i) =>
      readers.slice(i * size, (i + 1) * size),
    )
    const answers = await mapLimited(batches, lanes, (batch) =>
      admission.run(signal, async () => {
        const feeds = { [input]: await encoder.encode(batch) }
        const { [output.name]: result } = await model.run(feeds, [output.name], { signal })
        return decode(result!, batch.length, topK, output)
      }),
    )
    return answers.flat()
  }
}

/** Runs `loadModel` on the chosen file: the caller's own as it is, one of ours only as pinned. */
type Load = (loader: (source: ModelSource) => Promise<Model>) => Promise<Model>

/** The model file, its labels, and the manifest's variant unless the model is the caller's own. */
async function chooseModel(options: LoadOptions) {
  const { model, variant: name, offline, onProgress, signal } = options
  if (model !== undefined) {
    if (name !== undefined) {
      throw new ArgumentError(`MobileNet.load takes a variant or a model of your own, and was given both.`, {
        option: 'variant',
        expected: 'not given, as model is',
        received: name,
      })
    }
    const labels = options.labels === undefined ? undefined : await readLabels(options.labels)
    const load: Load = (loader) => loader(model)
    return { load, labels, variant: undefined }
  }
  const manifest = await readManifest(MODEL_FILES)
  const variant = manifest.variants[name ?? DEFAULT_VARIANT]!
  const path = await resolveFile(manifest, MODEL_FILES, variant.weights, { offline, onProgress, signal })
  const load: Load = (loader) => loadPinned(path, manifest.files[variant.weights]!, loader)
  const labels = await (options.labels === undefined
    ? readLabels(pathInHome(MODEL_FILES, variant.labels!), manifest.files[variant.labels!])
    : readLabels(options.labels))
  return { load, labels, variant }
}
