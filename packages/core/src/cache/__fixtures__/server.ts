import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What a request is answered with instead of the file. */
export type Answer = (request: IncomingMessage, response: ServerResponse, bytes: Uint8Array) => void

/** A file server on loopback. It knows ranges; each request may be given another answer. */
export interface FileServer {
  readonly url: string
  /** The `Range` header of each request so far, undefined where it had none. */
  readonly ranges: (string | undefined)[]
  /** Answers for the next requests, first come first served; then the file itself. */
  readonly answers: Answer[]
  close(): Promise<void>
}

/** Serves `bytes` under every path. */
export async function serve(bytes: Uint8Array): Promise<FileServer> {
  const ranges: (string | undefined)[] = []
  const answers: Answer[] = []
  const server = createServer((request, response) => {
    ranges.push(request.headers.range)
    const answer = answers.shift() ?? sendFile
    answer(request, response, bytes)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/file`,
    ranges,
    answers,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** The file, or the range of it that is asked for. */
export const sendFile: Answer = (request, response, bytes) => {
  const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0)
  if (start >= bytes.length && start > 0) {
    response.writeHead(416, { 'content-range': `bytes */${bytes.length}` }).end()
    return
  }
  const rest = bytes.subarray(start)
  response.writeHead(start > 0 ? 206 : 200, {
    'content-length': rest.length,
    ...(start > 0 && { 'content-range': `bytes ${start}-${bytes.length - 1}/${bytes.length}` }),
  })
  response.end(rest)
}

/** The file, broken off after so many bytes, when the client `has` so much of the whole. */
export const breakAfter =
  (count: number, has: (bytes: number) => Promise<unknown>): Answer =>
  (request, response, bytes) => {
    const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0)
    response.writeHead(start > 0 ? 206 : 200, {
      'content-length': bytes.length - start,
      ...(start > 0 && { 'content-range': `bytes ${start}-${bytes.length - 1}/${bytes.length}` }),
    })
    response.write(bytes.subarray(start, start + count))
    // Sooner, and the client might drop what it has not taken yet.
    void has(start + count).then(() => response.destroy())
  }

/** A status and nothing else. */
export const status =
  (code: number): Answer =>
  (_request, response) => {
    response.writeHead(code).end()
  }

/** Other bytes than the file's, as many as it has. */
export const sendOther: Answer = (_request, response, bytes) => {
  response.writeHead(200, { 'content-length': bytes.length }).end(new Uint8Array(bytes.length).fill(7))
}

/** The beginning of the file, and then silence. */
export const stallAfter =
  (count: number): Answer =>
  (_request, response, bytes) => {
    response.writeHead(200, { 'content-length': bytes.length })
    response.write(bytes.subarray(0, count))
  }
