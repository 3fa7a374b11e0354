/** What three feed readers make of a feed, in the same words. */
import { parseFeed as readWithRowan } from '@rowanmanning/feed-parser'
import { parseFeed as readWithFeedsmith } from 'feedsmith'
import RssParser from 'rss-parser'

/** What a reader makes of one item; undefined or null what it does not find. Instants are in milliseconds, NaN without. */
export interface Reading {
  id: string | null | undefined
  link: string | null | undefined
  title: string | null | undefined
  authors: string[]
  published: number
  /** When it changed last; undefined where a reader does not tell of this format. */
  updated: number | undefined
  html: string | null | undefined
}

async function readWithRssParser(text: string): Promise<Reading[]> {
  const parser = new RssParser({ customFields: { item: ['dcterms:modified', 'updated', 'published'] } })
  const parsed = await parser.parseString(text)
  return parsed.items.map((item) => {
    const each = item as typeof item & Record<string, string | undefined>
    return {
      id: each.guid ?? each.id,
      link: each.link,
      title: each.title,
      authors: [each.author ?? each.creator ?? ''],
      published: Date.parse(each.published ?? each.isoDate ?? ''),
      updated: Date.parse(each.updated ?? each['dcterms:modified'] ?? ''),
      html: each['content:encoded'] ?? each.content,
    }
  })
}

/** This reader knows no `dcterms:modified` and takes the date of publication for the last change. */
function rowanReadings(text: string): Reading[] {
  const { items, meta } = readWithRowan(text)
  return items.map((each) => ({
    id: each.id,
    link: each.url,
    title: each.title,
    authors: each.authors.map(({ name }) => name ?? ''),
    published: each.published?.getTime() ?? Number.NaN,
    updated: meta.type === 'rss' ? undefined : each.updated?.getTime(),
    html: each.content,
  }))
}

const instantOf = (value: unknown): number => Date.parse(String(value))

function feedsmithReadings(text: string): Reading[] {
  const { format, feed: parsed } = readWithFeedsmith(text)
  if (format === 'atom')
    return (parsed.entries ?? []).map((each) => ({
      id: each.id,
      link: each.links?.find(({ rel }) => rel === 'alternate')?.href,
      title: each.title?.value,
      authors: (each.authors ?? []).map(({ name }) => name ?? ''),
      published: instantOf(each.published),
      updated: instantOf(each.updated),
      html: each.content?.value,
    }))
  if (format === 'json')
    return (parsed.items ?? []).map((each) => ({
      id: each.id,
      link: each.url,
      title: each.title,
      authors: (each.authors ?? []).map(({ name }) => name ?? ''),
      published: instantOf(each.date_published),
      updated: instantOf(each.date_modified),
      html: each.content_html,
    }))
  if (format !== 'rss') throw new Error(`read as ${format}`)
  return (parsed.items ?? []).map((each) => ({
    id: each.guid?.value,
    link: each.link,
    title: each.title,
    authors: each.dc?.creators ?? [],
    published: instantOf(each.pubDate),
    updated: instantOf(each.dcterms?.modified),
    html: each.content?.encoded,
  }))
}

/** The readers by name. `feedsmith` reads JSON Feed too. */
export const feedReaders = {
  'rss-parser': readWithRssParser,
  feedsmith: async (text: string) => feedsmithReadings(text),
  '@rowanmanning/feed-parser': async (text: string) => rowanReadings(text),
}
