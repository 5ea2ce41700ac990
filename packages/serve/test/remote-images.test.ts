import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { classify, createService } from '@zoo/serve'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hasShared, shared } from '../../../test/support/data.js'

let server: Server
let origin: string
const asked: string[] = []

beforeAll(async () => {
  server = createServer((request, response) => {
    const { pathname } = new URL(request.url!, 'http://localhost')
    if (pathname === '/photo') response.end(readFileSync(shared('images', 'husky.jpeg')))
    else if (pathname === '/moved') response.writeHead(302, { location: '/photo' }).end()
    else if (pathname === '/elsewhere') response.writeHead(302, { location: '/secret' }).end()
    else if (pathname === '/file') response.writeHead(302, { location: 'file:///etc/passwd' }).end()
    else if (pathname === '/large') response.end(Buffer.alloc(2 ** 20))
    else if (pathname !== '/slow') response.writeHead(404).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

/** A classifier that tells how many bytes it got. */
const classifier = {
  classify: async (image: Uint8Array) => [
    { label: `${image.byteLength} bytes`, classIndex: 0, probability: 1, confidence: 'very high' },
  ],
}
const serviceOf = (options: object) =>
  createService({
    routes: { 'GET|POST /': classify(classifier) },
    logger: false,
    limits: { bodyBytes: 100_000, fetchTimeoutMs: 300 },
    ...options,
  })
const ask = async (service: ReturnType<typeof serviceOf>, path: string, init: RequestInit = {}) => {
  const answer = await service.fetch(new Request(`http://localhost/${path}`, init))
  return answer.json() as Promise<ReturnType<typeof JSON.parse>>
}

describe.skipIf(!hasShared)('images by URL', () => {
  const size = () => readFileSync(shared('images', 'husky.jpeg')).byteLength
  const allowed = () =>
    serviceOf({
      allowPrivateNetwork: true,
      remoteImages: (url: URL) => {
        asked.push(url.pathname)
        return url.pathname !== '/secret'
      },
    })

  it('come by query, text, form or JSON, redirects included', async () => {
    const service = allowed()
    const expected = { predictions: [{ label: `${size()} bytes` }] }
    const photo = `${origin}/photo`
    expect(await ask(service, `?url=${encodeURIComponent(photo)}`)).toMatchObject(expected)
    expect(await ask(service, '', { method: 'POST', body: ` ${photo}\n` })).toMatchObject(expected)
    expect(await ask(service, '', { method: 'POST', body: new URLSearchParams({ url: photo }) })).toMatchObject(
      expected,
    )
    const headers = { 'content-type': 'application/json' }
    const body = JSON.stringify({ url: `${origin}/moved` })
    expect(await ask(service, '', { method: 'POST', headers, body })).toMatchObject(expected)
    expect(asked.slice(-2)).toEqual(['/moved', '/photo'])
  })

  it.each([
    ['/missing', 422, 'ERR_IMAGE'],
    ['/elsewhere', 400, 'ERR_ARGUMENT'],
    ['/file', 422, 'ERR_IMAGE'],
    ['/large', 413, 'ERR_IMAGE'],
    ['/slow', 422, 'ERR_IMAGE'],
  ])('that lead to %s are answered with %i', async (path, status, code) => {
    expect(await ask(allowed(), `?url=${origin}${path}`)).toMatchObject({ status, code })
  })

  it('of private networks are refused unless the service may reach them', async () => {
    const service = serviceOf({ remoteImages: () => true })
    expect(await ask(service, `?url=${origin}/photo`)).toMatchObject({ status: 400, code: 'ERR_ARGUMENT' })
  })

  it('are unknown where the service does not fetch', async () => {
    const service = serviceOf({})
    expect(await ask(service, `?url=${origin}/photo`)).toMatchObject({ status: 400 })
    expect(await ask(service, '', { method: 'POST', body: origin })).toMatchObject({ status: 415 })
  })
})
