import { AbortError } from '@zoo/core'
import type { Logger } from 'pino'
import type { Ticket } from '../admission/admission.js'
import type { FairQueue, Lease } from '../admission/fair-queue.js'
import { planBody, readRequest } from '../bodies/read-request.js'
import type { Handler, HandlerContext, Phase, UntrustedImageOptions } from '../handlers/handler.js'
import type { ServiceMetrics } from '../metrics/service-metrics.js'
import { readValues } from '../parameters/read-values.js'
import { RequestError } from '../problems/request-error.js'
import type { RequestSpan } from '../tracing/tracing.js'
import { imageOf } from './image-of.js'
import type { RequestLimits } from './limits.js'
import type { RequestSignal } from './request-signal.js'

/** What the work on one request has of its service. */
export interface WorkContext {
  readonly request: Request
  readonly url: URL
  readonly requestId: string
  readonly client: string
  readonly route: string
  readonly handler: Handler
  readonly limits: RequestLimits
  readonly memory: FairQueue
  readonly metrics: ServiceMetrics
  readonly span: RequestSpan
  readonly logger: Logger
  readonly stop: RequestSignal
  /** Fetches an image by its URL, where the service does. */
  readonly fetchImage: ((url: string) => Promise<Uint8Array>) | undefined
  /** Longest wait for memory, in milliseconds. */
  readonly maxWaitMs: number
  enter(): Ticket
  busy(reason: string): Error
}

/**
 * Admits a request, reads its body, waits for its turn, and has the handler answer it. Its place and its memory are given back
 * when the handler is done, even where the answer was given up before.
 */
export async function work(context: WorkContext): Promise<Response> {
  const { request, handler, limits, client, stop, fetchImage } = context
  const { operation } = handler
  const plan = planBody(request, operation, limits, fetchImage !== undefined)
  const ticket = context.enter()
  let lease: Lease | undefined
  let done: Promise<unknown> = Promise.resolve()
  try {
    const byUrl = fetchImage && operation.image ? limits.bodyBytes : 0
    lease = await context.memory.acquire(client, plan.type ? (plan.expectedBytes ?? plan.maxBytes) : byUrl, {
      signal: stop.signal,
      timeoutMs: context.maxWaitMs,
      timeoutError: () => context.busy('memory for the body'),
    })
    const input = await read(context, plan, lease)
    await measured(context, 'queue', () => ticket.start(stop.signal))
    stop.abortAfter(
      limits.workTimeoutMs,
      () => new RequestError('ERR_TIMEOUT', `The work took longer than ${limits.workTimeoutMs} ms.`),
    )
    const answer = handler.handle(input, handlerContext(context))
    done = answer
    return await untilStopped(answer, stop.signal)
  } catch (error) {
    throw reasonOf(error, stop.signal)
  } finally {
    done
      .catch(() => {})
      .finally(() => {
        ticket.leave()
        lease?.release()
      })
  }
}

async function read(context: WorkContext, plan: ReturnType<typeof planBody>, lease: Lease) {
  const { request, handler, limits, stop, fetchImage, url } = context
  const { operation } = handler
  const form = await context.span.within('read', () =>
    readRequest(request, url.searchParams, plan, operation, limits, stop.signal),
  )
  const image = await imageOf(form, operation, fetchImage)
  const files = [...form.files.values()].reduce((sum, { bytes }) => sum + bytes.byteLength, 0)
  lease.shrink(Math.max(files, image.byteLength))
  return { request, image, files: form.files, values: readValues(operation.parameters, form.fields) }
}

const imageOptions = ({ limits, stop }: WorkContext): UntrustedImageOptions => ({
  untrusted: true,
  limitInputPixels: limits.pixels,
  limitInputBytes: limits.bodyBytes,
  decodeTimeoutMs: limits.decodeTimeoutMs,
  signal: stop.signal,
})

function handlerContext(context: WorkContext): HandlerContext {
  const { requestId, logger, stop, metrics, route } = context
  return {
    requestId,
    logger,
    signal: stop.signal,
    imageOptions: imageOptions(context),
    measure: (phase, phaseWork) => measured(context, phase, phaseWork),
    batch: (images) => metrics.batch.observe({ route }, images),
  }
}

async function measured<T>(
  { metrics, span, route }: WorkContext,
  phase: Phase | 'queue',
  phaseWork: () => Promise<T>,
): Promise<T> {
  const { phases, decodeClock } = metrics
  const observe = (name: Phase | 'queue', ms: number) => phases[name].observe({ route }, ms / 1000)
  const startedAt = performance.now()
  let decodeMs = 0
  try {
    return await span.within(phase, () => {
      if (phase !== 'infer') return phaseWork()
      // Models decode images themselves.
      return decodeClock.time(phaseWork, (ms) => {
        decodeMs = ms
      })
    })
  } finally {
    if (decodeMs > 0) observe('decode', decodeMs)
    observe(phase, performance.now() - startedAt - decodeMs)
  }
}

/** The answer, unless the signal fires first: a handler that ignores its signal delays nobody's answer. */
async function untilStopped<T>(answer: Promise<T>, signal: AbortSignal): Promise<T> {
  let abort: (() => void) | undefined
  const stopped = new Promise<never>((_, reject) => {
    abort = () => reject(new AbortError(signal.reason, 'request'))
    if (signal.aborted) abort()
    else signal.addEventListener('abort', abort, { once: true })
  })
  try {
    return await Promise.race([answer, stopped])
  } finally {
    if (abort) signal.removeEventListener('abort', abort)
  }
}

/** Why the work ended: when our own signal stopped it, its reason rather than the error that this led to. */
function reasonOf(error: unknown, signal: AbortSignal): unknown {
  if (!signal.aborted) return error
  return signal.reason instanceof RequestError ? signal.reason : new AbortError(signal.reason, 'request')
}
