import dns from 'node:dns'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { syncBuiltinESMExports } from 'node:module'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { openImage } from './image.js'

const { lookup } = dns
afterEach(() => {
  dns.lookup = lookup
  syncBuiltinESMExports()
})

/** Has every name resolve to these addresses, as its owner can. */
function resolveTo(...addresses: string[]): () => number {
  let asked = 0
  const rebound = (_: string, __: unknown, callback: (error: null, all: dns.LookupAddress[]) => void) => {
    asked++
    process.nextTick(
      callback,
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    )
  }
  dns.lookup = rebound as unknown as typeof dns.lookup
  syncBuiltinESMExports()
  return () => asked
}

describe('a name', () => {
  it('that resolves to a private address is refused, be it one of several', async () => {
    const server = createServer((_, response) => response.end('secret')).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    let hits = 0
    server.on('connection', () => hits++)
    for (const addresses of [['127.0.0.1'], ['93.184.215.14', '127.0.0.1'], ['::1'], ['::ffff:127.0.0.1'], []]) {
      const asked = resolveTo(...addresses)
      await expect(openImage(`http://rebind.example.com:${port}/`, { allowRemote: () => true })).rejects.toMatchObject({
        code: 'ERR_ARGUMENT',
        option: 'allowPrivateNetwork',
      })
      // The connection uses the addresses that were checked.
      expect(asked()).toBe(1)
    }
    expect(hits).toBe(0)
    server.close()
  })
})
