import { type Given, resolveOptions } from '@zoo/kit'
import { concurrencyOf } from './concurrency.js'
import { DETECT_HANDLER_CHECKS, DETECT_HANDLER_DEFAULTS, type DetectHandlerOptions } from './detect.js'
import type { Detection, Detector } from './detector.js'
import { bytesResponse, defineHandler, type Handler, type UntrustedImageOptions } from './handler.js'

/** A detector that draws what it found over the image, as a PNG. */
export interface DrawingDetector extends Detector {
  draw(image: Uint8Array, detections: readonly Detection[], options: UntrustedImageOptions): Promise<Uint8Array>
}

/**
 * A handler that answers with the image as a PNG with what a detector finds drawn over it; the header `X-Detection-Count` has their
 * number.
 * @throws ArgumentError (ERR_ARGUMENT) for a bad option
 */
export function draw(detector: DrawingDetector, options?: Given<DetectHandlerOptions>): Handler {
  const { imageField, parameters, concurrency, respond } = resolveOptions(
    'draw',
    DETECT_HANDLER_DEFAULTS,
    DETECT_HANDLER_CHECKS,
    options,
  )
  return defineHandler({
    operation: {
      summary: 'Draw what is detected in an image',
      description: 'Answers with the image as a PNG with boxes, scores and landmarks drawn over it.',
      parameters: parameters.parameters,
      image: { field: imageField, description: 'The image: JPEG, PNG, WebP, AVIF, GIF or TIFF' },
      answers: { 'image/png': { type: 'string', contentMediaType: 'image/png' } },
    },
    resource: detector,
    concurrency: concurrency ?? concurrencyOf(detector),
    async handle({ image, values, request }, { measure, batch, imageOptions }) {
      batch(1)
      const detections = await measure('infer', () =>
        detector.detect(image, { ...imageOptions, ...parameters.toOptions(values) }),
      )
      const own = respond?.(detections, request)
      if (own) return own
      const png = await measure('encode', () => detector.draw(image, detections, imageOptions))
      return bytesResponse(png, 'image/png', { 'x-detection-count': String(detections.length) })
    },
  })
}
