#!/usr/bin/env node
import { Mtcnn } from '@zoo/mtcnn'
import { listen } from '@zoo/serve/node'
import { createApp } from './app.js'
import { createFaceService } from './service.js'

const { PORT = '8080', HOST, QUEUE_LIMIT = '256', TRUSTED_PROXIES = '0' } = process.env

try {
  const service = createFaceService(await Mtcnn.load(), { queue: { limit: Number(QUEUE_LIMIT) } })
  const app = createApp(service, Number(TRUSTED_PROXIES))
  // SIGTERM and Ctrl-C: no new requests, those accepted finish, exit code 0.
  const { url } = await listen(service, { port: Number(PORT), host: HOST }, app)
  console.error(`Faces: ${url}`)
} catch (error) {
  console.error(/** @type {Error} */ (error).message)
  process.exit(1)
}
