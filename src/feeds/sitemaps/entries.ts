/** Sitemaps as XML: sitemaps.org protocol 0.9 with Google's extensions for images and news and xhtml:link for translations. */
import type { LiveRow } from '../../articles/index.ts'
import { articleUrl, type SiteDocument } from '../../site/index.ts'
import { element, type Xml, xmlDocument } from '../xml.ts'
import { mostEntryBytes, newsLanguage } from './model.ts'
import type { Alternate } from './store.ts'

const namespaces = {
  xmlns: 'http://www.sitemaps.org/schemas/sitemap/0.9',
  'xmlns:xhtml': 'http://www.w3.org/1999/xhtml',
  'xmlns:image': 'http://www.google.com/schemas/sitemap-image/1.1',
}

/** An article as sitemaps list it. */
export type ListedArticle = Pick<LiveRow, 'id' | 'language' | 'slug' | 'clusterId' | 'updatedAt' | 'document'>

const text = (name: string, content: string): Xml => element(name, {}, [content])

const bytesOf = (pieces: Xml[]): number => pieces.reduce((sum, { xml }) => sum + Buffer.byteLength(xml), 0)

/** As many of these pieces as fit beside the others. */
function fitting(pieces: Xml[], beside: Xml[]): Xml[] {
  let left = mostEntryBytes - '<url></url>'.length - bytesOf(beside)
  const beyond = pieces.findIndex((piece) => {
    left -= bytesOf([piece])
    return left < 0
  })
  return beyond === -1 ? pieces : pieces.slice(0, beyond)
}

const alternateLink = (site: SiteDocument, alternate: Alternate): Xml =>
  element('xhtml:link', { rel: 'alternate', hreflang: alternate.language, href: articleUrl(site, alternate) })

/**
 * An article: its page, when it changed last, its translations, itself among them, and its images. Images that would
 * make it larger than `mostEntryBytes` are left out; so are translations, all of them, as they must name one another.
 */
export function pageEntry(site: SiteDocument, article: ListedArticle, cluster: Alternate[], withImages: boolean): Xml {
  const place = [text('loc', articleUrl(site, article)), text('lastmod', article.updatedAt)]
  const links = cluster.length > 1 ? cluster.map((each) => alternateLink(site, each)) : []
  const kept = fitting(links, place).length === links.length ? links : []
  const images = withImages
    ? article.document.images.map(({ url }) => element('image:image', {}, [text('image:loc', url)]))
    : []
  return element('url', {}, [place, kept, fitting(images, [...place, ...kept])])
}

/** A part: articles, made by `pageEntry`. */
export const urlset = (entries: Xml[]): string => xmlDocument(element('urlset', namespaces, entries))

/** A new article with what a Google News sitemap says of it; `name` is the publication’s. */
export const newsEntry = (site: SiteDocument, article: ListedArticle, name: string): Xml =>
  element('url', {}, [
    text('loc', articleUrl(site, article)),
    text('lastmod', article.updatedAt),
    element('news:news', {}, [
      element('news:publication', {}, [text('news:name', name), text('news:language', newsLanguage(article.language))]),
      text('news:publication_date', article.document.firstPublishedAt),
      text('news:title', article.document.title),
    ]),
  ])

/** The Google News sitemap: articles, made by `newsEntry`. */
export const newsUrlset = (entries: Xml[]): string =>
  xmlDocument(
    element(
      'urlset',
      { xmlns: namespaces.xmlns, 'xmlns:news': 'http://www.google.com/schemas/sitemap-news/0.9' },
      entries,
    ),
  )

/** An index of sitemaps, each with its absolute address and, where that is known, its last change. */
export const sitemapIndex = (sitemaps: Array<{ url: string; lastmod: string | undefined }>): string =>
  xmlDocument(
    element(
      'sitemapindex',
      { xmlns: namespaces.xmlns },
      sitemaps.map(({ url, lastmod }) =>
        element('sitemap', {}, [text('loc', url), lastmod !== undefined && text('lastmod', lastmod)]),
      ),
    ),
  )
