/** The well-known documents as text, made from the site document. */
import { type Instant, toInstant } from '../lib/instant.ts'
import type { SiteDocument } from '../site/index.ts'

const lines = (...each: Array<string | undefined>): string =>
  `${each.filter((line) => line !== undefined).join('\n')}\n`

interface RobotsOptions {
  publicUrl: string
  /** Whether anybody may read: robots are told of sitemaps only then. */
  anonymousReading: boolean
}

/**
 * robots.txt (RFC 9309): all is allowed but the newsroom. `Content-Usage` says whether models may be trained with it, in
 * the vocabulary of the IETF's AI preferences (draft-ietf-aipref-attach).
 */
export const robotsText = ({ textMining }: SiteDocument, { publicUrl, anonymousReading }: RobotsOptions): string =>
  lines(
    'User-agent: *',
    'Allow: /',
    'Disallow: /v1/newsroom',
    `Content-Usage: train-ai=${textMining.reserved ? 'n' : 'y'}`,
    ...(anonymousReading ? ['', `Sitemap: ${publicUrl}/sitemap.xml`, `Sitemap: ${publicUrl}/sitemap-news.xml`] : []),
  )

/** tdmrep.json (W3C TDMRep, §6.1): one rule for the whole server. */
export const textMiningRules = ({ textMining }: SiteDocument): object[] => [
  {
    location: '/',
    'tdm-reservation': textMining.reserved ? 1 : 0,
    ...(textMining.policy !== null && { 'tdm-policy': textMining.policy }),
  },
]

/** The media type of an API catalogue (RFC 9727 §4, RFC 9264). */
export const catalogType = 'application/linkset+json; profile="https://www.rfc-editor.org/info/rfc9727"'

/** The API catalogue (RFC 9727): this API, what describes it, and whether it is well. */
export const apiCatalog = (publicUrl: string): object => {
  const at = (path: string, type: string) => [{ href: publicUrl + path, type }]
  return {
    linkset: [
      {
        anchor: `${publicUrl}/.well-known/api-catalog`,
        item: [{ href: `${publicUrl}/v1`, title: 'Masthead' }],
      },
      {
        anchor: `${publicUrl}/v1`,
        'service-desc': at('/openapi.json', 'application/json'),
        'service-doc': at('/docs', 'text/html'),
        status: at('/health/ready', 'application/json'),
      },
    ],
  }
}

/** What a telephone number is made of in a URI (RFC 3966 §3): digits and visual separators. */
const telephone = /^\+?[0-9().-]*[0-9][0-9().-]*$/

/**
 * A printed telephone number as a URI; undefined for what is no number alone. A number without country code is one within
 * the numbering of whoever has this host name (RFC 3966 §5.1.5).
 */
export function telephoneUri(printed: string, host: string): string | undefined {
  const number = printed.replace(/\s+/g, '')
  if (!telephone.test(number)) return undefined
  return number.startsWith('+') ? `tel:${number}` : `tel:${number};phone-context=${host}`
}

const mailUri = (address: string): string =>
  `mailto:${encodeURIComponent(address).replaceAll('%40', '@').replaceAll('%2B', '+')}`

/** How many days a security.txt holds; RFC 9116 §2.5.5 wants less than a year. */
const daysValid = 180

/** The same all day long (UTC), so that the document is. */
const expiry = (now: Date): Instant => {
  const day = 86_400_000
  return toInstant(new Date((Math.floor(now.getTime() / day) + daysValid) * day))
}

interface SecurityOptions {
  publicUrl: string
  now: Date
}

/**
 * security.txt (RFC 9116) with the contact of the site; undefined when it has none that can be written as a URI.
 * `Canonical` is there when the server is reached by https, as §2.5.2 wants.
 */
export function securityText(
  { contact, languages, baseUrl }: SiteDocument,
  options: SecurityOptions,
): string | undefined {
  const host = new URL(baseUrl ?? options.publicUrl).hostname
  const contacts = [
    contact.email === null ? undefined : mailUri(contact.email),
    contact.phone === null ? undefined : telephoneUri(contact.phone, host),
  ].filter((each) => each !== undefined)
  if (contacts.length === 0) return undefined
  return lines(
    ...contacts.map((each) => `Contact: ${each}`),
    `Expires: ${expiry(options.now)}`,
    `Preferred-Languages: ${languages.join(', ')}`,
    options.publicUrl.startsWith('https:') ? `Canonical: ${options.publicUrl}/.well-known/security.txt` : undefined,
  )
}
