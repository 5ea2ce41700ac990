import type { Form } from '../bodies/form.js'
import { URL_PARAMETER } from '../bodies/read-request.js'
import type { Operation } from '../handlers/handler.js'
import { RequestError } from '../problems/request-error.js'

const NO_IMAGE = new Uint8Array(0)

/**
 * The bytes of the image that a request gives, by a file or by its URL, which is taken off the form's fields.
 * @param fetchImage fetches a URL; undefined where the service does not
 * @throws RequestError (ERR_PARAMETER) when there is none, or two
 */
export async function imageOf(
  form: Form,
  { image }: Operation,
  fetchImage: ((url: string) => Promise<Uint8Array>) | undefined,
): Promise<Uint8Array> {
  if (!image) return NO_IMAGE
  const file = form.files.get(image.field)
  const url = fetchImage ? form.fields.get(URL_PARAMETER) : undefined
  if (fetchImage) form.fields.delete(URL_PARAMETER)
  if (file && url !== undefined) {
    throw new RequestError('ERR_PARAMETER', `Give the image as '${image.field}' or by '${URL_PARAMETER}', not both.`, {
      parameter: URL_PARAMETER,
    })
  }
  if (file) return file.bytes
  if (fetchImage && url !== undefined) {
    if (typeof url === 'string' && /^https?:\/\//i.test(url) && URL.canParse(url)) return fetchImage(url)
    throw new RequestError('ERR_PARAMETER', `'${URL_PARAMETER}' must be an http or https URL.`, {
      parameter: URL_PARAMETER,
      expected: 'an http or https URL',
    })
  }
  const byUrl = fetchImage ? `, or its URL as '${URL_PARAMETER}'` : ''
  throw new RequestError('ERR_PARAMETER', `The image is missing; send it as '${image.field}'${byUrl}.`, {
    parameter: image.field,
    expected: image.description,
  })
}
