/** One article as an Atom entry (RFC 4287 §4.1.2). */
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
import type { FeedItem, FeedPublication } from '../item.ts'
import { element, type Xml, type XmlAttributes, xmlDocument } from '../xml.ts'

export const atomNamespace = 'http://www.w3.org/2005/Atom'

/** `atom:link` (RFC 4287 §4.2.7). */
export const link = (rel: string, href: string, more: XmlAttributes = {}): Xml =>
  element('link', { rel, href, ...more })

const person = (role: 'author' | 'contributor', name: string): Xml => element(role, {}, [element('name', {}, [name])])

/**
 * Its links. The page is the only `alternate`: readers that see two take the last one for the article, so translations
 * are `related` with `hreflang`, and this server's JSON is `describedby`. The length of images is not known: 0.
 */
const linksOf = (item: FeedItem): Xml[] => [
  link('alternate', item.url, { type: 'text/html', hreflang: item.language }),
  ...viaOf(item),
  ...item.translations.map(({ url, language, title }) =>
    link('related', url, { type: 'text/html', hreflang: language, title }),
  ),
  ...item.relatedNews.flatMap(({ url, title }) => (url === null ? [] : [link('related', url, { title })])),
  ...item.images.map(({ url, caption, alt }) =>
    link('enclosure', url, { type: imageType(url), length: 0, title: caption ?? alt }),
  ),
  link('describedby', item.apiUrl, { type: 'application/json' }),
  ...(item.usage.licence === null ? [] : [link('license', item.usage.licence)]),
]

/** Where the text comes from: its page there, else the site of its source. */
function viaOf({ originalUrl, source }: FeedItem): Xml[] {
  const address = originalUrl ?? source.url
  return address === null ? [] : [link('via', address, { title: source.name })]
}

const categoriesOf = (item: FeedItem): Xml[] =>
  item.tags.flatMap(({ slug, kind, label, mediaTopic }) => [
    element('category', { term: slug, scheme: tagScheme(item, kind), label }),
    ...(mediaTopic === null
      ? []
      : [element('category', { term: mediaTopicCode(mediaTopic), scheme: mediaTopicScheme, label })]),
  ])

/** The entry, to stand in a feed or, with the namespace among `attributes`, alone; `own` are further links. */
export function entryElement(item: FeedItem, attributes: XmlAttributes = {}, own: readonly Xml[] = []): Xml {
  const content = contentHtml(item)
  const summary = summaryOf(item)
  const rights = rightsOf(item)
  return element('entry', { ...attributes, 'xml:lang': item.language }, [
    element('id', {}, [item.urn]),
    element('title', {}, [item.title]),
    element('updated', {}, [item.updatedAt]),
    element('published', {}, [item.firstPublishedAt]),
    bylineOf(item).map((name) => person('author', name)),
    item.editor && person('contributor', item.editor.name),
    item.coEditors.map((name) => person('contributor', name)),
    own,
    linksOf(item),
    categoriesOf(item),
    summary !== null && element('summary', {}, [summary]),
    content !== null && element('content', { type: 'html' }, [content]),
    rights !== null && element('rights', {}, [rights]),
  ])
}

/** One article as a document of its own (RFC 4287 §2), media type `application/atom+xml;type=entry` (RFC 5023 §12). */
export const atomEntry = (item: FeedItem, publication: FeedPublication): string =>
  xmlDocument(
    entryElement(item, { xmlns: atomNamespace }, [
      link('self', `${item.apiUrl}?format=atom`, { type: 'application/atom+xml;type=entry' }),
      ...(item.usage.licence === null && publication.licence !== null ? [link('license', publication.licence)] : []),
    ]),
  )
