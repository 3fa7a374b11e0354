/** Which URLs requests may go to, as far as the URL alone says; what its name leads to is checked when connecting. */
import { type AllowedHosts, isAddress, isGlobalAddress } from './addresses.ts'

/** The ports of the web; others belong to services that a request from here must not reach. */
const webPorts: Record<string, readonly number[]> = { 'https:': [443, 8443], 'http:': [80, 8080] }

/** Names that lead to the machine itself or to its own network (RFC 6761, RFC 6762, RFC 8375). */
const localName = /(^|\.)(localhost|local|internal|intranet|lan|home\.arpa|test|invalid|onion)$/

export interface TargetRule {
  allowed: AllowedHosts
  /** Whether plain http will do. */
  plainHttp: boolean
}

/** The port of a URL, also where it is the scheme's own. */
export const portOf = ({ protocol, port }: Pick<URL, 'protocol' | 'port'>): number =>
  Number(port || (protocol === 'https:' ? 443 : 80))

/** Why requests may not go to a URL, as the end of a sentence; undefined when nothing in it speaks against it. */
export function refusalOf(text: string, { allowed, plainHttp }: TargetRule): string | undefined {
  const url = URL.parse(text)
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:')) return 'must be an absolute https address'
  if (url.username !== '' || url.password !== '') return 'must not hold a user name or password'
  if (url.hash !== '') return 'must not have a fragment'
  const port = portOf(url)
  if (allowed.host(url.hostname, port)) return undefined
  if (url.protocol === 'http:' && !plainHttp) return 'must be an https address'
  if (!webPorts[url.protocol]?.includes(port)) return 'must have a port of the web: 443 or 8443, with http 80 or 8080'
  if (isAddress(url.hostname))
    return isGlobalAddress(url.hostname) ? undefined : 'must not be a private, local or reserved address'
  const name = url.hostname.replace(/\.$/, '')
  return localName.test(name) || !name.includes('.') ? 'must have a host with a public name' : undefined
}
