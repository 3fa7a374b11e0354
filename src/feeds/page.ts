/** One page of a feed: its items, where it stands, and its text, which is cut where it would be too large. */
import {
  type LiveFilter,
  type LiveStore,
  mostBytes,
  type PlacedArticle,
  placeIn,
  reachOf,
  type Views,
} from '../articles/index.ts'
import type { Queries } from '../db/transactions.ts'
import { type ListRequest, pageOfSlice } from '../http/page.ts'
import type { Instant } from '../lib/instant.ts'
import type { Viewer } from '../lib/viewer.ts'
import type { SiteDocument } from '../site/index.ts'
import { addressOf } from './addresses.ts'
import type { Feed, FeedItem, Tombstone } from './item.ts'
import { feedItems, itemShape, publicationIn } from './items.ts'

/** How many tombstones a feed carries at most. */
export const mostTombstones = 100

/** The newest articles of a filter that a reader had and has no longer, those that left last first. */
export type Tombstones = (queries: Queries, viewer: Viewer, filter: LiveFilter, limit: number) => Promise<Tombstone[]>

/** The cursors of the neighbouring pages; null where there is none. */
export interface Cursors {
  next: string | null
  previous: string | null
}

/** A feed as a text, with its cursors as the format may want to show them. */
export type Render = (feed: Feed, cursors: Cursors) => string

export interface PageDependencies {
  live: LiveStore
  views: Views
  publicUrl: string
  tombstones: Tombstones
}

interface Asked {
  request: ListRequest
  /** The path and query of the request. */
  url: string
  filter: LiveFilter
  viewer: Viewer
  publication: SiteDocument
  hubUrl: string | null
  /** Whether it is the first page of a feed, which carries the tombstones. */
  isBeginning: boolean
  render: Render
  /** Where a page of an archive, or of the feed that has archives, stands among them; null for other feeds. */
  archiveOf: (cursors: Cursors) => Feed['archive']
}

/** The instant of a feed that has nothing. */
const epoch: Instant = '1970-01-01T00:00:00Z'

const newest = (items: FeedItem[], tombstones: Tombstone[]): Instant =>
  [...items.map(({ updatedAt }) => updatedAt), ...tombstones.map(({ at }) => at)].reduce(
    (latest, each) => (each > latest ? each : latest),
    epoch,
  )

function feedOf(
  { url, filter, publication: site, hubUrl, archiveOf }: Asked,
  publicUrl: string,
  content: { items: FeedItem[]; tombstones: Tombstone[] },
  cursors: Cursors,
): Feed {
  const language = (filter.language?.length === 1 ? filter.language[0] : site.languages[0]) as string
  const pageAt = (cursor: string | null) => (cursor === null ? null : addressOf(publicUrl, url, { cursor }))
  return {
    publication: publicationIn(site, language),
    language,
    selfUrl: addressOf(publicUrl, url),
    firstUrl: addressOf(publicUrl, url, { cursor: null }),
    nextUrl: pageAt(cursors.next),
    previousUrl: pageAt(cursors.previous),
    updatedAt: newest(content.items, content.tombstones),
    ...content,
    hubUrl,
    archive: archiveOf(cursors),
  }
}

/** How many items to try next when these made a text of so many bytes. */
const fewer = (count: number, bytes: number): number =>
  Math.max(1, Math.min(count - 1, Math.floor((count * mostBytes) / bytes)))

/**
 * Reads and writes a page. It ends before the item that would make it larger than `mostBytes`, and its links lead on
 * from there; one item is always sent. Raises invalid-cursor.
 */
export async function feedPage(
  queries: Queries,
  { live, views, publicUrl, tombstones }: PageDependencies,
  asked: Asked,
) {
  const { request, filter, viewer, publication, isBeginning, render } = asked
  const slice = await live.list(queries, filter, request)
  const backwards = request.position?.direction === 'previous'
  const cutAt = (limit: number) =>
    pageOfSlice(slice, { ...request, limit }, (row: PlacedArticle) => placeIn(filter.sort, row))
  const reach = Math.min(request.limit, Math.max(1, reachOf(slice.rows, itemShape(viewer))))
  const items = await feedItems(queries, cutAt(reach).rows, { views, publicUrl, publication, viewer })
  const gone = isBeginning ? await tombstones(queries, viewer, filter, mostTombstones) : []
  const shownIds = new Set(items.map(({ id }) => id))
  const buried = gone.filter(({ id }) => !shownIds.has(id))
  const write = (count: number) => {
    // A page that leads back is filled from its end.
    const shown = backwards ? items.slice(items.length - count) : items.slice(0, count)
    const cursors = cutAt(count === items.length ? reach : count).page
    const feed = feedOf(asked, publicUrl, { items: shown, tombstones: buried }, cursors)
    return { feed, text: render(feed, cursors) }
  }
  for (let count = items.length; ; ) {
    const written = write(count)
    const bytes = Buffer.byteLength(written.text)
    if (bytes <= mostBytes || count <= 1) return written
    count = fewer(count, bytes)
  }
}
