import { type Check, type Checks, check, type Given, isCount, isFunction, isText, resolveOptions } from '@zoo/kit'
import { concurrencyOf, type Runs } from './concurrency.js'
import { defineHandler, type Handler, jsonResponse, type UntrustedImageOptions } from './handler.js'
import { CLASSIFICATION, objectOf } from './schemas.js'

/** One class of an image. */
export interface Prediction {
  readonly label: string
  readonly classIndex: number
  /** 0..1. */
  readonly probability: number
  /** The probability in words. */
  readonly confidence: string
}

/** An image classifier, such as `MobileNet`. */
export interface Classifier extends Runs {
  classify(
    image: Uint8Array,
    options: UntrustedImageOptions & { readonly topK: number },
  ): Promise<readonly Prediction[]>
}

/** Options of `classify`. */
export interface ClassifyHandlerOptions {
  /** The form field that holds the image. Default 'image_file'. */
  readonly imageField: string
  /** Classes in an answer unless the request asks for another number. Default 5. */
  readonly topK: number
  /** Requests that run at once. Default: one more than the model runs. */
  readonly concurrency: number | undefined
  /** Makes another answer than JSON, or returns undefined for JSON: a page for browsers, for instance. */
  readonly respond: ((predictions: readonly Prediction[], request: Request) => Response | undefined) | undefined
}

/** Default options of `classify`. */
export const CLASSIFY_HANDLER_DEFAULTS: ClassifyHandlerOptions = {
  imageField: 'image_file',
  topK: 5,
  concurrency: undefined,
  respond: undefined,
}

const MOST_CLASSES = 100
const isTopK: Check = check(
  `a whole number from 1 to ${MOST_CLASSES}`,
  (value) => isCount.test(value) && Number(value) <= MOST_CLASSES,
)

const CHECKS: Checks<ClassifyHandlerOptions> = {
  imageField: isText,
  topK: isTopK,
  concurrency: isCount,
  respond: isFunction,
}

/**
 * A handler that answers with the best classes of an image: `{ predictions: [{ label, classIndex, probability, confidence }] }`.
 * @throws ArgumentError (ERR_ARGUMENT) for a bad option
 */
export function classify(classifier: Classifier, options?: Given<ClassifyHandlerOptions>): Handler {
  const { imageField, topK, concurrency, respond } = resolveOptions(
    'classify',
    CLASSIFY_HANDLER_DEFAULTS,
    CHECKS,
    options,
  )
  return defineHandler({
    operation: {
      summary: 'Classify an image',
      description: 'Answers with the most probable classes of the image, best first.',
      parameters: {
        top_k: {
          type: 'integer',
          minimum: 1,
          maximum: MOST_CLASSES,
          default: topK,
          description: 'How many classes the answer has',
        },
      },
      image: { field: imageField, description: 'The image: JPEG, PNG, WebP, AVIF, GIF or TIFF' },
      answers: { 'application/json': objectOf({ predictions: { type: 'array', items: CLASSIFICATION } }) },
    },
    resource: classifier,
    concurrency: concurrency ?? concurrencyOf(classifier),
    async handle({ image, values, request }, { measure, batch, imageOptions }) {
      batch(1)
      const predictions = await measure('infer', () =>
        classifier.classify(image, { ...imageOptions, topK: values.top_k }),
      )
      return measure('encode', async () => respond?.(predictions, request) ?? jsonResponse({ predictions }))
    },
  })
}
