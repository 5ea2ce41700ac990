import { InferenceError, type RunError } from '@zoo/core'
import { type Given, IMAGE_DEFAULTS, parseLabels, pixelReaders, resolveOptions } from '@zoo/kit'
import { textOf } from '../../bodies/json.js'
import { UploadedModelError } from '../../problems/problem.js'
import { RequestError } from '../../problems/request-error.js'
import { defineHandler, type Handler, type HandlerInput, jsonResponse } from '../handler.js'
import { CLASSIFICATION, objectOf } from '../schemas.js'
import { answerOf } from './answer.js'
import { encoderOf, tensorOf } from './encoding.js'
import { type CachedFile, FileCache } from './file-cache.js'
import { LoadedModels } from './loaded-models.js'
import { loadOptionsOf, RUN_MODEL_CHECKS, RUN_MODEL_DEFAULTS, type RunModelOptions } from './options.js'
import { RUN_MODEL_PARAMETERS } from './parameters.js'

const FILES = {
  model_file: { description: 'A frozen graph (.pb) or a TensorFlow Lite model (.tflite)' },
  label_file: { description: 'Labels, one a line in the order of the classes' },
} as const

/** Answers of models are as large as their outputs; labels are short. */
const MOST_LABEL_BYTES = 2 ** 20

const ANSWER = {
  type: 'object',
  properties: {
    model: objectOf({ sha256: { type: 'string' }, engine: { type: 'string' } }),
    labels: objectOf({ sha256: { type: 'string' } }),
    predictions: { type: 'array', items: CLASSIFICATION },
    output: objectOf({
      name: { type: 'string' },
      dtype: { type: 'string' },
      shape: { type: 'array', items: { type: 'integer' } },
      data: { type: 'array', items: { type: ['number', 'string', 'null'] } },
    }),
  },
  required: ['model'],
}

/**
 * A handler that runs a model which the client uploads, or uploaded before, on an image:
 * `{ model: { sha256, engine }, labels: { sha256 }, predictions: [{ label, classIndex, probability, confidence }] }`, or
 * `output: { name, dtype, shape, data }` where the output is not a number for each class. Models run on WebAssembly in a process of
 * their own, with limits of memory and time, unless the options say otherwise.
 * @throws ArgumentError (ERR_ARGUMENT) for a bad option
 */
export function runModel(options?: Given<RunModelOptions>): Handler {
  const resolved = resolveOptions('runModel', RUN_MODEL_DEFAULTS, RUN_MODEL_CHECKS, options)
  const files = new FileCache(resolved.cacheBytes)
  const models = new LoadedModels(resolved.cacheModels, loadOptionsOf(resolved))

  const labelsOf = async ({ files: parts, values }: HandlerInput<typeof RUN_MODEL_PARAMETERS>) => {
    const part = parts.get('label_file')
    if (part && part.bytes.byteLength > MOST_LABEL_BYTES) {
      throw new RequestError('ERR_TOO_LARGE', `The labels have more than ${MOST_LABEL_BYTES} bytes.`, {
        parameter: 'label_file',
      })
    }
    const file = await fileOf(files, 'label', part?.bytes, values.labels)
    return file && { file, labels: parseLabels(textOf(file.bytes)) }
  }

  return defineHandler({
    operation: {
      summary: 'Run an uploaded model on an image',
      description:
        'Answers with the most probable classes. The answer has the SHA-256 of the model and of the labels, by which later requests can name them.',
      parameters: RUN_MODEL_PARAMETERS,
      image: { field: resolved.imageField, description: 'The image: JPEG, PNG, WebP, AVIF, GIF or TIFF' },
      files: FILES,
      answers: { 'application/json': ANSWER },
      bodyBytes: resolved.bodyBytes,
    },
    resource: models,
    concurrency: resolved.concurrency,
    dispose: () => models.dispose(),
    async handle(input, { measure, batch, imageOptions, signal }) {
      const { values, image } = input
      const labelled = await labelsOf(input)
      const file = await fileOf(files, 'model', input.files.get('model_file')?.bytes, values.model)
      if (!file) {
        throw new RequestError('ERR_PARAMETER', "The model is missing; send 'model_file', or name one by 'model'.", {
          parameter: 'model_file',
          expected: FILES.model_file.description,
        })
      }
      const { engine, answer } = await models
        .use(file, async (model) => {
          const from = tensorOf(model, 'input', values.input)
          const to = tensorOf(model, 'output', values.output)
          const encoder = encoderOf(from, values)
          const feed = await measure('decode', () =>
            encoder.encode(pixelReaders([image], { ...IMAGE_DEFAULTS, ...imageOptions })),
          )
          batch(1)
          const once = () => model.run({ [from.name]: feed }, [to.name], { signal })
          const { [to.name]: output } = await measure('infer', () =>
            // A process that ended between two runs is found out by the next; a new one takes it.
            once().catch((error) => (hasEnded(error) ? once() : Promise.reject(error))),
          )
          return {
            engine: model.engine,
            answer: answerOf(to, output!, labelled?.labels, values, model.engine),
          }
        })
        .catch((error) => {
          throw isOfModel(error) ? new UploadedModelError(error) : error
        })
      return measure('encode', async () =>
        jsonResponse({
          model: { sha256: file.sha256, engine },
          ...(labelled ? { labels: { sha256: labelled.file.sha256 } } : {}),
          ...answer,
        }),
      )
    },
  })
}

const hasEnded = (error: unknown): boolean =>
  InferenceError.isInstance(error) && error.code === 'ERR_RUN' && (error as RunError).status === 'PROCESS_ENDED'

/** Whether an error says something of the model, rather than of the request or the image. */
const isOfModel = (error: unknown): boolean => InferenceError.isInstance(error) && !(error instanceof RequestError)

/** The file that a request uploads, which is kept, or names by its hash. */
async function fileOf(
  files: FileCache,
  what: 'model' | 'label',
  bytes: Uint8Array | undefined,
  sha256: string | undefined,
): Promise<CachedFile | undefined> {
  const name = what === 'model' ? 'model' : 'labels'
  if (bytes && sha256 !== undefined) {
    throw new RequestError('ERR_PARAMETER', `Give '${what}_file' or '${name}', not both.`, { parameter: name })
  }
  if (bytes) return files.add(bytes)
  if (sha256 === undefined) return undefined
  const file = files.get(sha256)
  if (file) return file
  throw new RequestError('ERR_NOT_FOUND', `The ${what} file is not kept any more; upload '${what}_file' again.`, {
    parameter: name,
  })
}
