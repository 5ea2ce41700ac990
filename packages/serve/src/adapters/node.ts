import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { type AddressInfo, Server as NetServer } from 'node:net'
import { type Checks, check, type Given, isCount, isTimeout, resolveOptions } from '@zoo/kit'
import { clientAddress } from '../admission/client-address.js'
import { DRAIN_DEFAULTS } from '../service/lifecycle.js'
import type { Service } from '../service/service.js'
import { exchange } from './exchange.js'
import { answerParserErrors } from './parser-errors.js'

/** Options of `nodeHandler`. */
export interface NodeHandlerOptions {
  /** Proxies in front of the service that append to `X-Forwarded-For`. Default 0: the header is ignored. */
  readonly trustedProxies: number
}

/** Options of `listen`. */
export interface ListenOptions extends NodeHandlerOptions {
  /** Default 8080; 0 takes a free one. */
  readonly port: number
  /** The address to listen at. Default: all of them. */
  readonly host: string | undefined
  /** Signals that stop the service. Default SIGTERM and SIGINT. */
  readonly signals: readonly NodeJS.Signals[]
  /** Time between `/readyz` turning to 503 and the first refused request, in milliseconds. Default 0. */
  readonly drainDelayMs: number
  /** Time that accepted requests have to finish after a signal, in milliseconds. Default 25,000. */
  readonly drainDeadlineMs: number
  /** Time for the headers of a request to arrive, in milliseconds. Default 10,000. */
  readonly headersTimeoutMs: number
  /** Time for a whole request to arrive, in milliseconds. Default 60,000. */
  readonly requestTimeoutMs: number
  /** Time that an idle connection stays open, in milliseconds. Default 5000. */
  readonly keepAliveTimeoutMs: number
  /** Bytes of the headers of a request. Default 16 KiB. */
  readonly maxHeaderBytes: number
  /** Connections at once; more are closed. Default 1024. */
  readonly maxConnections: number
}

/** Default options of `listen`. */
export const LISTEN_DEFAULTS: ListenOptions = {
  port: 8080,
  host: undefined,
  signals: ['SIGTERM', 'SIGINT'],
  drainDelayMs: DRAIN_DEFAULTS.delayMs,
  drainDeadlineMs: DRAIN_DEFAULTS.deadlineMs,
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 60_000,
  keepAliveTimeoutMs: 5000,
  maxHeaderBytes: 16 * 1024,
  maxConnections: 1024,
  trustedProxies: 0,
}

const isCountOrZero = check('a whole number from 0 up', (value) => Number.isSafeInteger(value) && Number(value) >= 0)
const CHECKS: Checks<ListenOptions> = {
  port: check('a port, 0 to 65535', (value) => isCountOrZero.test(value) && Number(value) <= 65_535),
  host: check('a host name or address', (value) => typeof value === 'string'),
  signals: check('an array of signal names', (value) => Array.isArray(value)),
  drainDelayMs: isCountOrZero,
  drainDeadlineMs: isTimeout,
  headersTimeoutMs: isTimeout,
  requestTimeoutMs: isTimeout,
  keepAliveTimeoutMs: isTimeout,
  maxHeaderBytes: isCount,
  maxConnections: isCount,
  trustedProxies: isCountOrZero,
}

/** How often Node looks for requests that take too long, in milliseconds; by default it does every 30 seconds. */
const CLOCK_MS = 1000
/** How long no request must have come before the server stops listening, in milliseconds: one may be on its way. */
const QUIET_MS = 200

/** A server that listens. */
export interface ListeningServer {
  readonly server: Server
  readonly port: number
  /** `http://localhost:8080` */
  readonly url: string
  /** Drains the service, closes the server, and frees what handlers hold. Resolves to false when the deadline passed. */
  close(): Promise<boolean>
}

/**
 * A listener for `http.createServer` that has a service answer. For sane time-outs and answers to what is not HTTP use `listen`, or
 * `serverFor`.
 */
export function nodeHandler(
  service: Service,
  { trustedProxies = 0 }: Given<NodeHandlerOptions> = {},
): (message: IncomingMessage, response: ServerResponse) => void {
  return (message, response) => {
    const forwarded = message.headers['x-forwarded-for']
    const header = Array.isArray(forwarded) ? forwarded.join(',') : forwarded
    void exchange(service, message, response, {
      address: clientAddress(header, message.socket.remoteAddress, trustedProxies),
    })
  }
}

