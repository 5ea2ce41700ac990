import { classify, createService, runModel } from '@zoo/serve'
import { label, sentence } from './answers.js'

/**
 * The service behind the page. Every route takes the image as a form's `image_file`, as the whole body, as base64 in JSON, or
 * by its URL: `?url=`, the form field `url`, or a body of text. Only addresses of the public internet are fetched.
 * @param {import('@zoo/mobilenet').MobileNet} mobilenet
 * @param {Omit<Parameters<typeof createService>[0], 'routes'>} options
 */
export const createClassifyService = (mobilenet, options = {}) =>
  createService({
    title: 'MobileNet as a Service',
    remoteImages: true,
    routes: {
      'GET|POST /': classify(mobilenet, { topK: 1, respond: label }),
      'POST /infer': classify(mobilenet, { respond: sentence }),
      // A model of the client's own: on WebAssembly, in a process with limits of memory and time.
      'POST /run': runModel(),
    },
    ...options,
  })
