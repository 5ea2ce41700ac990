import type { IncomingMessage, ServerResponse } from 'node:http'

/** How long, and how much of, a body that nobody wants is read after the answer, so that the client gets to read the answer. */
const LINGER_MS = 2000
const LINGER_BYTES = 32 * 2 ** 20

/**
 * A body that announces at most so many bytes is discarded and its connection kept: that costs less than a new connection, above all
 * for a client that is refused and tries again.
 */
const KEEP_BYTES = 2 ** 20

/** How long a client may read nothing of its answer, which waits in memory. */
const UNREAD_MS = 20_000

/**
 * Writes an answer. Where the request's body has not been read, the answer goes out at once, the rest of the body is discarded
 * within limits, and the connection closes unless the body is small: a connection that is closed on a client that still sends loses the answer.
 */
export async function writeResponse(
  message: IncomingMessage,
  response: ServerResponse,
  answer: Response,
): Promise<void> {
  if (response.destroyed || response.headersSent) {
    await answer.body?.cancel()
    return
  }
  response.setTimeout(UNREAD_MS, () => response.destroy())
  const unread = !message.complete
  const closes = unread && !isSmall(message)
  if (closes) response.setHeader('connection', 'close')
  response.statusCode = answer.status
  for (const [name, value] of answer.headers) {
    if (name === 'set-cookie') response.appendHeader(name, value)
    else if (!(closes && name === 'connection')) response.setHeader(name, value)
  }
  await writeBody(response, answer)
  if (unread) await linger(message)
  // A client that still sends would hold the connection.
  response.end(() => {
    if (unread && !message.complete) message.destroy()
  })
}

/** A client that asked first whether to send its body might never send it. */
const isSmall = ({ headers }: IncomingMessage): boolean =>
  headers.expect === undefined && Number(headers['content-length']) <= KEEP_BYTES

async function writeBody(response: ServerResponse, answer: Response): Promise<void> {
  if (!answer.body) {
    response.flushHeaders()
    return
  }
  const reader = answer.body.getReader()
  const closed = new Promise<void>((resolve) => {
    response.once('close', resolve)
  })
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    if (response.destroyed) {
      reader.cancel().catch(() => {})
      return
    }
    if (!response.write(value))
      await Promise.race([new Promise<void>((resolve) => response.once('drain', resolve)), closed])
  }
}

function linger(message: IncomingMessage): Promise<void> {
  return new Promise((resolve) => {
    let bytes = 0
    const done = () => {
      clearTimeout(timer)
      message.off('data', count).off('end', done).off('close', done).off('error', done)
      message.on('error', () => {})
      resolve()
    }
    const count = (chunk: Buffer) => {
      bytes += chunk.byteLength
      if (bytes > LINGER_BYTES) done()
    }
    const timer = setTimeout(done, LINGER_MS)
    message.on('data', count).on('end', done).on('close', done).on('error', done)
    message.resume()
    if (message.complete || message.destroyed) done()
  })
}
