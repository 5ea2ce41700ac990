import { describe, expect, it } from 'vitest'
import { clientAddress, clientKey } from './client-address.js'

describe('clientAddress', () => {
  it('ignores X-Forwarded-For unless a proxy is trusted, and what clients put before it', () => {
    expect(clientAddress('203.0.113.7', '10.0.0.1', 0)).toBe('10.0.0.1')
    expect(clientAddress('1.1.1.1, 203.0.113.7', '10.0.0.1', 1)).toBe('203.0.113.7')
    expect(clientAddress('1.1.1.1, 203.0.113.7, 10.0.0.2', '10.0.0.1', 2)).toBe('203.0.113.7')
    expect(clientAddress('203.0.113.7', '10.0.0.1', 3)).toBe('203.0.113.7')
    expect(clientAddress('unknown', '10.0.0.1', 1)).toBe('10.0.0.1')
    expect(clientAddress(undefined, '10.0.0.1', 1)).toBe('10.0.0.1')
    expect(clientAddress('2001:db8::1', '10.0.0.1', 1)).toBe('2001:db8::1')
  })
})

describe('clientKey', () => {
  it('takes an IPv4 address, mapped or not, and the network of an IPv6 address', () => {
    expect(clientKey('203.0.113.7')).toBe('203.0.113.7')
    expect(clientKey('::ffff:203.0.113.7')).toBe('203.0.113.7')
    expect(clientKey('2001:db8:1:2:3:4:5:6')).toBe('2001:db8:1:2::/64')
    expect(clientKey('2001:db8:1:2::9')).toBe('2001:db8:1:2::/64')
    expect(clientKey('2001:0db8:0001:0002:ffff::')).toBe('2001:db8:1:2::/64')
    expect(clientKey('::1')).toBe('0:0:0:0::/64')
    expect(clientKey('fe80::1%eth0')).toBe('fe80:0:0:0::/64')
    expect(clientKey(undefined)).toBe('')
  })
})
