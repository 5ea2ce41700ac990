import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'

/** Addresses in public ranges that only a cloud's own machines reach: Azure's metadata and health service. */
const CLOUD_ADDRESSES = new Set(['168.63.129.16'])

/** The only part of IPv6 that is given out for the public internet. `@source RFC 4291, IANA IPv6 Global Unicast Allocations` */
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR('2000::/3')

/**
 * Whether an IP address is one of the public internet: not loopback, private, link-local, shared (CGNAT), multicast, unspecified, for
 * documentation or benchmarks, reserved, nor IPv6 that carries an IPv4 address (mapped, NAT64, 6to4, Teredo).
 */
export function isPublicAddress(address: string): boolean {
  // A zone (`fe80::1%eth0`) belongs to link-local addresses.
  if (isIP(address) === 0 || address.includes('%')) return false
  const parsed = ipaddr.parse(address)
  if (parsed.range() !== 'unicast' || CLOUD_ADDRESSES.has(parsed.toString())) return false
  return parsed.kind() === 'ipv4' || (parsed as ipaddr.IPv6).match(GLOBAL_UNICAST)
}

/** Names that stand for this machine, its network or a cloud's metadata service, whatever they resolve to. */
const PRIVATE_NAMES = new Set(['localhost', 'metadata', 'instance-data'])
const PRIVATE_DOMAINS = ['.localhost', '.local', '.internal', '.intranet', '.lan', '.home.arpa', '.onion']

/** Whether a URL's host may be on the public internet, as far as it shows before the name is resolved. */
export function isPublicHost(hostname: string): boolean {
  const address = addressIn(hostname)
  if (address !== undefined) return isPublicAddress(address)
  const name = hostname.toLowerCase().replace(/\.+$/, '')
  return name !== '' && !PRIVATE_NAMES.has(name) && !PRIVATE_DOMAINS.some((domain) => name.endsWith(domain))
}

/** The address that a URL's hostname is, IPv6 without its brackets; undefined for a name. */
export function addressIn(hostname: string): string | undefined {
  const bare = hostname.replace(/^\[|\]$/g, '')
  return isIP(bare) === 0 ? undefined : bare
}
