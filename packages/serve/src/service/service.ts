import { setTimeout as sleep } from 'node:timers/promises'
import { BusyError } from '@zoo/core'
import type { Given } from '@zoo/kit'
import { type Logger, pino } from 'pino'
import type { Registry } from 'prom-client'
import { Admission } from '../admission/admission.js'
import { clientKey } from '../admission/client-address.js'
import { FairQueue } from '../admission/fair-queue.js'
import { RefusalPacer } from '../admission/refusal-pacer.js'
import type { Handler, JsonSchema } from '../handlers/handler.js'
import { jsonResponse } from '../handlers/handler.js'
import { ServiceMetrics } from '../metrics/service-metrics.js'
import { openApiDocument } from '../openapi/document.js'
import { problemOf, problemResponse } from '../problems/problem.js'
import { RequestError } from '../problems/request-error.js'
import { loadTracing, NO_TRACING, type RequestSpan } from '../tracing/tracing.js'
import { fetchImage } from './fetch-image.js'
import { DRAIN_DEFAULTS, type DrainOptions, Lifecycle } from './lifecycle.js'
import {
  type ClientInfo,
  type ResolvedServiceOptions,
  type RouteFunction,
  type Routes,
  resolveServiceOptions,
  type ServiceOptions,
} from './options.js'
import { requestIdOf } from './request-id.js'
import { requestSignal } from './request-signal.js'
import { type Route, RouteTable, type RouteTarget } from './route-table.js'
import { work } from './work.js'

/** A service: Web requests in, Web responses out. */
export interface Service {
  /**
   * The answer to a request; never rejects. The work is given up when the request's signal fires.
   * @param client who asks, as far as the adapter knows
   */
  fetch(request: Request, client?: ClientInfo): Promise<Response>
  /** Whether the service wants requests: false from the beginning of `drain` on. */
  readonly ready: boolean
  /** Requests without an answer. */
  readonly inFlight: number
  /** The routes, those of the service itself included. */
  readonly routes: readonly { readonly method: string; readonly path: string }[]
  /** Bytes that the largest body may have. */
  readonly maxBodyBytes: number
  /** The OpenAPI 3.1 document. */
  readonly openApi: JsonSchema
  /** prom-client's registry, for metrics of your own beside the service's. */
  readonly metrics: Registry
  readonly logger: Logger
  /** Whether any method of the path is routed. */
  has(path: string): boolean
  /**
   * Stops the service: `/readyz` answers 503 at once, new requests are refused after a delay, accepted ones finish. Resolves to
   * false when the deadline passed before they had.
   */
  drain(options?: Given<DrainOptions>): Promise<boolean>
  /** Drains, then frees what the handlers hold, such as uploaded models. Models that were passed in stay as they are. */
  close(options?: Given<DrainOptions>): Promise<boolean>
}

/** The part of the memory for bodies that one client may have. */
const CLIENT_MEMORY = 0.5

/** Refusals that a client may ask for again at once. */
const PACED: ReadonlySet<string> = new Set(['ERR_BUSY', 'ERR_RATE'])

const isHandler = (target: RouteTarget): target is Handler => typeof target !== 'function'

/**
 * A service with these routes.
 * @throws ArgumentError (ERR_ARGUMENT) for a bad option or route
 */
export const createService = (options: Given<ServiceOptions>): Service =>
  new ModelService(resolveServiceOptions(options))

class ModelService implements Service {
  readonly logger: Logger
  readonly maxBodyBytes: number
  readonly openApi: JsonSchema
  readonly #options: ResolvedServiceOptions
  readonly #table: RouteTable
  readonly #ownRoutes: Routes
  readonly #handlers: readonly Handler[]
  readonly #admissions = new Map<object, Admission>()
  readonly #memory: FairQueue
  readonly #metrics: ServiceMetrics
  readonly #lifecycle = new Lifecycle()
  readonly #refusals = new RefusalPacer()
  readonly #tracing: ReturnType<typeof loadTracing>
  #disposal: Promise<unknown> | undefined

  constructor(options: ResolvedServiceOptions) {
    const { routes, limits, queue, logger, remoteImages } = options
    this.#options = options
    this.logger = logger === false ? pino({ level: 'silent' }) : (logger ?? pino())
    this.#ownRoutes = this.#routesOfItself()
    this.#table = new RouteTable(routes, this.#ownRoutes)
    const described = this.#table.routes.flatMap(({ method, path, target }) =>
      isHandler(target) ? [{ method, path, handler: target }] : [],
    )
    this.#handlers = [...new Set(described.map(({ handler }) => handler))]
    for (const { resource, concurrency } of this.#handlers) {
      if (!this.#admissions.has(resource)) this.#admissions.set(resource, new Admission(concurrency, queue))
    }
    this.maxBodyBytes = Math.max(limits.bodyBytes, ...this.#handlers.map(({ operation }) => operation.bodyBytes ?? 0))
    this.#memory = new FairQueue(limits.memoryBytes, limits.memoryBytes * CLIENT_MEMORY)
    const sum = (read: (admission: Admission) => number) =>
      [...this.#admissions.values()].reduce((total, admission) => total + read(admission), 0)
    this.#metrics = new ServiceMetrics({
      waiting: () => sum(({ waiting }) => waiting),
      running: () => sum(({ running }) => running),
      inFlight: () => this.inFlight,
      bodyBytes: () => this.#memory.used,
    })
    this.openApi = openApiDocument(options, described, remoteImages !== false)
    this.#tracing = options.tracing ? loadTracing() : Promise.resolve(NO_TRACING)
  }

  get ready(): boolean {
    return this.#lifecycle.ready
  }

  get inFlight(): number {
    return this.#lifecycle.inFlight
  }

  get metrics(): Registry {
    return this.#metrics.registry
  }

