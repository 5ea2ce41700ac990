import type { FastifyPluginAsync } from 'fastify'
import type { Service } from '../service/service.js'
import { exchange } from './exchange.js'

/** Options of `fastifyService`. */
export interface FastifyServiceOptions {
  readonly service: Service
}

/**
 * A plugin for Fastify 5 with all routes of a service: `app.register(fastifyService, { service, prefix: '/models' })`. It reads bodies
 * itself; content type parsers of the app stay as they are outside of it.
 */
export const fastifyService: FastifyPluginAsync<FastifyServiceOptions> = async (app, { service }) => {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (_request, payload, done) => done(null, payload))
  const paths = new Set(service.routes.map(({ path }) => path))
  for (const path of paths) {
    app.route({
      method: app.supportedMethods.filter((method) => !['TRACE', 'CONNECT'].includes(method)),
      url: path,
      bodyLimit: service.maxBodyBytes,
      exposeHeadRoute: false,
      async handler(request, reply) {
        reply.hijack()
        await exchange(service, request.raw, reply.raw, {
          address: request.ip,
          target: request.url.slice(app.prefix.length) || '/',
        })
      },
    })
  }
}
