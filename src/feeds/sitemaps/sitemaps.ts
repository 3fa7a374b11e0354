/** Sitemaps: put together from short reads, in keyset pages; nothing holds the database while a sitemap is written. */
import { setImmediate as otherWork } from 'node:timers/promises'
import type { Lifecycle, LiveFilter, PlacedArticle } from '../../articles/index.ts'
import { nameIn } from '../../catalogue/index.ts'
import type { Transactions } from '../../db/transactions.ts'
import type { Position } from '../../http/cursor.ts'
import type { Slice } from '../../http/page.ts'
import { instantToLocal } from '../../lib/instant.ts'
import type { Viewer } from '../../lib/viewer.ts'
import type { SiteDocument, SiteStore } from '../../site/index.ts'
import type { Xml } from '../xml.ts'
import { newsEntry, newsUrlset, pageEntry, sitemapIndex, urlset } from './entries.ts'
import { boundsOfMonth, mostParts, nameOfPart, news, newsSince, type Part, partsOfMonth } from './model.ts'
import type { SitemapStore } from './store.ts'

export interface SitemapDependencies {
  db: Transactions
  live: Lifecycle['live']
  site: SiteStore
  /** Where this server is: absolute, without a slash at its end. */
  publicUrl: string
  tickSeconds: number
  now: () => Date
  /** How many addresses a part has at most. */
  mostAddresses: number
}

/** How many articles are read at once. */
const rowsAtOnce = 1000

/** How many of the newest changes tell when parts changed last. */
const changesLookedAt = 200

const pageAt = (position: Position | undefined, limit: number) => ({ limit, position, count: false })

/** Where the page behind a slice begins; undefined at the end of the list. */
function positionBehind(slice: Slice<PlacedArticle>, limit: number): Position | undefined {
  if (slice.rows.length > limit) return { direction: 'next', key: '', id: String(slice.rows[limit - 1]?.ordinal) }
  return slice.examinedTo && { direction: 'next', ...slice.examinedTo }
}

/** Makes the sitemaps that a reader sees, as XML. */
export function createSitemaps(
  { db, live, site, publicUrl, tickSeconds, now, mostAddresses }: SitemapDependencies,
  store: SitemapStore,
) {
  const siteDocument = async (): Promise<SiteDocument> => (await site.find(db.read)).document

  /** When the months changed last in which the newest changes lie, by the clock of the site. */
  async function newestChanges(viewer: Viewer, timeZone: string): Promise<Map<string, string>> {
    const { rows } = await live.list(db.read, { sort: '-updatedAt', viewer }, pageAt(undefined, changesLookedAt))
    const changes = new Map<string, string>()
    for (const { publishedAt, updatedAt } of rows) {
      const month = instantToLocal(publishedAt, timeZone).slice(0, 7)
      if (!changes.has(month)) changes.set(month, updatedAt)
    }
    return changes
  }

  /** The index: the news sitemap, and a part for each month with articles, the newest first. */
  async function index(viewer: Viewer): Promise<string> {
    const { timeZone } = await siteDocument()
    const months = (await store.months(db.read, viewer, timeZone)).reverse()
    const changes = await newestChanges(viewer, timeZone)
    const parts = months
      .flatMap(({ month, articles }) => partsOfMonth(month, articles, mostAddresses))
      .slice(0, mostParts - 1)
    const single = new Set(months.filter(({ articles }) => articles <= mostAddresses).map(({ month }) => month))
    return sitemapIndex([
      { url: `${publicUrl}/sitemap-news.xml`, lastmod: undefined },
      ...parts.map((part) => ({
        url: `${publicUrl}/sitemaps/${nameOfPart(part)}.xml`,
        lastmod: single.has(part.month) ? changes.get(part.month) : undefined,
      })),
    ])
  }

  /** Where a part begins in the list of its month: `undefined` for a part that is not there. */
  async function beginningOf(viewer: Viewer, bounds: { from: string; before: string }, number: number) {
    const first = await store.ordinalBehind(db.read, viewer, bounds, (number - 1) * mostAddresses)
    return first === undefined ? undefined : ({ direction: 'next', key: '', id: String(first - 1) } as const)
  }

  /** A part; undefined when a reader sees no article in it. */
  async function part(viewer: Viewer, { month, number }: Part): Promise<string | undefined> {
    const document = await siteDocument()
    const bounds = boundsOfMonth(month, document.timeZone)
    let position: Position | undefined = await beginningOf(viewer, bounds, number)
    if (position === undefined) return undefined
    const filter: LiveFilter = {
      sort: 'publishedAt',
      publishedAfter: bounds.from,
      publishedBefore: bounds.before,
      viewer,
    }
    const withImages = viewer.profile?.images !== false
    const entries: Xml[] = []
    while (position !== undefined && entries.length < mostAddresses) {
      const request = pageAt(position, Math.min(rowsAtOnce, mostAddresses - entries.length))
      const { slice, clusters } = await db.snapshot(async (queries) => {
        const slice = await live.list(queries, filter, request)
        const ids = slice.rows.slice(0, request.limit).map(({ clusterId }) => clusterId)
        return { slice, clusters: await store.alternates(queries, viewer, ids) }
      })
      for (const row of slice.rows.slice(0, request.limit))
        entries.push(pageEntry(document, row, clusters.get(row.clusterId) ?? [], withImages))
      position = positionBehind(slice, request.limit)
      await otherWork()
    }
    return entries.length === 0 ? undefined : urlset(entries)
  }

  /** The newest articles that were published first in the two days before the current tick, or since. */
  async function newest(viewer: Viewer): Promise<string> {
    const document = await siteDocument()
    const since = newsSince(now(), tickSeconds)
    const [ownName = ''] = Object.values(document.name)
    const filter: LiveFilter = { sort: '-publishedAt', publishedAfter: since, viewer }
    const entries: Xml[] = []
    let position: Position | undefined
    do {
      const slice = await live.list(db.read, filter, pageAt(position, news.articles))
      // What is published again has a new time of publication, but is no news.
      const fresh = slice.rows.slice(0, news.articles).filter((row) => row.document.firstPublishedAt >= since)
      entries.push(...fresh.map((row) => newsEntry(document, row, nameIn(document.name, row.language, ownName))))
      position = positionBehind(slice, news.articles)
    } while (position !== undefined && entries.length < news.articles)
    return newsUrlset(entries.slice(0, news.articles))
  }

  return { index, part, newest }
}

export type Sitemaps = ReturnType<typeof createSitemaps>
