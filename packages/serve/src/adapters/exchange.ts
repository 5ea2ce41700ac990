import type { IncomingMessage, ServerResponse } from 'node:http'
import { problemOf, problemResponse } from '../problems/problem.js'
import { RequestError } from '../problems/request-error.js'
import type { Service } from '../service/service.js'
import { type GivenBody, nodeRequest } from './node-request.js'
import { writeResponse } from './write-response.js'

/** What an adapter knows of a request beside the message. */
export interface ExchangeFacts {
  readonly address: string | undefined
  /** Path and query, where they differ from the message's. */
  readonly target?: string | undefined
  /** The body, where it has been read already. */
  readonly body?: GivenBody | undefined
}

/** Has a service answer one Node request; never rejects. */
export async function exchange(
  service: Service,
  message: IncomingMessage,
  response: ServerResponse,
  { address, target, body }: ExchangeFacts,
): Promise<void> {
  response.on('error', () => {})
  try {
    const made = nodeRequest(message, response, target, body)
    const answer = made ? await service.fetch(made.request, { address }) : malformed()
    // A body that nobody read would stop the stream after each chunk, and hold the answer's end up.
    const unread = made?.request.body
    if (unread && !unread.locked) await unread.cancel().catch(() => {})
    await writeResponse(message, response, answer)
  } catch (error) {
    // The connection broke, or a route's own body did, in the middle of an answer.
    service.logger.debug({ err: error }, 'answer not written')
    response.destroy()
  }
}

const malformed = (): Response =>
  problemResponse(
    problemOf(new RequestError('ERR_BODY', 'The method or the target of the request is malformed.'), undefined),
  )
