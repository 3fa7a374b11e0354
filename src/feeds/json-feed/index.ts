/** A page of articles as JSON Feed 1.1. */
import { bylineOf, contentHtml, contentText, imageType, summaryOf } from '../content.ts'
import type { Feed, FeedItem, Tombstone } from '../item.ts'
import { legalText } from '../xml.ts'

/** Where the members under `_masthead` are explained. */
const about = 'https://github.com/masthead-news/masthead/blob/main/docs/feeds.md'

/** Images whose type the address tells: the type of an attachment is required. */
const attachmentsOf = ({ images }: FeedItem) =>
  images.flatMap(({ url, caption, alt }) => {
    const type = imageType(url)
    return type === undefined ? [] : [{ url, mime_type: type, title: caption ?? alt ?? undefined }]
  })

const extensionOf = (item: FeedItem) => ({
  about,
  id: item.id,
  version: item.version,
  originalTitle: item.originalTitle,
  subtitle: item.subtitle,
  dateline: item.dateline,
  source: item.source,
  editor: item.editor,
  coEditors: item.coEditors,
  tags: item.tags,
  images: item.images,
  usage: item.usage,
  corrections: item.corrections,
  translations: item.translations,
  related: item.relatedNews,
})

/** Without a body the text is the summary, else the title: one of `content_html` and `content_text` is required. */
function jsonItem(item: FeedItem) {
  const html = contentHtml(item)
  const attachments = attachmentsOf(item)
  return {
    id: item.urn,
    url: item.url,
    external_url: item.originalUrl ?? undefined,
    title: item.title,
    ...(html !== null && { content_html: html }),
    content_text: contentText(item) ?? summaryOf(item) ?? item.title,
    summary: item.summary ?? undefined,
    image: item.images[0]?.url,
    date_published: item.firstPublishedAt,
    date_modified: item.updatedAt,
    authors: bylineOf(item).map((name) => ({ name })),
    tags: item.tags.length > 0 ? item.tags.map(({ label }) => label) : undefined,
    language: item.language,
    ...(attachments.length > 0 && { attachments }),
    _masthead: extensionOf(item),
  }
}

const deleted = ({ urn, type, version, at, reason }: Tombstone) => ({ id: urn, type, version, at, reason })

/**
 * The feed (JSON Feed 1.1). What the format has no member for stands under `_masthead`, in the feed and in each item;
 * `deleted` tells what readers have no longer. Characters that XML cannot hold are left out here too.
 */
export function jsonFeed(feed: Feed): string {
  const { publication } = feed
  const value = {
    version: 'https://jsonfeed.org/version/1.1',
    title: publication.name,
    home_page_url: publication.baseUrl ?? undefined,
    feed_url: feed.selfUrl,
    next_url: feed.nextUrl ?? undefined,
    language: feed.language,
    authors: [{ name: publication.name, url: publication.baseUrl ?? undefined }],
    hubs: feed.hubUrl === null ? undefined : [{ type: 'WebSub', url: feed.hubUrl }],
    items: feed.items.map(jsonItem),
    _masthead: {
      about,
      updated: feed.updatedAt,
      firstUrl: feed.firstUrl,
      previousUrl: feed.previousUrl,
      contact: publication.contact,
      copyright: publication.copyright,
      licence: publication.licence,
      textMining: publication.textMining,
      deleted: feed.tombstones.map(deleted),
    },
  }
  return JSON.stringify(value, (_name, each) => (typeof each === 'string' ? legalText(each) : each))
}
