/** A page of articles, or an archive of them, as an Atom feed. */
import type { Feed, Tombstone } from '../item.ts'
import { element, type Xml, xmlDocument } from '../xml.ts'
import { atomNamespace, entryElement, link } from './entry.ts'

const type = 'application/atom+xml'

/** What is gone (RFC 6721 §3). It stands before all entries, where the grammar of RFC 4287 allows foreign elements. */
const deletedEntry = ({ urn, at, reason }: Tombstone): Xml =>
  element('at:deleted-entry', { ref: urn, when: at }, [reason !== null && element('at:comment', {}, [reason])])

/** Pages (RFC 5005 §3), which an archive document does not have. */
function pagingLinks({ firstUrl, nextUrl, previousUrl, archive }: Feed): Xml[] {
  if (archive?.isArchive) return []
  return [
    link('first', firstUrl, { type }),
    ...(nextUrl === null ? [] : [link('next', nextUrl, { type })]),
    ...(previousUrl === null ? [] : [link('previous', previousUrl, { type })]),
  ]
}

/** Archives (RFC 5005 §4). */
function archiveLinks({ archive }: Feed): Xml[] {
  if (archive === null) return []
  return [
    ...(archive.isArchive ? [link('current', archive.currentUrl, { type })] : []),
    ...(archive.previousUrl === null ? [] : [link('prev-archive', archive.previousUrl, { type })]),
    ...(archive.nextUrl === null ? [] : [link('next-archive', archive.nextUrl, { type })]),
  ]
}

const generalLinks = ({ publication, selfUrl, hubUrl }: Feed): Xml[] => [
  link('self', selfUrl, { type }),
  ...(publication.baseUrl === null ? [] : [link('alternate', publication.baseUrl, { type: 'text/html' })]),
  ...(publication.licence === null ? [] : [link('license', publication.licence)]),
  ...(hubUrl === null ? [] : [link('hub', hubUrl)]),
]

/** The identity of a list, whichever part of it is read: the address of its beginning, however long its pages. */
function idOf({ firstUrl, archive }: Feed): string {
  const url = new URL(archive?.currentUrl ?? firstUrl)
  url.searchParams.delete('limit')
  return url.href
}

/**
 * The feed (RFC 4287), with tombstones (RFC 6721), links of pages and archives (RFC 5005), of the licence (RFC 4946)
 * and of the hub (WebSub). All pages and archives of a
 * list have one id.
 */
export function atomFeed(feed: Feed): string {
  const { publication, archive } = feed
  const tombstones = feed.tombstones.map(deletedEntry)
  const namespaces = {
    xmlns: atomNamespace,
    'xmlns:fh': archive?.isArchive ? 'http://purl.org/syndication/history/1.0' : undefined,
    'xmlns:at': tombstones.length > 0 ? 'http://purl.org/atompub/tombstones/1.0' : undefined,
  }
  return xmlDocument(
    element('feed', { ...namespaces, 'xml:lang': feed.language }, [
      archive?.isArchive === true && element('fh:archive'),
      element('id', {}, [idOf(feed)]),
      element('title', {}, [publication.name]),
      element('updated', {}, [feed.updatedAt]),
      element('author', {}, [element('name', {}, [publication.name])]),
      generalLinks(feed),
      pagingLinks(feed),
      archiveLinks(feed),
      publication.copyright !== null && element('rights', {}, [publication.copyright]),
      tombstones,
      feed.items.map((item) => entryElement(item)),
    ]),
  )
}
