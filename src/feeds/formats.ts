/** The formats of feeds: under which address, with which media type, and how a page is written. */
import type { TProperties, TSchema } from 'typebox'
import { ref } from '../lib/schema.ts'
import { atomFeed } from './atom/index.ts'
import type { Feed } from './item.ts'
import { jsonFeed } from './json-feed/index.ts'
import { newsMessage } from './newsml-g2/index.ts'
import { type NinjsVersion, ninjsItem, ninjsTombstone } from './ninjs/index.ts'
import type { Cursors } from './page.ts'
import { rssFeed } from './rss/index.ts'
import { archiveParameter, documentText, JsonFeed, NinjsFeed, ninjsParameter } from './schema.ts'

/** What a feed may be asked for beside filters. */
export interface FormatQuery {
  version?: NinjsVersion
}

export interface FeedFormat {
  path: string
  operationId: string
  summary: string
  description: string
  mediaType: string
  schema: TSchema
  /** Its parameters beside those of every feed. */
  parameters: TProperties
  /** Whether it has archive documents and links to them. */
  archives: boolean
  render(feed: Feed, cursors: Cursors, query: FormatQuery): string
}

/** ninjs is the standard of one item: a list of them is Masthead's own object around it. */
function ninjsFeed(
  { publication, tombstones, items }: Feed,
  { next, previous }: Cursors,
  version: NinjsVersion,
): string {
  const data = [
    ...tombstones.map((tombstone) => ninjsTombstone(tombstone, publication, version)),
    ...items.map((item) => ninjsItem(item, publication, version)),
  ]
  return JSON.stringify({ standard: 'ninjs', version, data, page: { next, previous } })
}

const xml = (root: string) => `<?xml version="1.0" encoding="UTF-8"?><${root}/>`

export const feedFormats: readonly FeedFormat[] = [
  {
    path: '/feeds/atom',
    operationId: 'getAtomFeed',
    summary: 'Read articles as an Atom feed',
    description:
      'Live articles as Atom (RFC 4287), with tombstones of what is gone (RFC 6721), pages and monthly archives (RFC 5005).',
    mediaType: 'application/atom+xml',
    schema: documentText('The feed.', xml('feed')),
    parameters: archiveParameter,
    archives: true,
    render: atomFeed,
  },
  {
    path: '/feeds/rss',
    operationId: 'getRssFeed',
    summary: 'Read articles as an RSS feed',
    description:
      'Live articles as RSS 2.0 with whole texts. RSS cannot say that an article is gone: use another format for mirrors.',
    mediaType: 'application/rss+xml',
    schema: documentText('The feed.', xml('rss')),
    parameters: {},
    archives: false,
    render: rssFeed,
  },
  {
    path: '/feeds/json',
    operationId: 'getJsonFeed',
    summary: 'Read articles as a JSON Feed',
    description: 'Live articles as JSON Feed 1.1; `_masthead` has what the format has no member for.',
    mediaType: 'application/feed+json',
    schema: ref(JsonFeed),
    parameters: {},
    archives: false,
    render: jsonFeed,
  },
  {
    path: '/feeds/ninjs',
    operationId: 'getNinjsFeed',
    summary: 'Read articles as ninjs',
    description: 'Live articles in IPTC ninjs 3.1, 2.2 or 1.6, in an object that says where to go on.',
    mediaType: 'application/json',
    schema: ref(NinjsFeed),
    parameters: ninjsParameter,
    archives: false,
    render: (feed, cursors, { version = '3.1' }) => ninjsFeed(feed, cursors, version),
  },
  {
    path: '/feeds/newsml-g2',
    operationId: 'getNewsMlFeed',
    summary: 'Read articles as NewsML-G2',
    description: 'Live articles as an IPTC NewsML-G2 2.35 newsMessage; those that are gone are canceled items.',
    mediaType: 'application/vnd.iptc.g2.newsmessage+xml',
    schema: documentText('The message.', xml('newsMessage')),
    parameters: {},
    archives: false,
    render: newsMessage,
  },
]
