/** One article, and one that is gone, in neutral words: what every format is made from. */
import type { Instant } from '../lib/instant.ts'
import type { Usage } from '../lib/usage-schema.ts'

/** An image as the article shows it; sizes in pixels. */
export interface ItemImage {
  url: string
  width: number | null
  height: number | null
  alt: string | null
  caption: string | null
  credit: string | null
}

export interface ItemCorrection {
  id: string
  /** The edition that it published. */
  version: number
  kind: 'correction' | 'clarification' | 'update' | 'retraction'
  notice: string
  at: Instant
}

/** An article as a format shows it. Instants are RFC 3339 UTC in whole seconds with Z. */
export interface FeedItem {
  /** UUIDv7, lower case. */
  id: string
  /** `urn:uuid:…`: the identity in every format, whatever the version. */
  urn: string
  /** Where this server has it as JSON: absolute. */
  apiUrl: string
  /** Its page on the publication's web site. */
  url: string
  language: string
  slug: string
  version: number
  title: string
  originalTitle: string | null
  subtitle: string | null
  summary: string | null
  dateline: { place: string | null; date: string | null } | null
  /** The whole body: sanitized HTML, well-formed as XML too, with absolute addresses; null where the reader's profile has none. */
  html: string | null
  /** The whole body as plain text; null where `html` is. */
  text: string | null
  /** The whole body as Markdown; null where `html` is. */
  markdown: string | null
  wordCount: number
  characterCount: number
  firstPublishedAt: Instant
  publishedAt: Instant
  updatedAt: Instant
  source: { id: string; slug: string; name: string; url: string | null; kind: string }
  editor: { id: string; slug: string; name: string } | null
  /** Names, in the order of the byline. */
  authors: string[]
  coEditors: string[]
  tags: Array<{ id: string; slug: string; kind: string; label: string; mediaTopic: string | null }>
  images: ItemImage[]
  /** What else to read; `id` where it is an article here. */
  relatedNews: Array<{ id: string | null; title: string; url: string | null }>
  translations: Array<{ id: string; language: string; title: string; url: string }>
  /** Newest first. */
  corrections: ItemCorrection[]
  originalUrl: string | null
  usage: Usage
}

/** An article that readers had and have no longer. */
export interface Tombstone {
  id: string
  urn: string
  apiUrl: string
  /** How it left. */
  type: 'withdrawn' | 'unpublished' | 'expired' | 'erased' | 'entitlementLost'
  /** The last version that readers had. */
  version: number
  /** When it left. */
  at: Instant
  /** What readers are told; only of withdrawn and erased ones. */
  reason: string | null
}

/** The publication that items come from. */
export interface FeedPublication {
  /** Its name in the language of the feed. */
  name: string
  baseUrl: string | null
  timeZone: string
  contact: { email: string | null; phone: string | null }
  copyright: string | null
  licence: string | null
  textMining: { reserved: boolean; policy: string | null }
}

/** A page of items, and where it stands. */
export interface Feed {
  publication: FeedPublication
  /** The language that all items have, when the filter names one; else the publication's main one. */
  language: string
  /** Under which address it was asked for: absolute, with its query. */
  selfUrl: string
  /** The same list as this feed at its beginning, without cursor. */
  firstUrl: string
  nextUrl: string | null
  previousUrl: string | null
  /** The newest change in it; the epoch when it is empty. */
  updatedAt: Instant
  items: FeedItem[]
  tombstones: Tombstone[]
  /** Address of the WebSub hub; null where this list is no topic of it. */
  hubUrl: string | null
  /** For an archive document (RFC 5005 §4): its neighbours; null for the current feed without archives. */
  archive: { isArchive: boolean; previousUrl: string | null; nextUrl: string | null; currentUrl: string } | null
}
