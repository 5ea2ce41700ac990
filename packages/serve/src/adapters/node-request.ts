import type { IncomingMessage, ServerResponse } from 'node:http'
import { requestBody } from './request-body.js'

/** A Node request as the service takes it. */
export interface NodeRequest {
  readonly request: Request
  /** Tells that the client went away, or that the answer is complete. */
  readonly controller: AbortController
}

/** A body that something in front of the service has read already. */
export type GivenBody = string | Uint8Array<ArrayBuffer>

const BASE = 'http://localhost'
const WITHOUT_BODY = new Set(['GET', 'HEAD'])
/** Methods that the Fetch standard refuses. */
const FORBIDDEN = new Set(['CONNECT', 'TRACE', 'TRACK'])

/**
 * A Web request for a Node request; undefined when its method, target or Host is not one that a Web request can have.
 * @param target path and query, where they differ from the message's
 */
export function nodeRequest(
  message: IncomingMessage,
  response: ServerResponse,
  target = message.url ?? '/',
  given?: GivenBody,
): NodeRequest | undefined {
  const method = message.method ?? 'GET'
  const url = urlOf(target)
  if (!url || FORBIDDEN.has(method.toUpperCase()) || lacksHost(message)) return undefined
  const controller = new AbortController()
  response.on('close', () => {
    if (!response.writableFinished) controller.abort(new Error('The client closed the connection.'))
  })
  const hasBody = !WITHOUT_BODY.has(method) && (given !== undefined || announcesBody(message))
  const body = !hasBody ? null : (given ?? requestBody(message, () => proceed(message, response)))
  try {
    const init = { method, headers: headersOf(message), body, signal: controller.signal, duplex: 'half' }
    return { request: new Request(url, init as RequestInit), controller }
  } catch {
    return undefined
  }
}

/** RFC 9112, section 3.2. */
const lacksHost = ({ httpVersion, headersDistinct: { host } }: IncomingMessage): boolean =>
  httpVersion === '1.1' && host?.length !== 1

const announcesBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0'

/** Clients that ask first whether to send a body are told to when it is read. */
function proceed(message: IncomingMessage, response: ServerResponse): void {
  if (/^100-continue$/i.test(message.headers.expect ?? '') && !response.headersSent) response.writeContinue()
}

/** The URL of a request target; the Host header, which anyone can send, has no part in it. */
function urlOf(target: string): URL | undefined {
  if (target.startsWith('/')) return URL.canParse(BASE + target) ? new URL(BASE + target) : undefined
  if (!/^https?:\/\//i.test(target) || !URL.canParse(target)) return undefined
  const { pathname, search } = new URL(target)
  return new URL(BASE + pathname + search)
}

function headersOf(message: IncomingMessage): Headers {
  const headers = new Headers()
  for (const [name, values] of Object.entries(message.headersDistinct)) {
    for (const value of values ?? []) headers.append(name, value)
  }
  return headers
}
