/** Which addresses requests may go to: only such as anybody on the internet could reach, and what the operator allows. */
import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'

type Address = ipaddr.IPv4 | ipaddr.IPv6

/** Global unicast (RFC 4291 §2.4): everything else of IPv6 is local, special, or not given out yet. */
const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3')
/** NAT64 (RFC 6052 §2.1): the last 32 bits are the IPv4 address that is really reached. */
const translated = ipaddr.IPv6.parseCIDR('64:ff9b::/96')

const withoutBrackets = (text: string): string => text.replace(/^\[(.*)\]$/, '$1')

/** The address that is really reached: an IPv4 address within an IPv6 one counts as itself. */
function reachedBy(address: Address): Address {
  if (address.kind() === 'ipv4') return address
  const six = address as ipaddr.IPv6
  if (six.isIPv4MappedAddress()) return six.toIPv4Address()
  return six.match(translated) ? new ipaddr.IPv4(six.toByteArray().slice(12)) : six
}

/** Whether the text is an IP address, with or without the brackets of a URL. */
export const isAddress = (text: string): boolean => isIP(withoutBrackets(text)) !== 0

/**
 * Whether an IP address is global (RFC 6890 and the IANA registries of special addresses): not private, loopback,
 * link-local, multicast, unspecified, shared, documentation, benchmarking, tunnel (6to4, Teredo) or reserved. What is no
 * IP address is not global.
 */
export function isGlobalAddress(text: string): boolean {
  const plain = withoutBrackets(text)
  // Only what is written in full: shorter and octal forms mean different addresses to different readers.
  if (isIP(plain) === 0) return false
  const reached = reachedBy(ipaddr.parse(plain))
  if (reached.range() !== 'unicast') return false
  return reached.kind() === 'ipv4' || (reached as ipaddr.IPv6).match(globalUnicast)
}

/** What the operator allows although it is not global, not https, or on another port. */
export interface AllowedHosts {
  /** Whether a host of a URL is on the list, by its name or as an address, with this port. */
  host(hostname: string, port: number): boolean
  /** Whether an address that a name led to is on the list. */
  address(address: string): boolean
}

interface NamedHost {
  name: string
  port: number | undefined
}

function namedHostOf(entry: string): NamedHost {
  const match = /^(\[[^\]]+\]|[^:]+)(?::(\d{1,5}))?$/.exec(entry)
  const port = match?.[2] === undefined ? undefined : Number(match[2])
  if (!match?.[1] || (port !== undefined && (port < 1 || port > 65_535)))
    throw new Error(`DELIVERY_ALLOWED_HOSTS: ${entry} is neither a host, nor host:port, nor a range of addresses`)
  return { name: withoutBrackets(match[1]).toLowerCase(), port }
}

const matches = (text: string, [network, bits]: [Address, number]): boolean => {
  const address = reachedBy(ipaddr.parse(withoutBrackets(text)))
  return address.kind() === network.kind() && address.match(network, bits)
}

/** Reads a list of hosts, host:port and CIDR ranges, divided by commas. Raises an error that names a wrong entry. */
export function parseAllowedHosts(list: string): AllowedHosts {
  const entries = list
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
  const ranges = entries.filter((entry) => ipaddr.isValidCIDR(entry)).map((entry) => ipaddr.parseCIDR(entry))
  const bare = entries.filter((entry) => !ipaddr.isValidCIDR(entry))
  // An IPv6 address without brackets has colons of its own.
  const hosts = bare.map((entry) => (isIP(entry) !== 0 ? { name: entry, port: undefined } : namedHostOf(entry)))
  const address = (text: string): boolean => isAddress(text) && ranges.some((range) => matches(text, range))
  const isSame = (name: string, hostname: string): boolean =>
    name === hostname || (isAddress(name) && isAddress(hostname) && ipaddr.parse(name).toString() === hostname)
  return {
    address,
    host(hostname, port) {
      const plain = withoutBrackets(hostname).toLowerCase()
      const normal = isAddress(plain) ? ipaddr.parse(plain).toString() : plain
      return address(plain) || hosts.some((each) => isSame(each.name, normal) && (each.port ?? port) === port)
    },
  }
}