/** An HTTP server for a service, or for any listener such as an Express app, with the time-outs and limits of the options. */
export function serverFor(
  listener: (message: IncomingMessage, response: ServerResponse) => void,
  options?: Given<ListenOptions>,
): Server {
  const resolved = resolveOptions('serverFor', LISTEN_DEFAULTS, CHECKS, options)
  const server = createServer({
    headersTimeout: resolved.headersTimeoutMs,
    requestTimeout: resolved.requestTimeoutMs,
    keepAliveTimeout: resolved.keepAliveTimeoutMs,
    maxHeaderSize: resolved.maxHeaderBytes,
    connectionsCheckingInterval: CLOCK_MS,
    // Without Host Node answers with an empty body; `nodeRequest` answers with a problem.
    requireHostHeader: false,
    joinDuplicateHeaders: false,
  })
  server.maxConnections = resolved.maxConnections
  answerParserErrors(server)
  server.on('request', listener)
  // Without this Node says 100 Continue before anything was checked.
  server.on('checkContinue', (message: IncomingMessage, response: ServerResponse) =>
    server.emit('request', message, response),
  )
  server.on('checkExpectation', (message: IncomingMessage, response: ServerResponse) =>
    server.emit('request', message, response),
  )
  return server
}

/**
 * Serves a service over HTTP until a signal comes: then it drains, closes and lets the process exit with 0, or with 1 when the deadline
 * passed first.
 * @param listener answers in place of `nodeHandler(service)`: an Express app that has the service mounted, for instance
 * @throws ArgumentError (ERR_ARGUMENT) for a bad option; the system's error when it cannot listen
 */
export async function listen(
  service: Service,
  options?: Given<ListenOptions>,
  listener?: (message: IncomingMessage, response: ServerResponse) => void,
): Promise<ListeningServer> {
  const resolved = resolveOptions('listen', LISTEN_DEFAULTS, CHECKS, options)
  const server = serverFor(listener ?? nodeHandler(service, resolved), resolved)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ port: resolved.port, host: resolved.host }, () => {
      server.off('error', reject)
      resolve()
    })
  })
  const { port } = server.address() as AddressInfo
  let closing: Promise<boolean> | undefined
  const close = () => {
    closing ??= closeServer(service, server, resolved)
    return closing
  }
  const onSignal = (signal: NodeJS.Signals) => {
    service.logger.info({ signal }, 'stopping')
    void close().then((complete) => {
      service.logger.info({ complete }, 'stopped')
      process.exitCode = complete ? 0 : 1
      // Open handles elsewhere in the program must not keep a stopped service alive.
      process.exit()
    })
  }
  for (const signal of resolved.signals) process.once(signal, onSignal)
  server.once('close', () => {
    for (const signal of resolved.signals) process.off(signal, onSignal)
  })
  const host = resolved.host?.includes(':') ? `[${resolved.host}]` : (resolved.host ?? 'localhost')
  service.logger.info({ port }, 'listening')
  return { server, port, url: `http://${host}:${port}`, close }
}

async function closeServer(service: Service, server: Server, options: ListenOptions): Promise<boolean> {
  const complete = await service.close({ delayMs: options.drainDelayMs, deadlineMs: options.drainDeadlineMs })
  await quiet(server)
  // Server.close would cut connections that have a request on its way; this only stops listening.
  const closed = new Promise<void>((resolve) => {
    NetServer.prototype.close.call(server, () => resolve())
  })
  server.closeIdleConnections()
  const cut = setTimeout(() => server.closeAllConnections(), QUIET_MS * 10)
  await closed
  clearTimeout(cut)
  return complete
}

/** Waits until no request has come for a while: clients whose connections were closed are told that the service stops. */
async function quiet(server: Server): Promise<void> {
  let lastAt = performance.now()
  const onRequest = () => {
    lastAt = performance.now()
  }
  server.on('request', onRequest).on('connection', onRequest)
  const deadline = lastAt + QUIET_MS * 10
  for (;;) {
    const now = performance.now()
    const waitMs = Math.min(lastAt + QUIET_MS, deadline) - now
    if (waitMs <= 0) break
    await new Promise((resolve) => setTimeout(resolve, waitMs))
  }
  server.off('request', onRequest).off('connection', onRequest)
}
