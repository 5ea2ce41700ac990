import type { ModelSource } from '@zoo/core'
import {
  anything,
  CHANNEL_ORDERS,
  type ChannelOrder,
  type Checks,
  CLASSIFICATION_PIXELS,
  check,
  IMAGE_CHECKS,
  IMAGE_DEFAULTS,
  type ImageOptions,
  isBoolean,
  isCount,
  isOneOf,
  isScaling,
  isText,
  LOAD_MODEL_CHECKS,
  LOAD_MODEL_DEFAULTS,
  type LoadModelOptions,
  queueLimitFor,
  RESIZE_FILTERS,
  RESIZE_FITS,
  type Resize,
  type Scaling,
  WEIGHTS_CHECKS,
  WEIGHTS_DEFAULTS,
  type WeightsOptions,
} from '@zoo/kit'

/** The models the package knows by name; `model/model.json` says what each is. */
export const VARIANTS = ['v2_1.0_224', 'v2_1.0_224_quant', 'v2_1.4_224'] as const
export type Variant = (typeof VARIANTS)[number]

/** Options of `MobileNet.load`. Those left out are the variant's, or read off your own model. */
export interface LoadOptions extends LoadModelOptions, WeightsOptions {
  /** Default 'v2_1.0_224', unless `model` is given. */
  readonly variant: Variant | undefined
  /** Your own classifier instead: path, file URL or bytes of a `.pb` or `.tflite`. */
  readonly model: ModelSource | undefined
  /** Its labels by class index: the path of a label file, or the labels. Without them a label reads `class 7`. */
  readonly labels: string | URL | readonly string[] | undefined
  /** The tensor images are fed to. Default: the model's only input. */
  readonly input: string | undefined
  /** The tensor with a number for each class. Default: the model's only output. */
  readonly output: string | undefined
  /** What the model takes, in pixels. Default: what its input's shape says. */
  readonly width: number | undefined
  readonly height: number | undefined
  /** What pixels become. Default for your own model: '[-1,1]' for a float input, 'uint8' for a quantised one. */
  readonly scaling: Scaling | undefined
  /** Default 'rgb', or 'grey' where your own model takes one channel. */
  readonly channelOrder: ChannelOrder | undefined
  /** Default 'bilinear'. */
  readonly filter: Resize['filter'] | undefined
  /** Default 'fill'. */
  readonly fit: Resize['fit'] | undefined
  /** Central part of the image to look at, above 0 to 1. Default 1. */
  readonly crop: number | undefined
  /** The model gives logits: make probabilities of them. Default false. */
  readonly softmax: boolean
}

/** Time for a photograph of 9 megapixels as JPEG, decoded and run on two cores, in milliseconds. */
const IMAGE_MS = 80

/**
 * Default options of `MobileNet.load`. `queueLimit` is how many calls may wait: as many as are answered within five seconds,
 * 62, since a user waits no longer.
 */
export const LOAD_DEFAULTS: LoadOptions = {
  ...LOAD_MODEL_DEFAULTS,
  queueLimit: queueLimitFor(IMAGE_MS),
  ...WEIGHTS_DEFAULTS,
  variant: undefined,
  model: undefined,
  labels: undefined,
  input: undefined,
  output: undefined,
  width: undefined,
  height: undefined,
  scaling: undefined,
  channelOrder: undefined,
  filter: undefined,
  fit: undefined,
  crop: undefined,
  softmax: false,
}

export const LOAD_CHECKS: Checks<LoadOptions> = {
  ...LOAD_MODEL_CHECKS,
  ...WEIGHTS_CHECKS,
  variant: isOneOf(VARIANTS),
  // loadModel and readLabels check these themselves.
  model: anything,
  labels: anything,
  input: isText,
  output: isText,
  width: isCount,
  height: isCount,
  scaling: isScaling,
  channelOrder: isOneOf(CHANNEL_ORDERS),
  filter: isOneOf(RESIZE_FILTERS),
  fit: isOneOf(RESIZE_FITS),
  crop: check('a number above 0 and at most 1', (value) => typeof value === 'number' && value > 0 && value <= 1),
  softmax: isBoolean,
}

/** Options of `classify`. */
export interface ClassifyOptions extends ImageOptions {
  /** Answers for each image, best first. Default 5; more than there are classes gives them all. */
  readonly topK: number
  /** Images of an array that are run at once, where the model takes any number. Default 8. */
  readonly batchSize: number
}

/** Default options of `classify`. */
export const CLASSIFY_DEFAULTS: ClassifyOptions = {
  ...IMAGE_DEFAULTS,
  limitInputPixels: CLASSIFICATION_PIXELS,
  topK: 5,
  batchSize: 8,
}

export const CLASSIFY_CHECKS: Checks<ClassifyOptions> = { ...IMAGE_CHECKS, topK: isCount, batchSize: isCount }
