import { readFileSync } from 'node:fs'
import { Agent, createServer, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { MobileNet } from '@zoo/mobilenet'
import { classify, createService, type Service } from '@zoo/serve'
import { expressHandler } from '@zoo/serve/express'
import { fastifyService } from '@zoo/serve/fastify'
import { nextRoute } from '@zoo/serve/next'
import { listen, nodeHandler } from '@zoo/serve/node'
import express from 'express'
import fastify from 'fastify'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { hasShared, shared } from '../../../test/support/data.js'

let mobilenet: MobileNet
beforeAll(async () => {
  if (hasShared) mobilenet = await MobileNet.load()
})
afterAll(() => mobilenet?.dispose())

/** A classifier for requests that never get to it. */
const answers = { classify: async () => [] }

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

const serviceOf = (options: object = {}): Service => {
  const service = createService({ routes: { 'POST /classify': classify(mobilenet) }, logger: false, ...options })
  closing.push(() => service.close())
  return service
}
const open = async (server: Server): Promise<string> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
const photo = () => readFileSync(shared('images', 'grace_hopper.jpg'))
const form = (name = 'image_file') => {
  const data = new FormData()
  data.set(name, new Blob([photo()]), 'photo.jpg')
  return data
}
const json = (answer: Response): Promise<ReturnType<typeof JSON.parse>> => answer.json()

/** What each adapter must do, at a URL where the service is mounted. */
const expectServed = async (url: string) => {
  const uploaded = await fetch(`${url}/classify`, { method: 'POST', body: form() })
  expect((await json(uploaded)).predictions[0].label).toBe('military uniform')
  const octets = await fetch(`${url}/classify?top_k=2`, {
    method: 'POST',
    body: photo(),
    headers: { 'content-type': 'application/octet-stream' },
  })
  expect((await json(octets)).predictions).toHaveLength(2)
  const asJson = await fetch(`${url}/classify`, {
    method: 'POST',
    body: JSON.stringify({ image_file: photo().toString('base64') }),
    headers: { 'content-type': 'application/json' },
  })
  expect(asJson.status).toBe(200)
  const streamed = await fetch(`${url}/classify`, {
    method: 'POST',
    body: new Blob([photo()]).stream(),
    headers: { 'content-type': 'image/jpeg' },
    duplex: 'half',
  } as RequestInit)
  expect(streamed.status).toBe(200)
  const wrong = await fetch(`${url}/classify`, { method: 'DELETE' })
  expect([wrong.status, wrong.headers.get('allow'), (await json(wrong)).code]).toEqual([405, 'POST', 'ERR_METHOD'])
  const large = await fetch(`${url}/classify`, {
    method: 'POST',
    body: Buffer.alloc(21 * 2 ** 20),
    headers: { 'content-type': 'image/jpeg' },
  })
  expect([large.status, (await json(large)).code]).toEqual([413, 'ERR_TOO_LARGE'])
  expect((await fetch(`${url}/livez`)).status).toBe(200)
  expect((await json(await fetch(`${url}/openapi.json`))).openapi).toBe('3.1.1')
  const head = await fetch(`${url}/readyz`, { method: 'HEAD' })
  expect([head.status, await head.text()]).toEqual([200, ''])
}

describe.skipIf(!hasShared)('adapters', () => {
  it('node:http', async () => {
    await expectServed(await open(createServer(nodeHandler(serviceOf()))))
  })

  it('listen, with a free port', async () => {
    const { url, port, close } = await listen(serviceOf(), { port: 0, signals: [] })
    expect(url).toBe(`http://localhost:${port}`)
    await expectServed(url)
    expect(await close()).toBe(true)
    await expect(fetch(url)).rejects.toThrow()
  })

  it('listen rejects a port that is taken, and options that it does not know', async () => {
    const { port, close } = await listen(serviceOf(), { port: 0, signals: [] })
    await expect(listen(serviceOf(), { port, signals: [] })).rejects.toMatchObject({ code: 'EADDRINUSE' })
    await expect(listen(serviceOf(), { ports: 1 } as never)).rejects.toMatchObject({ code: 'ERR_ARGUMENT' })
    await close()
  })

  it('Express, at the root', async () => {
    const app = express()
    app.use(expressHandler(serviceOf()))
    app.get('/page', (_request, response) => {
      response.send('page')
    })
    const url = await open(createServer(app))
    await expectServed(url)
    expect(await (await fetch(`${url}/page`)).text()).toBe('page')
    expect((await fetch(`${url}/nowhere`)).status).toBe(404)
  })

  it('Express, under a path and behind body parsers', async () => {
    const app = express()
    app.use(express.json({ limit: '1mb' }))
    app.use('/models', expressHandler(serviceOf()))
    await expectServed(`${await open(createServer(app))}/models`)
  })

  it('Express, listening as the service does', async () => {
    const service = serviceOf()
    const app = express()
    app.use(expressHandler(service))
    const { url, close } = await listen(service, { port: 0, signals: [] }, app)
    await expectServed(url)
    await close()
  })

  it('Fastify, at the root', async () => {
    const app = fastify()
    closing.push(() => app.close())
    await app.register(fastifyService, { service: serviceOf() })
    await expectServed(await app.listen({ port: 0, host: '127.0.0.1' }))
  })

  it('Fastify, under a prefix, beside routes of the app with parsers of their own', async () => {
    const app = fastify()
    closing.push(() => app.close())
    app.post('/echo', async (request) => request.body)
    await app.register(fastifyService, { service: serviceOf(), prefix: '/models' })
    const url = await app.listen({ port: 0, host: '127.0.0.1' })
    await expectServed(`${url}/models`)
    const echo = await fetch(`${url}/echo`, {
      method: 'POST',
      body: '{"a":1}',
      headers: { 'content-type': 'application/json' },
    })
    expect(await echo.json()).toEqual({ a: 1 })
  })

  it('Next.js route handlers, under a path', async () => {
    const { GET, POST } = nextRoute(serviceOf(), { basePath: '/api' })
    const answer = await POST(new Request('http://localhost/api/classify', { method: 'POST', body: form() }))
    expect((await json(answer)).predictions[0].label).toBe('military uniform')
    expect((await GET(new Request('http://localhost/api/livez'))).status).toBe(200)
    expect((await GET(new Request('http://localhost/apilivez'))).status).toBe(404)
  })

  it('tell clients apart by X-Forwarded-For only behind trusted proxies', async () => {
    const seen: (string | undefined)[] = []
    const service = serviceOf({
      clientKey: (_request: Request, client: { address?: string }) => {
        seen.push(client.address)
        return client.address ?? ''
      },
    })
    const direct = await open(createServer(nodeHandler(service)))
    const behind = await open(createServer(nodeHandler(service, { trustedProxies: 1 })))
    for (const url of [direct, behind]) {
      await fetch(`${url}/classify`, {
        method: 'POST',
        body: form(),
        headers: { 'x-forwarded-for': '10.9.9.9, 203.0.113.7' },
      })
    }
    expect(seen).toEqual(['127.0.0.1', '203.0.113.7'])
  })

  it('keep the connection of a refused request with a small body, and close it after a large one', async () => {
    const service = createService({ routes: { 'POST /classify': classify(answers) }, logger: false })
    closing.push(() => service.close())
    const url = await open(createServer(nodeHandler(service)))
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    closing.push(() => agent.destroy())
    // Refused for its type, before the body is read.
    const refused = (bytes: number) =>
      new Promise<{ status: number | undefined; connection: string | undefined; reused: boolean }>(
        (resolve, reject) => {
          const sent = request(`${url}/classify`, {
            method: 'POST',
            agent,
            headers: { 'content-type': 'text/html', 'content-length': bytes },
          })
          sent.on('error', reject)
          sent.on('response', (response) => {
            const { statusCode: status, headers } = response
            const { connection } = headers
            response.resume().on('end', () => resolve({ status, connection, reused: sent.reusedSocket }))
          })
          sent.end(Buffer.alloc(bytes))
        },
      )
    const start = performance.now()
    expect(await refused(500_000)).toEqual({ status: 415, connection: 'keep-alive', reused: false })
    for (let i = 0; i < 5; i++) {
      expect(await refused(500_000)).toEqual({ status: 415, connection: 'keep-alive', reused: true })
    }
    expect(await refused(2_000_000)).toMatchObject({ status: 415, connection: 'close', reused: true })
    // A body that nobody reads must not hold the answer's end up: that took 2 seconds each.
    expect(performance.now() - start).toBeLessThan(5000)
  })
})
