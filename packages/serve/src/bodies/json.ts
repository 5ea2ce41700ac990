import { RequestError } from '../problems/request-error.js'
import { type Form, shown } from './form.js'

const decoder = new TextDecoder('utf-8', { fatal: true })

/** The text of a body. @throws RequestError (ERR_BODY) when it is not UTF-8 */
export function textOf(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes)
  } catch (cause) {
    throw new RequestError('ERR_BODY', 'The body must be UTF-8 text.', { cause })
  }
}

/**
 * Reads a JSON object into a form. Names in `fileNames` are base64 of a file's bytes.
 * @throws RequestError (ERR_BODY, ERR_PARAMETER) when it is not a JSON object, or not base64
 */
export function readJson(bytes: Uint8Array, form: Form, fileNames: readonly string[]): void {
  let value: unknown
  try {
    value = JSON.parse(textOf(bytes))
  } catch (cause) {
    throw cause instanceof RequestError ? cause : new RequestError('ERR_BODY', 'The body must be JSON.', { cause })
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new RequestError('ERR_BODY', 'The body must be a JSON object.')
  }
  for (const [name, entry] of Object.entries(value)) {
    if (fileNames.includes(name))
      form.addFile(name, { bytes: fromBase64(name, entry), name: undefined, type: undefined })
    else form.addField(name, entry)
  }
}

/** Standard and URL-safe base64, padded or not. */
const BASE64 = /^[A-Za-z0-9+/_-]*={0,2}$/

function fromBase64(name: string, value: unknown): Uint8Array {
  if (typeof value === 'string' && BASE64.test(value)) return Buffer.from(value, 'base64')
  throw new RequestError('ERR_PARAMETER', `'${shown(name)}' must be a file's bytes in base64.`, {
    parameter: shown(name),
    expected: 'base64',
  })
}

/** Reads an `application/x-www-form-urlencoded` body, or a query, into a form. @throws RequestError (ERR_PARAMETER) */
export function readUrlEncoded(parameters: URLSearchParams, form: Form, most: number): void {
  let count = 0
  for (const [name, value] of parameters) {
    if (++count > most) throw new RequestError('ERR_TOO_LARGE', `The request has more than ${most} parameters.`)
    form.addField(name, value)
  }
}
