import type { QueueOptions } from '../admission/admission.js'

const MIB = 2 ** 20

/** What a request may take. */
export interface RequestLimits {
  /** Bytes of a body. Default 20 MiB. */
  readonly bodyBytes: number
  /** Bytes of a body of text: JSON without images, URLs and forms without files. Default 64 KiB. */
  readonly textBytes: number
  /** Text fields of a form, and parameters of a query. Default 32. */
  readonly fields: number
  /** Bytes of one text field of a form. Default 8 KiB. */
  readonly fieldBytes: number
  /** Bytes of the headers of one part of a form. Default 8 KiB. */
  readonly partHeaderBytes: number
  /** Characters of path and query. Default 4096. */
  readonly urlLength: number
  /** Pixels of an image. Default 40,000,000. */
  readonly pixels: number
  /** Bytes that the decoder of an image may hold. Default 256 MiB. */
  readonly decodedBytes: number
  /** Time for a body to arrive, in milliseconds. Default 30,000. */
  readonly bodyTimeoutMs: number
  /** Time between two pieces of a body, in milliseconds. Default 10,000. */
  readonly bodyIdleTimeoutMs: number
  /** Time to fetch an image by its URL, in milliseconds. Default 10,000. */
  readonly fetchTimeoutMs: number
  /** Time to decode an image, in milliseconds. Default 10,000. */
  readonly decodeTimeoutMs: number
  /** Time to work on a request once it runs, in milliseconds. Default 60,000. */
  readonly workTimeoutMs: number
  /** Bytes of all bodies in memory at once; further requests wait before their bodies are read. Default 64 MiB. */
  readonly memoryBytes: number
}

/** Default limits of a request. */
export const LIMIT_DEFAULTS: RequestLimits = {
  bodyBytes: 20 * MIB,
  textBytes: 64 * 1024,
  fields: 32,
  fieldBytes: 8 * 1024,
  partHeaderBytes: 8 * 1024,
  urlLength: 4096,
  pixels: 40_000_000,
  decodedBytes: 256 * MIB,
  bodyTimeoutMs: 30_000,
  bodyIdleTimeoutMs: 10_000,
  fetchTimeoutMs: 10_000,
  decodeTimeoutMs: 10_000,
  workTimeoutMs: 60_000,
  memoryBytes: 64 * MIB,
}

/** Default options of the queue. */
export const QUEUE_DEFAULTS: QueueOptions = {
  limit: 256,
  maxWaitMs: 3000,
  overloadWaitMs: 50,
  overloadAfterMs: 100,
  clientShare: 0.75,
}
