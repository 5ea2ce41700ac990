import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** An answer as it came over the wire. */
export interface RawAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** A piece of a request: bytes, a pause in milliseconds, or the end of the client's half of the connection. */
export type Step = string | Uint8Array | number | 'END'

const DEADLINE_MS = 20_000

/** Sends pieces over a connection of its own and resolves to the first final answer; undefined when the server just closed it. */
export async function sendRaw(port: number, steps: Iterable<Step>): Promise<RawAnswer | undefined> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
  socket.on('error', () => {})
  const answer = answerOf(socket)
  let answered = false
  void answer.then(
    () => {
      answered = true
    },
    () => {},
  )
  try {
    for (const step of steps) {
      if (answered || socket.destroyed) break
      if (step === 'END') socket.end()
      else if (typeof step === 'number') await Promise.race([sleep(step), answer])
      else await write(socket, step)
    }
    return await answer
  } finally {
    socket.destroy()
  }
}

const write = (socket: Socket, piece: string | Uint8Array): Promise<void> =>
  new Promise((resolve) => {
    const done = () => {
      socket.off('close', done)
      resolve()
    }
    socket.once('close', done)
    socket.write(piece, done)
  })

function answerOf(socket: Socket): Promise<RawAnswer | undefined> {
  return new Promise((resolve, reject) => {
    let received = Buffer.alloc(0)
    const timer = setTimeout(
      () => reject(new Error(`No answer; received ${JSON.stringify(received.toString('latin1'))}`)),
      DEADLINE_MS,
    )
    const done = (answer: RawAnswer | undefined) => {
      clearTimeout(timer)
      resolve(answer)
    }
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk])
      const answer = parse(received.toString('latin1'))
      if (answer) done(answer)
    })
    socket.on('close', () => done(parse(received.toString('latin1'))))
    socket.on('end', () => done(parse(received.toString('latin1'))))
  })
}

function parse(text: string): RawAnswer | undefined {
  const end = text.indexOf('\r\n\r\n')
  if (end < 0) return undefined
  const [first = '', ...lines] = text.slice(0, end).split('\r\n')
  const status = Number(first.split(' ')[1])
  // 100 Continue goes before the answer.
  if (status < 200) return parse(text.slice(end + 4))
  const headers = Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
  )
  const body = text.slice(end + 4)
  const length = Number(headers['content-length'])
  return body.length >= length || Number.isNaN(length) ? { status, headers, body } : undefined
}

/** The bytes of a request. */
export function request(
  line: string,
  headers: Readonly<Record<string, string>> = {},
  body: string | Uint8Array = '',
): Uint8Array {
  const bytes = Buffer.from(body)
  const given = {
    Host: 'localhost',
    ...(bytes.length > 0 ? { 'Content-Length': String(bytes.length) } : {}),
    ...headers,
  }
  const head = Object.entries(given).map(([name, value]) => `${name}: ${value}`)
  return Buffer.concat([Buffer.from(`${line} HTTP/1.1\r\n${head.join('\r\n')}\r\n\r\n`, 'latin1'), bytes])
}

const BOUNDARY = 'boundary42'

/** A part of a form, with its headers written out. */
export interface Part {
  readonly headers: readonly string[]
  readonly content: string | Uint8Array
}

/** A part that holds a file. */
export const filePart = (name: string, content: string | Uint8Array, filename = 'photo.jpg'): Part => ({
  headers: [`Content-Disposition: form-data; name="${name}"; filename="${filename}"`, 'Content-Type: image/jpeg'],
  content,
})

/** A part that holds a text. */
export const fieldPart = (name: string, content: string): Part => ({
  headers: [`Content-Disposition: form-data; name="${name}"`],
  content,
})

/** The body of a form. */
export const formBody = (parts: readonly Part[], boundary = BOUNDARY): Buffer =>
  Buffer.concat([
    ...parts.flatMap(({ headers, content }) => [
      Buffer.from(`--${boundary}\r\n${headers.map((header) => `${header}\r\n`).join('')}\r\n`, 'latin1'),
      Buffer.from(content),
      Buffer.from('\r\n'),
    ]),
    Buffer.from(`--${boundary}--\r\n`),
  ])

/** The Content-Type of `formBody`. */
export const FORM_TYPE = `multipart/form-data; boundary=${BOUNDARY}`

/** A request with a form. */
export const form = (
  path: string,
  parts: readonly Part[],
  headers: Readonly<Record<string, string>> = {},
): Uint8Array => request(`POST ${path}`, { 'Content-Type': FORM_TYPE, ...headers }, formBody(parts))
