import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, it, vi } from 'vitest'
import { serve } from './__fixtures__/server.js'
import { download } from './download.js'

const bytes = new TextEncoder().encode('weights')
const sha256 = createHash('sha256').update(bytes).digest('hex')

afterEach(() => void vi.unstubAllEnvs())

it('goes through the proxy the environment names, unless it is told not to', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'zoo-proxy-'))
  const server = await serve(bytes)
  const tunnels: string[] = []
  const proxy = createServer().on('connect', (request, socket) => {
    tunnels.push(request.url ?? '')
    const [host, port] = (request.url ?? '').split(':')
    const upstream = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
      upstream.pipe(socket).pipe(upstream)
    })
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  vi.stubEnv('HTTP_PROXY', `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`)
  vi.stubEnv('http_proxy', process.env.HTTP_PROXY)
  for (const name of ['NO_PROXY', 'no_proxy']) vi.stubEnv(name, '')

  const file = { sources: [server.url], sha256, destination: join(folder, 'a') }
  await download(file)
  expect(readFileSync(file.destination)).toEqual(Buffer.from(bytes))
  expect(tunnels).toEqual([new URL(server.url).host])

  for (const name of ['NO_PROXY', 'no_proxy']) vi.stubEnv(name, '127.0.0.1')
  await download({ ...file, destination: join(folder, 'b') })
  expect(tunnels).toHaveLength(1)

  proxy.close()
  await server.close()
  rmSync(folder, { recursive: true, force: true })
})
