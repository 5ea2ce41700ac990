import { Busboy, type BusboyFileStream } from '@fastify/busboy'
import { RequestError } from '../problems/request-error.js'
import { chunksOf, type ReadLimits } from './body-stream.js'
import { ByteCollector } from './byte-collector.js'
import { type Form, shown } from './form.js'
import type { MediaType } from './media-type.js'

/** Limits of a multipart body beyond its size. */
export interface MultipartLimits {
  /** Text fields, at most. */
  readonly fields: number
  /** Bytes of one text field. */
  readonly fieldBytes: number
  /** Bytes of the headers of one part. */
  readonly partHeaderBytes: number
}

/** RFC 2046, section 5.1.1. */
const BOUNDARY = /^[\w'()+,./:=? -]{0,69}[\w'()+,./:=?-]$/
const MAX_NAME_LENGTH = 100
const HEADER_PAIRS = 16

/**
 * Reads a `multipart/form-data` body into a form. Files stay in memory.
 * @param fileNames the names of the file parts that are taken
 * @throws RequestError (ERR_BODY, ERR_PARAMETER, ERR_TOO_LARGE, ERR_REQUEST_TIMEOUT), AbortError (ERR_ABORTED)
 */
export async function readMultipart(
  body: ReadableStream<Uint8Array>,
  type: MediaType,
  form: Form,
  fileNames: readonly string[],
  limits: ReadLimits & MultipartLimits & { readonly expectedBytes: number },
): Promise<void> {
  const boundary = type.parameters.get('boundary')
  if (boundary === undefined || !BOUNDARY.test(boundary)) {
    throw new RequestError('ERR_BODY', 'A multipart body needs a boundary of 1 to 70 characters in its Content-Type.')
  }
  const parser = new Busboy({
    headers: { 'content-type': `multipart/form-data; boundary="${boundary}"` },
    // What is a file and what a text is decided by the name, so that no client can pass one for the other.
    isPartAFile: (name) => name !== undefined && fileNames.includes(name),
    limits: {
      fields: limits.fields,
      fieldSize: limits.fieldBytes,
      // One more, so that a second file of a name is told apart from too many.
      files: fileNames.length + 1,
      parts: limits.fields + fileNames.length + 1,
      headerPairs: HEADER_PAIRS,
      headerSize: limits.partHeaderBytes,
    },
  })
  let failure: unknown
  let stop: () => void = () => {}
  const stopped = new Promise<void>((resolve) => {
    stop = resolve
  })
  const fail = (error: unknown) => {
    failure ??= error
    stop()
  }
  const attempt = (work: () => void) => {
    try {
      work()
    } catch (error) {
      fail(error)
    }
  }

  parser.on('file', (name, stream, filename, _encoding, mimeType) => {
    collect(stream, limits.expectedBytes, fail, (bytes) =>
      attempt(() =>
        form.addFile(name, { bytes, name: filename === undefined ? undefined : shown(filename), type: mimeType }),
      ),
    )
  })
  parser.on('field', (name, value, nameTruncated, valueTruncated) => {
    attempt(() => {
      if (typeof name !== 'string' || name === '' || name.length > MAX_NAME_LENGTH || nameTruncated) {
        throw new RequestError('ERR_BODY', `Each part needs a name of 1 to ${MAX_NAME_LENGTH} characters.`)
      }
      if (valueTruncated) {
        throw new RequestError('ERR_TOO_LARGE', `'${shown(name)}' has more than ${limits.fieldBytes} bytes.`, {
          parameter: shown(name),
        })
      }
      form.addField(name, value)
    })
  })
  const tooMany = () =>
    fail(
      new RequestError('ERR_TOO_LARGE', `The body has more than ${limits.fields} fields or ${fileNames.length} files.`),
    )
  parser.on('partsLimit', tooMany).on('fieldsLimit', tooMany).on('filesLimit', tooMany)
  const finished = new Promise<void>((resolve) => {
    parser.on('finish', resolve)
    parser.on('error', (cause) => {
      fail(
        new RequestError('ERR_BODY', `The multipart body is malformed: ${shown(String((cause as Error)?.message))}.`),
      )
    })
  })

  try {
    for await (const chunk of chunksOf(body, limits)) {
      await Promise.race([new Promise<void>((resolve) => write(parser, chunk, resolve, fail)), stopped])
      if (failure !== undefined) throw failure
    }
    attempt(() => parser.end())
    await Promise.race([finished, stopped])
    if (failure !== undefined) throw failure
  } finally {
    parser.destroy()
  }
}

function write(
  parser: InstanceType<typeof Busboy>,
  chunk: Uint8Array,
  done: () => void,
  fail: (error: unknown) => void,
): void {
  try {
    parser.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength), () => done())
  } catch (cause) {
    fail(new RequestError('ERR_BODY', 'The multipart body is malformed.', { cause }))
  }
}

function collect(
  stream: BusboyFileStream,
  expectedBytes: number,
  fail: (error: unknown) => void,
  done: (bytes: Uint8Array) => void,
): void {
  const collector = new ByteCollector(expectedBytes)
  stream.on('data', (chunk: Buffer) => collector.add(chunk))
  stream.on('end', () => done(collector.bytes))
  stream.on('error', (cause) =>
    fail(new RequestError('ERR_BODY', 'A file in the multipart body is incomplete.', { cause })),
  )
}
