import type { Operation } from '../handlers/handler.js'
import { RequestError } from '../problems/request-error.js'
import type { RequestLimits } from '../service/limits.js'
import { bodyTooLarge, bytesOf, type ReadLimits } from './body-stream.js'
import { Form } from './form.js'
import { readJson, readUrlEncoded, textOf } from './json.js'
import { type MediaType, parseMediaType } from './media-type.js'
import { readMultipart } from './multipart.js'

/** The parameter that names an image by its URL. */
export const URL_PARAMETER = 'url'

/** A request's body before it is read: how it is encoded, and how much it may be. */
export interface BodyPlan {
  readonly type: MediaType | undefined
  readonly maxBytes: number
  /** What its sender says it has; undefined where it does not. */
  readonly expectedBytes: number | undefined
}

/** The media types of bodies that an operation takes. */
export function acceptedTypes(operation: Operation, remoteImages: boolean): readonly string[] {
  const { image, files } = operation
  return [
    'application/json',
    'application/x-www-form-urlencoded',
    ...(image || files ? ['multipart/form-data'] : []),
    ...(image ? ['application/octet-stream', 'image/*'] : []),
    ...(image && remoteImages ? ['text/plain'] : []),
  ]
}

/**
 * Decides by its headers whether a body is taken, before a byte of it is read.
 * @throws RequestError (ERR_MEDIA_TYPE, ERR_TOO_LARGE, ERR_BODY)
 */
export function planBody(
  request: Request,
  operation: Operation,
  limits: RequestLimits,
  remoteImages: boolean,
): BodyPlan {
  if (!request.body) return { type: undefined, maxBytes: 0, expectedBytes: 0 }
  const { headers } = request
  const encoding = headers.get('content-encoding')
  if (encoding !== null && encoding.trim().toLowerCase() !== 'identity') {
    throw new RequestError('ERR_MEDIA_TYPE', 'Bodies must not be compressed; send it without Content-Encoding.', {
      headers: { 'accept-encoding': 'identity' },
    })
  }
  const accepted = acceptedTypes(operation, remoteImages)
  const header = headers.get('content-type')
  const type = header === null ? undefined : parseMediaType(header)
  const isTaken =
    type !== undefined &&
    (accepted.includes(type.type) || (accepted.includes('image/*') && type.type.startsWith('image/')))
  if (!isTaken) {
    throw new RequestError('ERR_MEDIA_TYPE', `The Content-Type must be one of ${accepted.join(', ')}.`, {
      headers: { accept: accepted.join(', ') },
    })
  }
  const maxBytes = mostBytes(type.type, operation, limits)
  const length = headers.get('content-length')
  if (length === null) return { type, maxBytes, expectedBytes: undefined }
  if (!/^\d{1,15}$/.test(length)) throw new RequestError('ERR_BODY', 'The Content-Length must be a whole number.')
  if (Number(length) > maxBytes) throw bodyTooLarge(maxBytes)
  return { type, maxBytes, expectedBytes: Number(length) }
}

function mostBytes(type: string, operation: Operation, limits: RequestLimits): number {
  if (type === 'text/plain' || type === 'application/x-www-form-urlencoded') return limits.textBytes
  const bodyBytes = operation.bodyBytes ?? limits.bodyBytes
  if (type !== 'application/json') return bodyBytes
  // Base64 takes four bytes for three.
  return operation.image || operation.files ? Math.ceil((bodyBytes * 4) / 3) : limits.textBytes
}

/**
 * Reads query and body of a request into one form.
 * @throws RequestError (ERR_BODY, ERR_PARAMETER, ERR_TOO_LARGE, ERR_REQUEST_TIMEOUT), AbortError (ERR_ABORTED)
 */
export async function readRequest(
  request: Request,
  query: URLSearchParams,
  { type, maxBytes, expectedBytes = 0 }: BodyPlan,
  operation: Operation,
  limits: RequestLimits,
  signal: AbortSignal,
): Promise<Form> {
  const form = new Form()
  readUrlEncoded(query, form, limits.fields)
  if (!request.body || !type) return form
  const reading: ReadLimits = {
    maxBytes,
    timeoutMs: limits.bodyTimeoutMs,
    idleTimeoutMs: limits.bodyIdleTimeoutMs,
    signal,
  }
  const image = operation.image?.field
  const fileNames = [...(image === undefined ? [] : [image]), ...Object.keys(operation.files ?? {})]
  if (type.type === 'multipart/form-data') {
    await readMultipart(request.body, type, form, fileNames, { ...limits, ...reading, expectedBytes })
    return form
  }
  const bytes = await bytesOf(request.body, expectedBytes, reading)
  switch (type.type) {
    case 'application/json':
      readJson(bytes, form, fileNames)
      break
    case 'application/x-www-form-urlencoded':
      readTextForm(textOf(bytes), form, operation, limits)
      break
    case 'text/plain':
      form.addField(URL_PARAMETER, textOf(bytes).trim())
      break
    default:
      if (image !== undefined) form.addFile(image, { bytes, name: undefined, type: type.type })
  }
  return form
}

/** `curl -d https://…` sends a bare URL under the media type of forms; no parameter has such a name. */
function readTextForm(text: string, form: Form, { image }: Operation, { fields }: RequestLimits): void {
  if (image && /^https?:\/\//i.test(text)) form.addField(URL_PARAMETER, text.trim())
  else readUrlEncoded(new URLSearchParams(text), form, fields)
}
