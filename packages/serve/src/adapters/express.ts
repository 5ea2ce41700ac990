import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Service } from '../service/service.js'
import { exchange } from './exchange.js'
import type { GivenBody } from './node-request.js'

/** What Express adds to a request. */
interface ExpressRequest extends IncomingMessage {
  /** The client's address, by the setting `trust proxy`. */
  readonly ip?: string | undefined
  /** What a body parser in front made of the body. */
  readonly body?: unknown
}

/**
 * A middleware for Express 5 that has a service answer the paths it knows, and passes on the others. Body parsers belong behind it,
 * since it reads bodies itself; what `express.json()`, `express.text()` or `express.raw()` has read already is taken all the same.
 */
export const expressHandler =
  (service: Service) =>
  (request: ExpressRequest, response: ServerResponse, next: (error?: unknown) => void): void => {
    const target = request.url ?? '/'
    const end = target.search(/[?#]/)
    if (!service.has(end < 0 ? target : target.slice(0, end))) {
      next()
      return
    }
    void exchange(service, request, response, {
      address: request.ip ?? request.socket.remoteAddress,
      target,
      body: bodyOf(request),
    })
  }

function bodyOf({ body, readableEnded }: ExpressRequest): GivenBody | undefined {
  if (body === undefined || !readableEnded) return undefined
  if (typeof body === 'string') return body
  return body instanceof Uint8Array ? new Uint8Array(body) : JSON.stringify(body)
}
