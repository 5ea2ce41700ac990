import type { Box } from '@zoo/kit'
import type { ParameterSchemas } from '../parameters/schema.js'
import type { Runs } from './concurrency.js'
import type { UntrustedImageOptions } from './handler.js'

/** What a detector finds. */
export interface Detection {
  /** Pixels of the image as it is shown. */
  readonly box: Box
  /** 0..1. */
  readonly score: number
  /** Points by name, where the detector has them. */
  readonly landmarks?: object
}

/** A detector, such as `Mtcnn`. */
export interface Detector extends Runs {
  detect(
    image: Uint8Array,
    options: UntrustedImageOptions & Readonly<Record<string, unknown>>,
  ): Promise<readonly Detection[]>
}

/** The parameters of a detector's requests, and the options of `detect` that they stand for. */
export interface DetectorParameters {
  readonly parameters: ParameterSchemas
  /** The options of `detect` for a request's values. */
  toOptions(values: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>>
}

/** For a detector without parameters. */
export const NO_PARAMETERS: DetectorParameters = { parameters: {}, toOptions: () => ({}) }

/** The parameters of face detection by `@zoo/mtcnn`: `min_face_size` in pixels and `detection_threshold`. */
export const FACE_PARAMETERS: DetectorParameters = {
  parameters: {
    min_face_size: {
      type: 'number',
      minimum: 20,
      maximum: 10_000,
      default: 40,
      description: 'Side of the smallest face to find, in pixels; half of it takes about three times as long',
    },
    detection_threshold: {
      type: 'number',
      minimum: 0,
      maximum: 1,
      default: 0.7,
      description: 'Lowest score of a face',
    },
  },
  toOptions: ({ min_face_size, detection_threshold }) => ({
    minFaceSize: min_face_size,
    thresholds: [
      Math.min(0.6, Number(detection_threshold)),
      Math.min(0.7, Number(detection_threshold)),
      detection_threshold,
    ],
  }),
}
