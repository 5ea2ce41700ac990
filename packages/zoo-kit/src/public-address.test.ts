import { describe, expect, it } from 'vitest'
import { isPublicAddress, isPublicHost } from './public-address.js'

const PRIVATE =
  `0.0.0.0 0.1.2.3 10.0.0.1 100.64.0.1 100.100.100.200 127.0.0.1 127.8.8.8 169.254.169.254 172.16.0.1 172.31.255.255
  192.0.0.192 192.0.2.1 192.168.1.1 192.88.99.1 198.18.0.1 198.19.255.255 198.51.100.7 203.0.113.9 224.0.0.1 239.255.255.255 240.0.0.1
  255.255.255.255 168.63.129.16 :: ::1 ::127.0.0.1 ::ffff:10.0.0.1 ::ffff:8.8.8.8 ::ffff:0:8.8.8.8 64:ff9b::7f00:1 64:ff9b::808:808
  64:ff9b:1::808:808 100::1 2001::1 2001:2::1 2001:10::1 2001:20::1 2001:db8::1 3fff::1 2002:7f00:1:: 2002:808:808:: 5f00::1 fc00::1
  fd00:ec2::254 fe80::1 fe80::1%eth0 fec0::1 ff02::1 4000::1 2001:4860:4860::8888%lo`.split(/\s+/)

describe('isPublicAddress', () => {
  it.each(PRIVATE)('refuses %s', (address) => {
    expect(isPublicAddress(address)).toBe(false)
  })

  it.each(['8.8.8.8', '1.1.1.1', '93.184.215.14', '172.32.0.1', '2606:4700:4700::1111', '2001:4860:4860::8888'])(
    'allows %s',
    (address) => {
      expect(isPublicAddress(address)).toBe(true)
    },
  )

  it('refuses what is no address', () => {
    for (const text of ['', 'example.com', '1.2.3', '0x7f000001x']) expect(isPublicAddress(text)).toBe(false)
  })
})

describe('isPublicHost', () => {
  it.each([
    'http://localhost/',
    'http://LOCALHOST./',
    'http://a.localhost/',
    'http://metadata.google.internal/',
    'http://metadata/',
    'http://printer.local/',
    'http://2130706433/',
    'http://0x7f.1/',
    'http://0177.0.0.1/',
    'http://127.1/',
    'http://[::ffff:127.0.0.1]/',
    'http://[::1]/',
    'http://①②⑦.0.0.1/',
  ])('refuses that of %s', (url) => {
    expect(isPublicHost(new URL(url).hostname)).toBe(false)
  })

  it('allows public names and addresses', () => {
    for (const url of ['https://example.com/', 'http://8.8.8.8/', 'http://[2606:4700::1111]/']) {
      expect(isPublicHost(new URL(url).hostname)).toBe(true)
    }
  })
})
