import type { Readable } from 'node:stream'
import { Dicer } from '@fastify/busboy'
import { RequestError } from '../problems/request-error.js'
import { chunksOf, type ReadLimits } from './body-stream.js'
import { ByteCollector } from './byte-collector.js'
import { type Disposition, parseDisposition } from './content-disposition.js'
import { type Form, shown } from './form.js'
import type { MediaType } from './media-type.js'

/** Limits of a multipart body beyond its size. */
export interface MultipartLimits extends ReadLimits {
  /** Text fields, at most. */
  readonly fields: number
  /** Bytes of one text field. */
  readonly fieldBytes: number
  /** Bytes of the headers of one part. */
  readonly partHeaderBytes: number
  /** Bytes that the sender says the body has. */
  readonly expectedBytes: number
}

/** RFC 2046, section 5.1.1. */
const BOUNDARY = /^[\w'()+,./:=? -]{0,69}[\w'()+,./:=?-]$/
const MAX_NAME_LENGTH = 100
const HEADER_PAIRS = 16

/** Headers of a part: values by name in lower case, as Latin-1. */
type PartHeaders = Readonly<Record<string, readonly string[] | undefined>>

/**
 * Reads a `multipart/form-data` body into a form. Files stay in memory.
 * @param fileNames the names of the parts that are files; all others are text, whatever they say
 * @throws RequestError (ERR_BODY, ERR_PARAMETER, ERR_TOO_LARGE, ERR_REQUEST_TIMEOUT), AbortError (ERR_ABORTED)
 */
export async function readMultipart(
  body: ReadableStream<Uint8Array>,
  type: MediaType,
  form: Form,
  fileNames: readonly string[],
  limits: MultipartLimits,
): Promise<void> {
  const boundary = type.parameters.get('boundary')
  if (boundary === undefined || !BOUNDARY.test(boundary)) {
    throw new RequestError('ERR_BODY', 'A multipart body needs a boundary of 1 to 70 characters in its Content-Type.')
  }
  const reader = new FormReader(boundary, form, fileNames, limits)
  try {
    for await (const chunk of chunksOf(body, limits)) reader.write(chunk)
    await reader.end()
  } finally {
    reader.close()
  }
}

/** Splits a body into parts. The parser's streams never hold it up: what a part may be is limited as it comes. */
class FormReader {
  readonly #parser: Dicer
  readonly #form: Form
  readonly #fileNames: readonly string[]
  readonly #limits: MultipartLimits
  readonly #finished: Promise<void>
  #parts = 0
  /** Parts whose end has not come. The parser forgets those that end where a chunk does, and finishes without them. */
  #open = 0
  #isFinished = false
  #done: () => void = () => {}
  #failure: unknown

  constructor(boundary: string, form: Form, fileNames: readonly string[], limits: MultipartLimits) {
    this.#form = form
    this.#fileNames = fileNames
    this.#limits = limits
    this.#parser = new Dicer({
      boundary,
      maxHeaderPairs: HEADER_PAIRS,
      // One more, so that headers over the limit are told from those that just fit.
      maxHeaderSize: limits.partHeaderBytes + 1,
      // More than a part can have: the parser would wait for streams to be read, and some it hands out only when they are over.
      partHwm: limits.maxBytes + 1,
    } as ConstructorParameters<typeof Dicer>[0])
    this.#parser.on('part', (part: Readable) => this.#attempt(() => this.#read(part)))
    this.#finished = new Promise((resolve) => {
      this.#done = resolve
    })
    this.#parser.on('finish', () => {
      this.#isFinished = true
      if (this.#open === 0) this.#done()
    })
    this.#parser.on('error', (cause: Error) => {
      this.#fail(malformed(shown(cause.message), cause))
      this.#done()
    })
  }

  /** @throws RequestError for what is wrong with the body so far */
  write(chunk: Uint8Array): void {
    this.#attempt(() => this.#parser.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)))
    this.#check()
  }

  /** Waits until all parts are read. @throws RequestError for what is wrong with the body */
  async end(): Promise<void> {
    this.#attempt(() => this.#parser.end())
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(() => {
        this.#fail(malformed('it does not end'))
        resolve()
      }, this.#limits.idleTimeoutMs)
    })
    await Promise.race([this.#finished, late])
    clearTimeout(timer)
    this.#check()
  }

  close(): void {
    this.#parser.on('error', () => {})
    this.#parser.destroy()
  }

  #read(part: Readable): void {
    const { fields } = this.#limits
    if (++this.#parts > fields + this.#fileNames.length) {
      throw new RequestError(
        'ERR_TOO_LARGE',
        `The body has more than ${fields} fields or ${this.#fileNames.length} files.`,
      )
    }
    this.#open++
    let content: PartContent | undefined
    part.on('header', (headers: PartHeaders) => {
      this.#attempt(() => {
        content = this.#contentOf(headers)
      })
    })
    part.on('data', (chunk: Buffer) => this.#attempt(() => content?.add(chunk)))
    part.on('end', () => {
      this.#attempt(() => {
        if (!content) throw malformed('a part has no headers')
        content.end()
      })
      this.#open--
      if (this.#isFinished && this.#open === 0) this.#done()
    })
    part.on('error', (cause) => this.#fail(malformed('it ends in the middle of a part', cause)))
  }

  #contentOf(headers: PartHeaders): PartContent {
    const size = Object.entries(headers).reduce(
      (sum, [name, values = []]) => sum + name.length + values.join().length,
      0,
    )
    if (size > this.#limits.partHeaderBytes) throw malformed('the headers of a part are too large')
    const [header = '', second] = headers['content-disposition'] ?? []
    const disposition = second === undefined ? parseDisposition(header) : undefined
    if (!disposition) throw malformed('a part needs one Content-Disposition, form-data, with a name')
    const { name } = disposition
    if (name === '' || name.length > MAX_NAME_LENGTH) {
      throw malformed(`the name of a part must have 1 to ${MAX_NAME_LENGTH} characters`)
    }
    return this.#fileNames.includes(name) ? this.#file(disposition, headers['content-type']?.[0]) : this.#field(name)
  }

  #file({ name, filename }: Disposition, type: string | undefined): PartContent {
    const collector = new ByteCollector(this.#limits.expectedBytes)
    return {
      add: (chunk) => collector.add(chunk),
      end: () =>
        this.#form.addFile(name, {
          bytes: collector.bytes,
          name: filename === undefined ? undefined : shown(filename),
          type: type === undefined ? undefined : shown(type),
        }),
    }
  }

  #field(name: string): PartContent {
    const collector = new ByteCollector()
    const { fieldBytes } = this.#limits
    return {
      add: (chunk) => {
        collector.add(chunk)
        if (collector.bytes.byteLength <= fieldBytes) return
        throw new RequestError('ERR_TOO_LARGE', `'${shown(name)}' has more than ${fieldBytes} bytes.`, {
          parameter: shown(name),
        })
      },
      end: () => this.#form.addField(name, Buffer.from(collector.bytes).toString()),
    }
  }

  #attempt(work: () => void): void {
    if (this.#failure !== undefined) return
    try {
      work()
    } catch (error) {
      this.#fail(error)
    }
  }

  #fail(error: unknown): void {
    this.#failure ??= error instanceof RequestError ? error : malformed('it cannot be parsed', error)
  }

  #check(): void {
    if (this.#failure !== undefined) throw this.#failure
  }
}

interface PartContent {
  add(chunk: Buffer): void
  end(): void
}

const malformed = (what: string, cause?: unknown): RequestError =>
  new RequestError('ERR_BODY', `The multipart body is malformed: ${what}.`, cause === undefined ? {} : { cause })
