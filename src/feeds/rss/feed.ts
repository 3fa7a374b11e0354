/** A page of articles as RSS 2.0 with the modules content, dc, dcterms, media and atom. */
import type { Feed } from '../item.ts'
import { element, type Xml, xmlDocument } from '../xml.ts'
import { atomLink, itemElement, rfc822 } from './item.ts'

const namespaces = {
  'xmlns:atom': 'http://www.w3.org/2005/Atom',
  'xmlns:content': 'http://purl.org/rss/1.0/modules/content/',
  'xmlns:dc': 'http://purl.org/dc/elements/1.1/',
  'xmlns:dcterms': 'http://purl.org/dc/terms/',
  'xmlns:media': 'http://search.yahoo.com/mrss/',
}

function linksOf({ selfUrl, firstUrl, nextUrl, previousUrl, hubUrl, publication }: Feed): Xml[] {
  const type = 'application/rss+xml'
  return [
    atomLink('self', selfUrl, { type }),
    atomLink('first', firstUrl, { type }),
    ...(nextUrl === null ? [] : [atomLink('next', nextUrl, { type })]),
    ...(previousUrl === null ? [] : [atomLink('previous', previousUrl, { type })]),
    ...(publication.licence === null ? [] : [atomLink('license', publication.licence)]),
    ...(hubUrl === null ? [] : [atomLink('hub', hubUrl)]),
  ]
}

/** The feed (RSS 2.0.11). RSS cannot say that an item is gone: tombstones are left out. */
export function rssFeed(feed: Feed): string {
  const { publication } = feed
  const { email } = publication.contact
  return xmlDocument(
    element('rss', { version: '2.0', ...namespaces }, [
      element('channel', {}, [
        element('title', {}, [publication.name]),
        element('link', {}, [publication.baseUrl ?? feed.firstUrl]),
        element('description', {}, [publication.name]),
        element('language', {}, [feed.language]),
        publication.copyright !== null && element('copyright', {}, [publication.copyright]),
        email !== null && element('managingEditor', {}, [`${email} (${publication.name})`]),
        element('lastBuildDate', {}, [rfc822(feed.updatedAt)]),
        linksOf(feed),
        feed.items.map((item) => itemElement(item)),
      ]),
    ]),
  )
}
