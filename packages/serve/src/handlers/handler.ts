import type { Logger } from 'pino'
import type { UploadedFile } from '../bodies/form.js'
import type { ParameterSchemas, Values } from '../parameters/schema.js'

/** A JSON Schema as data. */
export type JsonSchema = { readonly [key: string]: unknown }

/** A file that a handler takes. */
export interface FileSchema {
  readonly description: string
  readonly required?: boolean
}

/** What a handler takes and answers, as data: requests are checked by it, and the OpenAPI document is made of it. */
export interface Operation<P extends ParameterSchemas = ParameterSchemas> {
  /** A few words. */
  readonly summary: string
  readonly description?: string
  /** Parameters: of the query, of a form, or properties of a JSON object. */
  readonly parameters: P
  /**
   * The image the handler works on, if any: the file part of this name, or the whole body as octet-stream or image, or base64 under
   * this name in JSON; and the parameter `url` where the service fetches images.
   */
  readonly image?: { readonly field: string; readonly description: string }
  /** Other file parts by name. */
  readonly files?: Readonly<Record<string, FileSchema>>
  /** The bodies of a good answer by media type. */
  readonly answers: Readonly<Record<string, JsonSchema>>
  /** Bytes that a body may have, in place of the service's limit. */
  readonly bodyBytes?: number
}

/** A phase of the work that is measured. */
export type Phase = 'decode' | 'infer' | 'encode'

/** How images from strangers are read: options for `classify`, `detect`, `draw` and `openImage`. */
export interface UntrustedImageOptions {
  readonly untrusted: true
  readonly limitInputPixels: number
  readonly limitInputBytes: number
  readonly decodeTimeoutMs: number
  readonly signal: AbortSignal
}

/** A request as a handler sees it: read, checked, and admitted. */
export interface HandlerInput<P extends ParameterSchemas = ParameterSchemas> {
  /** The request; its body has been read. */
  readonly request: Request
  readonly values: Values<P>
  readonly files: ReadonlyMap<string, UploadedFile>
  /** The bytes of the image, where the operation has one. */
  readonly image: Uint8Array
}

/** What a handler works with. */
export interface HandlerContext {
  readonly requestId: string
  /** Fires when the client goes away, the time is up or the service stops. */
  readonly signal: AbortSignal
  readonly logger: Logger
  /** Options that every image of a client is to be read with. */
  readonly imageOptions: UntrustedImageOptions
  /** Does work of a phase; its time goes to the phase's histogram, and to a span. */
  measure<T>(phase: Phase, work: () => Promise<T>): Promise<T>
  /** Tells how many images a run took. */
  batch(images: number): void
}

/** The work behind a route. */
export interface Handler<P extends ParameterSchemas = ParameterSchemas> {
  readonly operation: Operation<P>
  /** What the work needs, such as a model: handlers of one resource share a queue. */
  readonly resource: object
  /** Requests that run at once. */
  readonly concurrency: number
  /** Answers a request that has been admitted. */
  handle(input: HandlerInput<P>, context: HandlerContext): Promise<Response>
  /** Frees what the handler itself holds; called when the service closes. */
  dispose?(): Promise<void>
}

/** Returns the handler as it is; for its types. */
export const defineHandler = <const P extends ParameterSchemas>(handler: Handler<P>): Handler =>
  handler as unknown as Handler

/** A JSON answer. */
export const jsonResponse = (value: unknown): Response =>
  bytesResponse(Buffer.from(JSON.stringify(value)), 'application/json')

/** An answer of bytes that no cache keeps. */
export const bytesResponse = (bytes: Uint8Array, type: string, headers?: Readonly<Record<string, string>>): Response =>
  new Response(bytes as Uint8Array<ArrayBuffer>, {
    headers: {
      'content-type': type,
      'content-length': String(bytes.byteLength),
      'cache-control': 'no-store',
      ...headers,
    },
  })
