import { anything, type Checks, type Given, isCount, isFunction, isText, openImage, resolveOptions } from '@zoo/kit'
import { concurrencyOf } from './concurrency.js'
import { type Detection, type Detector, type DetectorParameters, NO_PARAMETERS } from './detector.js'
import { defineHandler, type Handler, jsonResponse } from './handler.js'
import { DETECTION, IMAGE_SIZE, objectOf } from './schemas.js'

/** Options of `detect` and `draw`. */
export interface DetectHandlerOptions {
  /** The form field that holds the image. Default 'image_file'. */
  readonly imageField: string
  /** The parameters that requests may have, such as `FACE_PARAMETERS`. Default: none. */
  readonly parameters: DetectorParameters
  /** Requests that run at once. Default: one more than the model runs. */
  readonly concurrency: number | undefined
  /** Makes another answer, or returns undefined for the usual one. */
  readonly respond: ((detections: readonly Detection[], request: Request) => Response | undefined) | undefined
}

/** Default options of `detect` and `draw`. */
export const DETECT_HANDLER_DEFAULTS: DetectHandlerOptions = {
  imageField: 'image_file',
  parameters: NO_PARAMETERS,
  concurrency: undefined,
  respond: undefined,
}

/** The checks of `DetectHandlerOptions`. */
export const DETECT_HANDLER_CHECKS: Checks<DetectHandlerOptions> = {
  imageField: isText,
  parameters: anything,
  concurrency: isCount,
  respond: isFunction,
}

/**
 * A handler that answers with what a detector finds:
 * `{ image: { width, height }, detections: [{ box: { xMin, yMin, xMax, yMax }, score, landmarks }] }`.
 * @throws ArgumentError (ERR_ARGUMENT) for a bad option
 */
export function detect(detector: Detector, options?: Given<DetectHandlerOptions>): Handler {
  const { imageField, parameters, concurrency, respond } = resolveOptions(
    'detect',
    DETECT_HANDLER_DEFAULTS,
    DETECT_HANDLER_CHECKS,
    options,
  )
  return defineHandler({
    operation: {
      summary: 'Detect objects in an image',
      description: 'Answers with boxes in pixels of the image as it is shown, best score first.',
      parameters: parameters.parameters,
      image: { field: imageField, description: 'The image: JPEG, PNG, WebP, AVIF, GIF or TIFF' },
      answers: {
        'application/json': objectOf({ image: IMAGE_SIZE, detections: { type: 'array', items: DETECTION } }),
      },
    },
    resource: detector,
    concurrency: concurrency ?? concurrencyOf(detector),
    async handle({ image, values, request }, { measure, batch, imageOptions }) {
      const { width, height } = await openImage(image, imageOptions)
      batch(1)
      const detections = await measure('infer', () =>
        detector.detect(image, { ...imageOptions, ...parameters.toOptions(values) }),
      )
      return measure(
        'encode',
        async () => respond?.(detections, request) ?? jsonResponse({ image: { width, height }, detections }),
      )
    },
  })
}