  get routes(): readonly { readonly method: string; readonly path: string }[] {
    return this.#table.routes.map(({ method, path }) => ({ method, path }))
  }

  has(path: string): boolean {
    return this.#table.has(path)
  }

  drain(options: Given<DrainOptions> = {}): Promise<boolean> {
    return this.#lifecycle.drain({
      delayMs: options.delayMs ?? DRAIN_DEFAULTS.delayMs,
      deadlineMs: options.deadlineMs ?? DRAIN_DEFAULTS.deadlineMs,
    })
  }

  async close(options?: Given<DrainOptions>): Promise<boolean> {
    const complete = await this.drain(options)
    this.#disposal ??= Promise.all(this.#handlers.map((handler) => handler.dispose?.()))
    await this.#disposal
    this.#metrics.decodeClock.stop()
    return complete
  }

  async fetch(request: Request, client: ClientInfo = {}): Promise<Response> {
    const startedAt = performance.now()
    const requestId = requestIdOf(request.headers)
    const logger = this.logger.child({ requestId })
    const stop = requestSignal(request.signal)
    this.#lifecycle.begin(stop)
    const tracing = await this.#tracing
    let route: Route | undefined
    let retryAfterS: number | undefined
    let failure: { readonly code: string; readonly message: string } | undefined
    const { method } = request
    const span = tracing.start(method, request.headers, { 'http.request.method': method })
    let response: Response
    try {
      const url = this.#urlOf(request)
      route = this.#table.find(method, client.path ?? url.pathname)
      const { target } = route
      if (!isHandler(target)) response = await target(request, { requestId, logger, signal: stop.signal })
      else {
        if (this.#lifecycle.refusing)
          throw new RequestError('ERR_DRAINING', 'The service is stopping; try another instance.')
        const { limits, queue, remoteImages } = this.#options
        const admission = this.#admissions.get(target.resource)!
        const key = this.#options.clientKey?.(request, client) ?? clientKey(client.address)
        retryAfterS = admission.retryAfterS
        response = await work({
          request,
          url,
          requestId,
          client: key,
          route: nameOf(route),
          handler: target,
          limits,
          memory: this.#memory,
          metrics: this.#metrics,
          span,
          logger,
          stop,
          fetchImage: remoteImages === false ? undefined : (image) => fetchImage(image, this.#options, stop.signal),
          maxWaitMs: queue.maxWaitMs,
          enter: () => admission.enter(key),
          busy: (reason) => new BusyError(`The service has no ${reason}; try again later.`, { limit: 0, waiting: 0 }),
        })
      }
    } catch (error) {
      const answer = problemOf(error, requestId, retryAfterS)
      failure = { code: answer.problem.code, message: answer.problem.detail }
      if (answer.problem.status === 500) logger.error({ err: error }, 'request failed')
      response = problemResponse(answer)
      if (PACED.has(answer.problem.code)) await this.#pace(stop.signal)
    } finally {
      stop.dispose()
      this.#lifecycle.end(stop)
    }
    return this.#finish(response, { request, route, requestId, logger, startedAt, failure, span })
  }

  async #pace(signal: AbortSignal): Promise<void> {
    const delayMs = this.#refusals.delayMs()
    if (delayMs > 0) await sleep(delayMs, undefined, { signal }).catch(() => {})
  }

  #finish(response: Response, finished: FinishFacts): Response {
    const { request, route, requestId, logger, startedAt, failure, span } = finished
    const name = route ? nameOf(route) : ''
    const { status } = response
    const tookMs = performance.now() - startedAt
    this.#metrics.requests.inc({ route: name, status })
    this.#metrics.duration.observe({ route: name }, tookMs / 1000)
    if (failure) this.#metrics.errors.inc({ code: failure.code })
    span.end(name, { 'http.route': route?.path ?? '', 'http.response.status_code': status }, failure)
    // What balancers and Prometheus ask all the time would bury the rest.
    const level = name in this.#ownRoutes && status < 500 ? 'debug' : 'info'
    const facts = { method: request.method, route: name, status, code: failure?.code, ms: Math.round(tookMs * 10) / 10 }
    logger[level](facts, 'request')
    // A response that a route's function passes on may have headers that cannot be set.
    const own = new Response(request.method === 'HEAD' ? null : response.body, {
      status,
      statusText: response.statusText,
      headers: response.headers,
    })
    own.headers.set('x-request-id', requestId)
    own.headers.set('x-content-type-options', 'nosniff')
    if (!this.ready) own.headers.set('connection', 'close')
    return own
  }

  #urlOf(request: Request): URL {
    const url = new URL(request.url)
    const { urlLength } = this.#options.limits
    if (url.pathname.length + url.search.length > urlLength) {
      throw new RequestError('ERR_TOO_LARGE', `Path and query have more than ${urlLength} characters.`)
    }
    return url
  }

  #routesOfItself(): Routes {
    const text = (status: number, words: string) =>
      new Response(`${words}\n`, { status, headers: { 'cache-control': 'no-store' } })
    const routes: Record<string, RouteFunction> = {
      'GET /livez': () => text(200, 'live'),
      'GET /readyz': () => (this.ready ? text(200, 'ready') : text(503, 'stopping')),
      'GET /openapi.json': () => jsonResponse(this.openApi),
    }
    if (this.#options.metrics) routes['GET /metrics'] = () => this.#metrics.response()
    return routes
  }
}

interface FinishFacts {
  readonly request: Request
  readonly route: Route | undefined
  readonly requestId: string
  readonly logger: Logger
  readonly startedAt: number
  readonly failure: { readonly code: string; readonly message: string } | undefined
  readonly span: RequestSpan
}

const nameOf = ({ method, path }: Route): string => `${method} ${path}`
