// @ts-check

/**
 * An error as the server describes it: problem details of RFC 9457.
 * @typedef {{ status: number, code?: string, detail?: string, reason?: string }} Problem
 */

const NO_PHOTOGRAPH = 'This file cannot be read as a photograph. Try a JPEG, PNG or WebP file.'
const NO_ANSWER = 'The server does not answer. Check the connection and try again.'

/** What went wrong, in words for the person at the page, by HTTP status. */
const BY_STATUS = new Map([
  [400, 'The server did not understand the form. Choose a photograph and try again.'],
  [408, 'The upload took too long. Try again, or choose a smaller photograph.'],
  [413, 'This photograph is too large. Choose a smaller one.'],
  [415, NO_PHOTOGRAPH],
  [422, NO_PHOTOGRAPH],
  [429, 'You have sent many photographs. Wait a few seconds and try again.'],
  [503, 'The server is busy. Wait a few seconds and try again.'],
])

/** Words for models that people upload, by the server's error code, or by the reason of a run that failed. */
const BY_CODE = new Map([
  [
    'ERR_MODEL_LOAD',
    'This file is not a model. Choose a frozen TensorFlow graph (.pb) or a TensorFlow Lite model (.tflite).',
  ],
  [
    'ERR_UNSUPPORTED_GRAPH',
    'This model has operations that the sandbox does not run, such as loops or access to files.',
  ],
  ['ERR_NO_ENGINE', 'This model has operations that the sandbox does not run.'],
  ['PROCESS_TIMEOUT', 'The model took too long, so the server stopped it.'],
  ['PROCESS_MEMORY', 'The model needs more memory than the server allows.'],
  ['ERR_NOT_FOUND', 'The server does not keep this model any more. Run it again to send it again.'],
  ['ERR_RUN', 'The model failed on this photograph.'],
])

/** Errors whose sentence from the server helps most: it names the parameter or the tensor. */
const OWN_WORDS = new Set(['ERR_PARAMETER', 'ERR_ARGUMENT', 'ERR_TENSOR_NAME', 'ERR_TENSOR_MISMATCH'])

/** @param {Problem} problem */
const wordsFor = ({ status, code = '', detail, reason = '' }) =>
  (OWN_WORDS.has(code) && detail) ||
  BY_CODE.get(reason) ||
  BY_CODE.get(code) ||
  BY_STATUS.get(status) ||
  'Something went wrong on the server. Try again.'

/**
 * Posts a form. Gives what `read` makes of the response, else words for the person at the page; nothing when the signal fires.
 * @template T
 * @param {string} path
 * @param {FormData} form
 * @param {(response: Response) => Promise<T>} read
 * @param {{ signal: AbortSignal, maxBytes: number, tooLarge?: string | undefined }} options more bytes than `maxBytes` are not sent
 * @returns {Promise<{ answer?: T, words?: string | undefined }>}
 */
export async function askServer(path, form, read, { signal, maxBytes, tooLarge = BY_STATUS.get(413) }) {
  const bytes = [...form.values()].reduce((sum, value) => sum + (value instanceof File ? value.size : 0), 0)
  if (bytes > maxBytes) return { words: tooLarge }
  try {
    const response = await fetch(path, { method: 'POST', body: form, headers: { accept: '*/*' }, signal })
    if (response.ok) return { answer: await read(response) }
    const { status } = response
    const problem = /** @type {Problem} */ (await response.json().catch(() => ({})))
    return { words: wordsFor({ ...problem, status }) }
  } catch {
    return signal.aborted ? {} : { words: NO_ANSWER }
  }
}
