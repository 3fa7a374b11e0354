/** IPTC NewsML-G2 2.35, conformance power: articles and recalls as items, a page of a list as a message. */
import type { Feed, FeedItem, FeedPublication, Tombstone } from '../item.ts'
import { element, type Xml, type XmlContent, xmlDocument } from '../xml.ts'
import { contentMeta, contentSet } from './content.ts'
import { canceledItemMeta, itemMeta, provider } from './item-meta.ts'
import { rightsInfo } from './rights.ts'
import { CATALOG, NAR } from './vocabulary.ts'

/** Registered at IANA, both. */
export const newsItemMediaType = 'application/vnd.iptc.g2.newsitem+xml'
export const newsMessageMediaType = 'application/vnd.iptc.g2.newsmessage+xml'

/** Message priority 1 to 9: the middle. Superdesk fails on a header without one. */
const PRIORITY = '5'

interface Identity {
  guid: string
  version: number
  language: string | null
}

const item = (kind: string, { guid, version, language }: Identity, children: readonly XmlContent[]): Xml =>
  element(
    kind,
    {
      xmlns: NAR,
      guid,
      version,
      standard: 'NewsML-G2',
      standardversion: '2.35',
      conformance: 'power',
      'xml:lang': language,
    },
    [element('catalogRef', { href: CATALOG }), ...children],
  )

const liveItem = (article: FeedItem, publication: FeedPublication): Xml =>
  item('newsItem', { guid: article.urn, version: article.version, language: article.language }, [
    rightsInfo(article, publication),
    itemMeta(article, publication),
    contentMeta(article),
    contentSet(article),
  ])

/** An empty contentMeta and contentSet say nothing, but Superdesk fails on items without them, recalls included. */
const deadItem = (tombstone: Tombstone, publication: FeedPublication): Xml =>
  item('newsItem', { guid: tombstone.urn, version: tombstone.version + 1, language: null }, [
    canceledItemMeta(tombstone, publication),
    element('contentMeta'),
    element('contentSet'),
  ])

/** The schema wants at least one item in a message: for an empty list, a package of nothing, which is not for use. */
const nothing = ({ firstUrl, language, updatedAt, publication }: Feed): Xml =>
  item('packageItem', { guid: firstUrl, version: 1, language }, [
    element('itemMeta', {}, [
      element('itemClass', { qcode: 'ninat:composite' }),
      provider(publication),
      element('versionCreated', {}, [updatedAt]),
      element('pubStatus', { qcode: 'stat:withheld' }),
    ]),
  ])

/**
 * The article as a newsItem document, valid against the XSD of 2.35. `guid` is its URN, `version` its edition. Without a
 * body its contentSet is empty, and the summary is its description.
 */
export const newsItem = (article: FeedItem, publication: FeedPublication): string =>
  xmlDocument(liveItem(article, publication))

/** The recall of an article as a newsItem document: the same guid, the next version, `stat:canceled`, and no content. */
export const canceledItem = (tombstone: Tombstone, publication: FeedPublication): string =>
  xmlDocument(deadItem(tombstone, publication))

/** A page of a list as a newsMessage document: recalls first, then its items. It is sent when its newest change was. */
export function newsMessage(feed: Feed): string {
  const items = [
    ...feed.tombstones.map((tombstone) => deadItem(tombstone, feed.publication)),
    ...feed.items.map((article) => liveItem(article, feed.publication)),
  ]
  const header = element('header', {}, [
    element('sent', {}, [feed.updatedAt]),
    element('sender', {}, [feed.publication.name]),
    element('priority', {}, [PRIORITY]),
  ])
  const message = [header, element('itemSet', {}, items.length > 0 ? items : [nothing(feed)])]
  return xmlDocument(element('newsMessage', { xmlns: NAR }, message))
}
