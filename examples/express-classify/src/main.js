#!/usr/bin/env node
import { MobileNet } from '@zoo/mobilenet'
import { listen } from '@zoo/serve/node'
import { createApp } from './app.js'
import { createClassifyService } from './service.js'

const { PORT = '8081', HOST, QUEUE_LIMIT = '256', TRUSTED_PROXIES = '0' } = process.env

try {
  const service = createClassifyService(await MobileNet.load(), { queue: { limit: Number(QUEUE_LIMIT) } })
  const app = createApp(service, Number(TRUSTED_PROXIES))
  // SIGTERM and Ctrl-C: no new requests, those accepted finish, exit code 0.
  const { url } = await listen(service, { port: Number(PORT), host: HOST }, app)
  console.error(`MobileNet as a Service: ${url}`)
} catch (error) {
  console.error(/** @type {Error} */ (error).message)
  process.exit(1)
}
