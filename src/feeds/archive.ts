/** Archives of a list by the month (UTC) of the last update: RFC 5005 §4. */
import type { FastifyRequest } from 'fastify'
import type { LiveFilter, LiveStore } from '../articles/index.ts'
import type { Queries } from '../db/transactions.ts'
import { encodeCursor } from '../http/cursor.ts'
import { pageRequestOf } from '../http/page.ts'
import { type Instant, toInstant } from '../lib/instant.ts'
import { addressOf } from './addresses.ts'
import type { Feed } from './item.ts'
import type { Cursors } from './page.ts'

/** The first seconds of a month, `YYYY-MM`, and of the one after it. */
export function boundsOfMonth(month: string): { from: Instant; before: Instant } {
  const [year, number] = month.split('-').map(Number) as [number, number]
  const first = new Date(0)
  first.setUTCFullYear(year, number - 1, 1)
  const next = new Date(first)
  next.setUTCMonth(number)
  return { from: toInstant(first), before: toInstant(next) }
}

/** The month of an instant, `YYYY-MM`. */
export const monthOf = (instant: Instant): string => instant.slice(0, 7)

const later = (a: Instant, b: Instant | undefined): Instant => (b !== undefined && b > a ? b : a)
const earlier = (a: Instant, b: Instant | undefined): Instant => (b !== undefined && b < a ? b : a)

/** The articles of a filter that were last updated within these instants, those updated last first. */
export const narrowedTo = (filter: LiveFilter, from: Instant, before: Instant): LiveFilter => ({
  ...filter,
  sort: '-updatedAt',
  updatedAfter: later(from, filter.updatedAfter),
  updatedBefore: earlier(before, filter.updatedBefore),
})

/**
 * The month of the first article of a list. Where a list could not look far enough to find one, it is the month where
 * it stopped looking: its archive may be empty, and leads on.
 */
async function firstMonth(queries: Queries, live: LiveStore, filter: LiveFilter): Promise<string | undefined> {
  const { rows, examinedTo } = await live.list(queries, filter, { limit: 1, position: undefined, count: false })
  const instant = rows[0]?.updatedAt ?? examinedTo?.key
  return instant === undefined || instant === '' ? undefined : monthOf(instant)
}

const beginning: Instant = '0000-01-01T00:00:00Z'

/** The newest month with articles of the filter that ended by this instant; undefined when there is none. */
const monthBefore = (
  queries: Queries,
  live: LiveStore,
  filter: LiveFilter,
  before: Instant,
): Promise<string | undefined> => firstMonth(queries, live, narrowedTo(filter, beginning, before))

/** The oldest month with articles of the filter that began at `from` or later and ended by `before`. */
const monthSince = (
  queries: Queries,
  live: LiveStore,
  filter: LiveFilter,
  from: Instant,
  before: Instant,
): Promise<string | undefined> => firstMonth(queries, live, { ...narrowedTo(filter, from, before), sort: 'updatedAt' })

/** Where a list stands among its archives, and how it was asked for. */
interface Place {
  live: LiveStore
  /** The filter of the list, not narrowed to a month. */
  filter: LiveFilter
  publicUrl: string
  request: Pick<FastifyRequest, 'url' | 'query'>
  /** The month that has not ended. */
  present: string
}

/** The place of a page among archives; the cursors of its neighbours are known when it has been cut. */
type ArchiveOf = (cursors: Cursors) => NonNullable<Feed['archive']>

/** The links of the feed itself: to the newest month that has ended and has articles (one statement). */
export async function currentArchive(queries: Queries, place: Place): Promise<ArchiveOf> {
  const { live, filter, publicUrl, request, present } = place
  const newest = await monthBefore(queries, live, filter, boundsOfMonth(present).from)
  const currentUrl = addressOf(publicUrl, request.url)
  const previousUrl =
    newest === undefined ? null : addressOf(publicUrl, request.url, { archive: newest, sort: null, limit: null })
  return () => ({ isArchive: false, previousUrl, nextUrl: null, currentUrl })
}

/** The oldest part of a month's archive: the page that leads back from the beginning of the month. */
function oldestPart({ publicUrl, request }: Place, month: string): string {
  const { hash } = pageRequestOf({
    query: { ...(request.query as object), archive: month, cursor: undefined },
    url: request.url,
  })
  const position = { key: boundsOfMonth(month).from, id: String(Number.MIN_SAFE_INTEGER) }
  return addressOf(publicUrl, request.url, {
    archive: month,
    cursor: encodeCursor({ direction: 'previous', ...position }, hash),
  })
}

/**
 * The links of one part of a month's archive (two statements): to the parts beside it, else to the nearest months that
 * have articles. Parts stand in the order of the chain, the one with the newest updates last.
 */
export async function monthArchive(queries: Queries, place: Place & { month: string }): Promise<ArchiveOf> {
  const { live, filter, publicUrl, request, present, month } = place
  const { from, before } = boundsOfMonth(month)
  const older = await monthBefore(queries, live, filter, from)
  const newer = await monthSince(queries, live, filter, before, boundsOfMonth(present).from)
  const at = (changes: Record<string, string | null>) => addressOf(publicUrl, request.url, changes)
  const olderUrl = older === undefined ? null : at({ archive: older, cursor: null })
  const newerUrl = newer === undefined ? null : oldestPart(place, newer)
  return ({ next, previous }) => ({
    isArchive: true,
    previousUrl: next === null ? olderUrl : at({ cursor: next }),
    nextUrl: previous === null ? newerUrl : at({ cursor: previous }),
    currentUrl: at({ archive: null, cursor: null, limit: null }),
  })
}
