import {
  type Checks,
  check,
  type Given,
  isBoolean,
  isCount,
  isFunction,
  isText,
  isTimeout,
  resolveOptions,
} from '@zoo/kit'
import type { Logger } from 'pino'
import type { QueueOptions } from '../admission/admission.js'
import type { Handler } from '../handlers/handler.js'
import { LIMIT_DEFAULTS, QUEUE_DEFAULTS, type RequestLimits } from './limits.js'

/** A client, and its request, as an adapter knows them. */
export interface ClientInfo {
  /** Its IP address. */
  readonly address?: string | undefined
  /** The path of the route, where the request's own has a prefix that the service does not know. */
  readonly path?: string | undefined
}

/** What a route's function gets beside the request. */
export interface RouteContext {
  readonly requestId: string
  readonly logger: Logger
  readonly signal: AbortSignal
}

/** A function that answers a request by itself, such as with a page; it is not queued, and stands in no OpenAPI document. */
export type RouteFunction = (request: Request, context: RouteContext) => Response | Promise<Response>

/** Work by method and path: `'POST /classify'`, `'GET|POST /'`. */
export type Routes = Readonly<Record<string, Handler | RouteFunction>>

/** Options of `createService`. */
export interface ServiceOptions {
  readonly routes: Routes
  /** Limits of requests; those left out are the defaults. */
  readonly limits: Given<RequestLimits>
  /** The queue of each model; what is left out is the default. */
  readonly queue: Given<QueueOptions>
  /**
   * Fetch images by the parameter `url`: http and https, addresses of the public internet only. A function is asked about each URL,
   * redirects included. Default false.
   */
  readonly remoteImages: boolean | ((url: URL) => boolean | Promise<boolean>)
  /** Let `remoteImages` reach loopback and private networks, such as a store of images of your own. Default false. */
  readonly allowPrivateNetwork: boolean
  /** What counts as one client in the queue. Default: the IP address, or the /64 network of an IPv6 address. */
  readonly clientKey: ((request: Request, client: ClientInfo) => string) | undefined
  /** A logger of pino's, or false for none. Default: a new one that writes to standard output. */
  readonly logger: Logger | false | undefined
  /** Whether `GET /metrics` answers for Prometheus. Default true. */
  readonly metrics: boolean
  /** Whether spans are made where `@opentelemetry/api` is installed. Default true. */
  readonly tracing: boolean
  /** Title of the OpenAPI document. Default 'Image models'. */
  readonly title: string
  /** Version of the OpenAPI document. Default '1.0.0'. */
  readonly version: string
}

/** Default options of `createService`. */
export const SERVICE_DEFAULTS: ServiceOptions = {
  routes: {},
  limits: LIMIT_DEFAULTS,
  queue: QUEUE_DEFAULTS,
  remoteImages: false,
  allowPrivateNetwork: false,
  clientKey: undefined,
  logger: undefined,
  metrics: true,
  tracing: true,
  title: 'Image models',
  version: '1.0.0',
}

const isObject = check('an object', (value) => typeof value === 'object' && value !== null)

const CHECKS: Checks<ServiceOptions> = {
  routes: isObject,
  limits: isObject,
  queue: isObject,
  remoteImages: check(
    'true, false or a function',
    (value) => typeof value === 'boolean' || typeof value === 'function',
  ),
  allowPrivateNetwork: isBoolean,
  clientKey: isFunction,
  logger: check('a logger or false', (value) => value === false || typeof (value as Logger)?.info === 'function'),
  metrics: isBoolean,
  tracing: isBoolean,
  title: isText,
  version: isText,
}

const LIMIT_CHECKS: Checks<RequestLimits> = {
  bodyBytes: isCount,
  textBytes: isCount,
  fields: isCount,
  fieldBytes: isCount,
  partHeaderBytes: isCount,
  urlLength: isCount,
  pixels: isCount,
  decodedBytes: isCount,
  bodyTimeoutMs: isTimeout,
  bodyIdleTimeoutMs: isTimeout,
  fetchTimeoutMs: isTimeout,
  decodeTimeoutMs: isTimeout,
  workTimeoutMs: isTimeout,
  memoryBytes: isCount,
}

const QUEUE_CHECKS: Checks<QueueOptions> = {
  limit: isCount,
  maxWaitMs: isTimeout,
  overloadWaitMs: isTimeout,
  overloadAfterMs: isTimeout,
  clientShare: check('a number above 0 and at most 1', (value) => typeof value === 'number' && value > 0 && value <= 1),
}

/** The options as they hold for one service. */
export interface ResolvedServiceOptions extends ServiceOptions {
  readonly limits: RequestLimits
  readonly queue: QueueOptions
}

/** @throws ArgumentError (ERR_ARGUMENT) for an unknown option or a bad value */
export function resolveServiceOptions(given: Given<ServiceOptions>): ResolvedServiceOptions {
  const options = resolveOptions('createService', SERVICE_DEFAULTS, CHECKS, given)
  return {
    ...options,
    limits: resolveOptions('limits', LIMIT_DEFAULTS, LIMIT_CHECKS, options.limits),
    queue: resolveOptions('queue', QUEUE_DEFAULTS, QUEUE_CHECKS, options.queue),
  }
}
