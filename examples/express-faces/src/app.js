import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expressHandler } from '@zoo/serve/express'
import { nodeHandler } from '@zoo/serve/node'
import express from 'express'

const PAGE = fileURLToPath(new URL('../public', import.meta.url))
/** The style sheet and the script that the pages of the examples share. */
const SHARED = dirname(fileURLToPath(import.meta.resolve('@zoo/example-page/style.css')))

const HEADERS = {
  'content-security-policy':
    "default-src 'self'; img-src 'self' blob: data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
}

/** @type {Parameters<typeof express.static>[1]} */
const STATIC = { setHeaders: (response) => response.setHeaders(new Map(Object.entries(HEADERS))) }

/**
 * The Express app: the service's routes, then the page.
 * @param {import('@zoo/serve').Service} service
 * @param {number} trustedProxies proxies in front that append to X-Forwarded-For, whose clients would else count as one
 * @returns {express.Express}
 */
export function createApp(service, trustedProxies) {
  const app = express()
  app.disable('x-powered-by')
  app.set('trust proxy', trustedProxies)
  app.use(expressHandler(service))
  app.use('/page', express.static(SHARED, STATIC))
  app.use(express.static(PAGE, STATIC))
  // Whatever is left gets the service's 404.
  app.use(nodeHandler(service))
  return app
}
