/** What sitemaps are made of: parts by month, addresses within a part, languages as Google names them. */
import { type Instant, startOfDay, toInstant } from '../../lib/instant.ts'

/** How many addresses a part has at most; the protocol allows 50,000. */
export const mostAddresses = 10_000

/** How large an entry of a part may be, in bytes: with so many of them a part stays within the 50 MB of the protocol. */
export const mostEntryBytes = 5000

/** How many parts an index names at most (sitemaps.org protocol 0.9). */
export const mostParts = 50_000

/** How many articles a Google News sitemap has at most, and how many days it goes back. */
export const news = { articles: 1000, days: 2 }

/** A month, `2024-06`, and which of its parts, from 1. */
export interface Part {
  month: string
  number: number
}

/** What a part is called in its address: `2024-06`, and `2024-06-2` where a month has more than one. */
export const nameOfPart = ({ month, number }: Part): string => (number === 1 ? month : `${month}-${number}`)

/** Pattern of the names of parts. */
export const partPattern = '^(1[5-9]|2[0-4])[0-9]{2}-(0[1-9]|1[0-2])(-([2-9]|[1-9][0-9]{1,4}))?$'

/** Reads the name of a part. It must fit `partPattern`. */
export const partOfName = (name: string): Part => ({ month: name.slice(0, 7), number: Number(name.slice(8) || 1) })

/** The parts of a month with so many addresses, `most` of them in each. */
export const partsOfMonth = (month: string, addresses: number, most: number): Part[] =>
  Array.from({ length: Math.ceil(addresses / most) }, (_, index) => ({ month, number: index + 1 }))

const monthAfter = (month: string): string => {
  const [year = 0, number = 0] = month.split('-').map(Number)
  return `${number === 12 ? year + 1 : year}-${String((number % 12) + 1).padStart(2, '0')}`
}

/** A month, `2024-06`, in a time zone, from its first second to before the first second of the next. */
export const boundsOfMonth = (month: string, timeZone: string): { from: Instant; before: Instant } => ({
  from: startOfDay(`${month}-01`, timeZone),
  before: startOfDay(`${monthAfter(month)}-01`, timeZone),
})

/** Since when an article must have been published first to be news: so many days before the current tick. */
export function newsSince(now: Date, tickSeconds: number): Instant {
  const tick = Math.floor(now.getTime() / 1000 / tickSeconds) * tickSeconds
  return toInstant(new Date((tick - news.days * 86_400) * 1000))
}

/** A language as a Google News sitemap names it: `zh-cn`, `zh-tw`, else two or three letters. */
export function newsLanguage(language: string): string {
  const { language: primary, script } = new Intl.Locale(language).maximize()
  if (primary !== 'zh') return primary
  return script === 'Hant' ? 'zh-tw' : 'zh-cn'
}
