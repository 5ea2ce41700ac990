import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import sharp from 'sharp'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openImage } from './image.js'
import type { ImageOptions } from './image-options.js'
import type { Given } from './options.js'

const png = await sharp({ create: { width: 30, height: 20, channels: 3, background: '#c08040' } })
  .png()
  .toBuffer()
/** What was asked for in this test. */
let seen: string[]

const answer: RequestListener = (request, response) => {
  const path = request.url ?? ''
  seen.push(path)
  if (path === '/image') response.end(png)
  else if (path === '/redirect') response.writeHead(302, { location: '/image' }).end()
  else if (path === '/gzip') response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(png))
  else if (path === '/loop') response.writeHead(302, { location: '/loop' }).end()
  else if (path === '/to-file') response.writeHead(302, { location: 'file:///etc/hostname' }).end()
  else if (path === '/large') response.writeHead(200, { 'content-length': 1e12 }).write('x')
  else if (path === '/endless') {
    const timer = setInterval(() => response.write(Buffer.alloc(100_000)), 1)
    response.on('close', () => clearInterval(timer))
  } else if (path === '/silent') response.on('close', () => {})
  else response.writeHead(404).end('gone')
}
let server: Server
let base: string

beforeEach(async () => {
  seen = []
  server = createServer(answer).listen(0, '127.0.0.1')
  await once(server, 'listening')
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterEach(() => {
  server.closeAllConnections()
  server.close()
})

/** The servers of these tests are on loopback. */
const openHere = (input: string | URL, options: Given<ImageOptions>) =>
  openImage(input, { allowPrivateNetwork: true, ...options })

describe('a remote image', () => {
  it('is fetched when that is allowed, redirects included', async () => {
    expect(await openHere(`${base}/image`, { allowRemote: true })).toMatchObject({ width: 30, height: 20 })
    expect(await openHere(new URL(`${base}/redirect`), { allowRemote: true })).toMatchObject({ width: 30 })
  })

  it('is not fetched otherwise, and no connection is made', async () => {
    await expect(openHere(`${base}/image`, {})).rejects.toMatchObject({ code: 'ERR_ARGUMENT', option: 'allowRemote' })
    expect(seen).toEqual([])
  })

  it('is asked about at every hop', async () => {
    const allowRemote = (url: URL) => url.pathname !== '/image'
    await expect(openHere(`${base}/redirect`, { allowRemote })).rejects.toMatchObject({ option: 'allowRemote' })
    expect(seen).toEqual(['/redirect'])
  })

  it('is not fetched before a function that takes its time has allowed it', async () => {
    const later = (answer: unknown) => async () => answer as boolean
    expect(await openHere(`${base}/image`, { allowRemote: later(true) })).toMatchObject({ width: 30 })
    for (const answer of [false, undefined, 'yes']) {
      const opening = openHere(`${base}/image`, { allowRemote: later(answer) })
      await expect(opening).rejects.toMatchObject({ code: 'ERR_ARGUMENT', option: 'allowRemote' })
    }
    expect(seen).toEqual(['/image'])
  })

  it('is an ImageError when it is not there, redirects for ever or elsewhere, or nobody answers', async () => {
    const failure = (path: string) => expect(openHere(path, { allowRemote: true })).rejects
    await failure(`${base}/missing`).toMatchObject({ code: 'ERR_IMAGE', message: expect.stringContaining('404') })
    await failure(`${base}/loop`).toMatchObject({ code: 'ERR_IMAGE' })
    await failure(`${base}/to-file`).toMatchObject({ code: 'ERR_IMAGE' })
    await failure('http://127.0.0.1:1/image').toMatchObject({ code: 'ERR_IMAGE', cause: expect.any(Error) })
    await failure('data:image/png;base64,%%%').toMatchObject({ code: 'ERR_IMAGE' })
  })

  it('has a function that fails or never answers reported, and hands it a copy of the URL', async () => {
    const opening = (allowRemote: ImageOptions['allowRemote'], options: object = {}) =>
      expect(openHere(`${base}/image`, { allowRemote, ...options }))
    for (const failure of [new Error('no database'), undefined, 'text']) {
      const refused = { code: 'ERR_ARGUMENT', option: 'allowRemote', cause: failure }
      await opening(() => Promise.reject(failure)).rejects.toMatchObject(
        failure === undefined ? { code: 'ERR_ARGUMENT' } : refused,
      )
      await opening(() => {
        throw failure
      }).rejects.toMatchObject({ code: 'ERR_ARGUMENT', option: 'allowRemote' })
    }
    const never = () => new Promise<boolean>(() => {})
    await opening(never, { timeoutMs: 50 }).rejects.toMatchObject({
      code: 'ERR_IMAGE',
      message: expect.stringContaining('50 ms'),
    })
    await opening(never, { signal: AbortSignal.timeout(20) }).rejects.toMatchObject({ code: 'ERR_ABORTED' })
    expect(seen).toEqual([])
    await opening((url) => {
      url.pathname = '/missing'
      return true
    }).resolves.toMatchObject({ width: 30 })
    expect(seen).toEqual(['/image'])
  })

  it('is refused when its body is compressed', async () => {
    await expect(openHere(`${base}/gzip`, { allowRemote: true })).rejects.toMatchObject({
      code: 'ERR_IMAGE',
      message: expect.stringContaining('gzip'),
    })
  })

  it('has bounds on its size and time, and is given up at the signal', async () => {
    const failure = (path: string, options: object) =>
      expect(openHere(base + path, { allowRemote: true, ...options })).rejects
    await failure('/large', {}).toMatchObject({
      code: 'ERR_IMAGE',
      message: expect.stringContaining('limitInputBytes'),
    })
    await failure('/endless', { limitInputBytes: 250_000 }).toMatchObject({ code: 'ERR_IMAGE' })
    await failure('/silent', { timeoutMs: 50 }).toMatchObject({
      code: 'ERR_IMAGE',
      message: expect.stringContaining('50 ms'),
    })
    await failure('/endless', { timeoutMs: 50 }).toMatchObject({ code: 'ERR_IMAGE' })
    await failure('/silent', { signal: AbortSignal.timeout(20) }).toMatchObject({ code: 'ERR_ABORTED' })
  })
})
