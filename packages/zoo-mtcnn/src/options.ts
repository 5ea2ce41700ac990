import {
  type Checks,
  check,
  DETECTION_PIXELS,
  type DrawOptions,
  IMAGE_CHECKS,
  IMAGE_DEFAULTS,
  type ImageOptions,
  isFraction,
  isOneOf,
  LOAD_MODEL_CHECKS,
  LOAD_MODEL_DEFAULTS,
  type LoadModelOptions,
  queueLimitFor,
  WEIGHTS_CHECKS,
  WEIGHTS_DEFAULTS,
  type WeightsOptions,
} from '@zoo/kit'
import { WINDOW } from './cascade/cells.js'

/**
 * The ways to run the weights, with the same answer: 'cascade' runs the three nets inside the graph on an engine for
 * TensorFlow Lite (`litert`, `wasm`), which is several times as quick; 'graph' runs the frozen graph as a whole (`tensorflow`).
 */
export const EXECUTIONS = ['cascade', 'graph'] as const
export type Execution = (typeof EXECUTIONS)[number]

/** Options of `Mtcnn.load`. */
export interface LoadOptions extends LoadModelOptions, WeightsOptions {
  /** Default: 'cascade', or 'graph' where only the engine `tensorflow` is to be had or was asked for. */
  readonly execution: Execution | undefined
}

/** Time for a photograph of half a megapixel at the default `minFaceSize`, decoded and searched on two cores, in milliseconds. */
const IMAGE_MS = 100

/**
 * Default options of `Mtcnn.load`. `queueLimit` is how many calls may wait: as many as are answered within five seconds, 50, since a user
 * waits no longer.
 */
export const LOAD_DEFAULTS: LoadOptions = {
  ...LOAD_MODEL_DEFAULTS,
  queueLimit: queueLimitFor(IMAGE_MS),
  ...WEIGHTS_DEFAULTS,
  execution: undefined,
}

export const LOAD_CHECKS: Checks<LoadOptions> = {
  ...LOAD_MODEL_CHECKS,
  ...WEIGHTS_CHECKS,
  execution: isOneOf(EXECUTIONS),
}

/** Options of `detect`. */
export interface DetectOptions extends ImageOptions {
  /** Side of the smallest face to find, in pixels of the image. From 12 up, default 40; halving it takes about three times as long. */
  readonly minFaceSize: number
  /** Least score of a face after each of the three stages, 0..1. Default [0.6, 0.7, 0.7]. */
  readonly thresholds: readonly [number, number, number]
  /** How much smaller each level of the image pyramid is than the one before, above 0 to 0.95. Default 0.709. */
  readonly scaleFactor: number
}

/**
 * What `detect` uses where it is not told. Fewer pixels than elsewhere are let in: with `execution: 'graph'` the whole image becomes
 * floats, twice, which is a gigabyte for 40 megapixels.
 */
export const DETECT_DEFAULTS: DetectOptions = {
  ...IMAGE_DEFAULTS,
  limitInputPixels: DETECTION_PIXELS,
  minFaceSize: 40,
  thresholds: [0.6, 0.7, 0.7],
  scaleFactor: 0.709,
}

/** Nearer to 1 there would be hundreds of levels, and no more faces. */
const LARGEST_FACTOR = 0.95

export const DETECT_CHECKS: Checks<DetectOptions> = {
  ...IMAGE_CHECKS,
  // Faces smaller than P-Net's window would mean enlarging the image.
  minFaceSize: check(
    `a finite number of pixels from ${WINDOW} up`,
    (value) => Number.isFinite(value) && Number(value) >= WINDOW,
  ),
  thresholds: check(
    'three numbers from 0 to 1',
    (value) => Array.isArray(value) && value.length === 3 && value.every((threshold) => isFraction.test(threshold)),
  ),
  scaleFactor: check(
    `a number above 0 and at most ${LARGEST_FACTOR}`,
    (value) => typeof value === 'number' && value > 0 && value <= LARGEST_FACTOR,
  ),
}

export type { DrawOptions }
