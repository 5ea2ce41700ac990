import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { PROBLEM_TYPE, problemOf } from '../problems/problem.js'
import { RequestError } from '../problems/request-error.js'

const REASONS: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  408: 'Request Timeout',
  413: 'Content Too Large',
  431: 'Request Header Fields Too Large',
}

/** The error that answers what Node's parser or its clocks complain of. */
function errorOf(code: string | undefined): RequestError {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return new RequestError('ERR_HEADERS', 'The headers are larger than the service takes.')
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return new RequestError('ERR_TOO_LARGE', 'The extensions of the chunks are larger than the service takes.')
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new RequestError('ERR_REQUEST_TIMEOUT', 'The request did not arrive in time; send it faster.')
    default:
      return new RequestError('ERR_BODY', 'The request is not valid HTTP.')
  }
}

/** Has a server answer requests that Node cannot parse, or that arrive too slowly, with a problem like any other. */
export function answerParserErrors(server: Server): void {
  const current = new WeakMap<Socket, ServerResponse>()
  server.prependListener('request', (message: IncomingMessage, response: ServerResponse) => {
    current.set(message.socket, response)
  })
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    const response = current.get(socket)
    const answered = response?.headersSent && !response.writableFinished
    if (error.code === 'ECONNRESET' || !socket.writable || answered) {
      socket.destroy()
      return
    }
    const { problem } = problemOf(errorOf(error.code), undefined)
    const body = JSON.stringify(problem)
    const head = [
      `HTTP/1.1 ${problem.status} ${REASONS[problem.status]}`,
      `Content-Type: ${PROBLEM_TYPE}`,
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Connection: close',
    ]
    socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroySoon())
  })
}
