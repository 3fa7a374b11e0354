/** What is said of the item and not of its content: class, times, status, notes, signals, and links to other items. */
import { imageType } from '../content.ts'
import type { FeedItem, FeedPublication, Tombstone } from '../item.ts'
import { deskNotes, urnOf, webUri } from '../ninjs/iptc.ts'
import { element, type Xml } from '../xml.ts'
import { line, SCHEMA_ORG } from './vocabulary.ts'

/** Who sends the item: the publication, by its web site if it has one. */
export const provider = ({ name, baseUrl }: FeedPublication): Xml =>
  element('provider', { uri: webUri(baseUrl) }, [line('name', name)])

const qcode = (name: string, code: string): Xml => element(name, { qcode: code })
const text = (name: string, value: string): Xml => element(name, {}, [value])

/** A version of text that a reader of an earlier one must replace: a correction is an update too. */
function signals({ version, corrections }: FeedItem): Xml[] {
  if (corrections.length > 0) return [qcode('signal', 'sig:correction'), qcode('signal', 'sig:update')]
  return version > 1 ? [qcode('signal', 'sig:update')] : []
}

const title = (value: string, language?: string): Xml => element('title', { 'xml:lang': language }, [value])

/** What leads nowhere yet (a title on an imported page) is left out. */
const related = ({ relatedNews }: FeedItem): Xml[] =>
  relatedNews
    .filter(({ id, url }) => id !== null || webUri(url) !== undefined)
    .map((other, index) =>
      element(
        'link',
        {
          rel: 'irel:seeAlso',
          rank: index + 1,
          href: webUri(other.url),
          residref: other.id === null ? null : urnOf(other.id),
        },
        [title(other.title)],
      ),
    )

const translations = (item: FeedItem): Xml[] =>
  item.translations.map((other) =>
    element('link', { reluri: `${SCHEMA_ORG}workTranslation`, href: webUri(other.url), residref: urnOf(other.id) }, [
      title(other.title, other.language),
      element('language', { tag: other.language }),
    ]),
  )

const images = (item: FeedItem): Xml[] =>
  item.images.map((image, index) =>
    element(
      'link',
      { rel: 'irel:associatedWith', rank: index + 1, href: webUri(image.url), contenttype: imageType(image.url) },
      [
        qcode('itemClass', 'ninat:picture'),
        image.caption !== null && element('description', { role: 'drol:caption' }, [image.caption]),
        image.alt !== null && element('description', { role: 'drol:altText' }, [image.alt]),
        image.credit !== null && line('creditline', image.credit),
      ],
    ),
  )

/** The page of the article, and the text that it is based on, with that text's title. */
function pages({ url, originalUrl, originalTitle }: FeedItem): Xml[] {
  const page = element('link', {
    reluri: `${SCHEMA_ORG}mainEntityOfPage`,
    href: webUri(url),
    contenttype: 'text/html',
  })
  if (originalUrl === null && originalTitle === null) return [page]
  const original = element('link', { reluri: `${SCHEMA_ORG}isBasedOn`, href: webUri(originalUrl) }, [
    originalTitle !== null && title(originalTitle),
  ])
  return [page, original]
}

const altRep = (apiUrl: string): Xml => element('altRep', { contenttype: 'application/json' }, [apiUrl])

/** The itemMeta of an article; the schema enforces this order. */
export const itemMeta = (item: FeedItem, publication: FeedPublication): Xml =>
  element('itemMeta', {}, [
    qcode('itemClass', 'ninat:text'),
    provider(publication),
    text('versionCreated', item.updatedAt),
    text('firstCreated', item.firstPublishedAt),
    qcode('pubStatus', 'stat:usable'),
    title(item.title),
    deskNotes(item).map((note) => text('edNote', note)),
    signals(item),
    altRep(item.apiUrl),
    item.usage.until !== null && text('expires', item.usage.until),
    related(item),
    translations(item),
    images(item),
    pages(item),
  ])

/** The itemMeta of a recalled article: canceled, with the reason that readers are told. */
export const canceledItemMeta = (tombstone: Tombstone, publication: FeedPublication): Xml =>
  element('itemMeta', {}, [
    qcode('itemClass', 'ninat:text'),
    provider(publication),
    text('versionCreated', tombstone.at),
    qcode('pubStatus', 'stat:canceled'),
    tombstone.reason !== null && text('edNote', tombstone.reason),
    altRep(tombstone.apiUrl),
  ])
