import { isIP } from 'node:net'

/**
 * The address of the client behind `hops` proxies that append to `X-Forwarded-For`.
 * @param remoteAddress of the connection
 * @param hops proxies in front of the service that can be trusted; 0 ignores the header, which anyone can send
 */
export function clientAddress(
  forwardedFor: string | null | undefined,
  remoteAddress: string | undefined,
  hops: number,
): string | undefined {
  if (hops === 0 || !forwardedFor) return remoteAddress
  const addresses = forwardedFor.split(',').map((address) => address.trim())
  const address = addresses[Math.max(0, addresses.length - hops)] ?? ''
  return isIP(address) ? address : remoteAddress
}

/** What counts as one client: an IPv4 address, or a /64 of IPv6, all of which one subscriber has. */
export function clientKey(address: string | undefined): string {
  if (address === undefined) return ''
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)
  if (mapped) return mapped[1]!
  if (isIP(address) !== 6) return address
  const [head = '', tail] = address.split('%')[0]!.split('::')
  const left = head === '' ? [] : head.split(':')
  const right = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros = tail === undefined ? [] : new Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0')
  const network = [...left, ...zeros, ...right].slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16))
  return `${network.join(':')}::/64`
}
