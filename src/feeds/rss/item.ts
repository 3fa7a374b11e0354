/** One article as an item of RSS 2.0. */
import { escapeHtml } from '../../lib/html.ts'
import type { Instant } from '../../lib/instant.ts'
import {
  bylineOf,
  contentHtml,
  imageType,
  mediaTopicCode,
  mediaTopicScheme,
  rightsOf,
  summaryOf,
  tagScheme,
} from '../content.ts'
import type { FeedItem, ItemImage } from '../item.ts'
import { cdata, element, type Xml, type XmlAttributes } from '../xml.ts'

/** A date as RFC 822 has it, with a year of four digits. */
export const rfc822 = (instant: Instant): string => new Date(instant).toUTCString()

/** A link as Atom has it, in RSS. */
export const atomLink = (rel: string, href: string, more: XmlAttributes = {}): Xml =>
  element('atom:link', { rel, href, ...more })

const mediaContent = ({ url, width, height, caption, alt, credit }: ItemImage): Xml =>
  element('media:content', { url, type: imageType(url), medium: 'image', width, height }, [
    (caption ?? alt) !== null && element('media:description', { type: 'plain' }, [caption ?? alt]),
    credit !== null && element('media:credit', {}, [credit]),
  ])

/** The main image, for readers that know no `media:content`. Its type is required, so it must be known; its length is not. */
function enclosureOf({ images }: FeedItem): Xml[] {
  const url = images[0]?.url
  const type = url === undefined ? undefined : imageType(url)
  return type === undefined ? [] : [element('enclosure', { url, length: 0, type })]
}

const categoriesOf = (item: FeedItem): Xml[] =>
  item.tags.flatMap(({ label, kind, mediaTopic }) => [
    element('category', { domain: tagScheme(item, kind) }, [label]),
    ...(mediaTopic === null ? [] : [element('category', { domain: mediaTopicScheme }, [mediaTopicCode(mediaTopic)])]),
  ])

const linksOf = ({ originalUrl, source, translations, usage }: FeedItem): Xml[] => [
  ...(originalUrl === null ? [] : [atomLink('via', originalUrl, { title: source.name })]),
  ...translations.map(({ url, language, title }) =>
    atomLink('related', url, { type: 'text/html', hreflang: language, title }),
  ),
  ...(usage.licence === null ? [] : [atomLink('license', usage.licence)]),
]

/** The feed of the source itself, as RSS asks for it: the one of this server, as no other is known. */
const sourceOf = ({ apiUrl, source }: FeedItem): Xml =>
  element('source', { url: new URL(`../../feeds/rss?source=${encodeURIComponent(source.slug)}`, apiUrl).href }, [
    source.name,
  ])

/**
 * The item. `pubDate` is the first publication and never changes; `dcterms:modified` tells of updates. `description` is
 * HTML, so plain text is escaped for HTML and then for XML. Several authors are one `dc:creator`, as readers break on two.
 */
export function itemElement(item: FeedItem): Xml {
  const summary = summaryOf(item)
  const content = contentHtml(item)
  const rights = rightsOf(item)
  return element('item', {}, [
    element('title', {}, [item.title]),
    element('link', {}, [item.url]),
    element('guid', { isPermaLink: 'false' }, [item.urn]),
    element('pubDate', {}, [rfc822(item.firstPublishedAt)]),
    element('dcterms:modified', {}, [item.updatedAt]),
    element('dc:creator', {}, [bylineOf(item).join(', ')]),
    [item.editor?.name, ...item.coEditors].map((name) => name !== undefined && element('dc:contributor', {}, [name])),
    element('dc:language', {}, [item.language]),
    rights !== null && element('dc:rights', {}, [rights]),
    summary !== null && element('description', {}, [escapeHtml(summary).replaceAll('\n', '<br/>')]),
    content !== null && element('content:encoded', {}, [cdata(content)]),
    categoriesOf(item),
    sourceOf(item),
    enclosureOf(item),
    item.images.map(mediaContent),
    linksOf(item),
  ])
}
