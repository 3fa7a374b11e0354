/** Atom entries, feeds and RSS items: the rules that schemas do not see. */
import { XmlDocument, type XmlNode } from 'libxml2-wasm'
import t, { type Test } from 'tap'
import { atomEntry, atomFeed } from '../../src/feeds/atom/index.ts'
import { rssFeed } from '../../src/feeds/rss/index.ts'
import { cdata, element, xmlDocument } from '../../src/feeds/xml.ts'
import { feed, hostileItems, item, publication, tombstone } from './web-samples.ts'

const namespaces = {
  a: 'http://www.w3.org/2005/Atom',
  at: 'http://purl.org/atompub/tombstones/1.0',
  fh: 'http://purl.org/syndication/history/1.0',
  dc: 'http://purl.org/dc/elements/1.1/',
  dcterms: 'http://purl.org/dc/terms/',
  content: 'http://purl.org/rss/1.0/modules/content/',
  media: 'http://search.yahoo.com/mrss/',
}

/** The values of what an XPath expression finds in a document. */
function finder(t: Test, text: string): (path: string) => string[] {
  const document = XmlDocument.fromString(text)
  t.teardown(() => document.dispose())
  return (path) => document.find(path, namespaces).map((node: XmlNode) => node.content)
}

t.test('an entry has one alternate, the page; other addresses have relations of their own', async (t) => {
  const find = finder(t, atomFeed(feed([item(1), ...hostileItems])))
  t.equal(find('//a:entry[count(a:link[@rel="alternate"]) != 1]').length, 0)
  t.equal(find('//a:entry/a:link[@rel="alternate"]/@href')[0], item(1).url)
  t.same(find('//a:entry[1]/a:link[@rel="related"][@hreflang]/@hreflang'), ['zh-Hans'])
  t.same(find('//a:entry[1]/a:link[@rel="via"]/@href'), [item(1).originalUrl])
  t.same(find('//a:entry[1]/a:link[@rel="license"]/@href'), [item(1).usage.licence])
  t.same(find('//a:entry[1]/a:link[@rel="enclosure"][1]/@type'), ['image/jpeg'])
  t.same(find('//a:entry[1]/a:link[@rel="enclosure"]/@length'), ['0', '0'])
})

t.test('every entry has an author, its language and its times', async (t) => {
  const find = finder(t, atomFeed(feed([item(1), ...hostileItems])))
  t.equal(find('//a:entry[not(a:author/a:name)]').length, 0)
  t.same(find('//a:entry[a:id="urn:uuid:01907c3e-5a80-7d2e-9f5b-000000000003"]/a:author/a:name'), ['Own desk'])
  t.equal(find('//a:entry[3]/a:author').length, 10)
  t.equal(find('//a:entry[not(@xml:lang)]').length, 0)
  t.same(find('//a:entry[1]/a:updated | //a:entry[1]/a:published'), ['2024-06-22T00:00:00Z', '2024-06-21T08:53:00Z'])
  t.same(find('//a:entry[1]/a:category/@scheme'), [
    'https://api.qinghenews.example/v1/tags?kind=topic',
    'http://cv.iptc.org/newscodes/mediatopic/',
    'https://api.qinghenews.example/v1/tags?kind=place',
  ])
})

t.test('the content is HTML escaped once, its correction first', async (t) => {
  const find = finder(t, atomFeed(feed([item(1)])))
  const [content = ''] = find('//a:entry/a:content[@type="html"]')
  t.ok(content.startsWith('<p><strong>Correction (2024-06-22)</strong> An earlier version'))
  t.ok(content.endsWith(item(1).html ?? '?'))
})

t.test('a correction is told in the language of the article, and without a body in the summary', async (t) => {
  const chinese = finder(t, atomFeed(feed([item(1, { language: 'zh-Hans' })])))
  t.match(chinese('//a:content')[0], /^<p><strong>更正 \(2024-06-22\)<\/strong>/)
  const find = finder(t, atomFeed(feed([item(1, { html: null, text: null, markdown: null })])))
  t.equal(find('//a:content').length, 0)
  t.match(find('//a:summary')[0], /^Correction \(2024-06-22\) An earlier version.*\n\nWhat story 1 says/s)
})

t.test('tombstones stand before entries and tell their reason', async (t) => {
  const gone = [tombstone(90), tombstone(91, { reason: null })]
  const find = finder(t, atomFeed(feed([item(1)], { tombstones: gone })))
  t.same(
    find('//at:deleted-entry/@ref'),
    gone.map(({ urn }) => urn),
  )
  t.same(find('//at:deleted-entry/@when'), ['2024-06-23T00:00:00Z', '2024-06-23T00:00:00Z'])
  t.same(find('//at:comment'), ['The report was based on a forged document.'])
  t.equal(find('//a:entry/following-sibling::at:deleted-entry').length, 0)
})

t.test('pages are linked, archives marked and chained', async (t) => {
  const page = finder(t, atomFeed(feed([item(1)], { hubUrl: 'https://h.example/hub' })))
  t.same(page('/a:feed/a:link/@rel'), ['self', 'alternate', 'license', 'hub', 'first', 'next', 'previous'])
  t.equal(page('//fh:archive').length, 0)
  const archive = {
    isArchive: true,
    previousUrl: 'https://x.example/f?archive=2024-05',
    nextUrl: 'https://x.example/f?archive=2024-07',
    currentUrl: 'https://x.example/f',
  }
  const document = finder(t, atomFeed(feed([item(1)], { archive })))
  t.same(document('/a:feed/a:link/@rel'), ['self', 'alternate', 'license', 'current', 'prev-archive', 'next-archive'])
  t.equal(document('//fh:archive').length, 1)
  t.same(document('/a:feed/a:id'), ['https://x.example/f'])
  const current = finder(t, atomFeed(feed([item(1)], { archive: { ...archive, isArchive: false, nextUrl: null } })))
  t.equal(current('//fh:archive').length, 0)
  t.equal(current('/a:feed/a:link[@rel="prev-archive"]').length, 1)
})

t.test('an entry is a document of its own', async (t) => {
  const find = finder(t, atomEntry(item(1), publication))
  t.same(find('/a:entry/a:link[@rel="self"]/@href'), [`${item(1).apiUrl}?format=atom`])
  t.equal(find('/a:entry/a:author').length, 2)
  const without = finder(t, atomEntry(item(1, { usage: { ...item(1).usage, licence: null } }), publication))
  t.same(without('/a:entry/a:link[@rel="license"]/@href'), [publication.licence])
})

t.test('an RSS item has one creator, an identity that is no link, and dates that stay', async (t) => {
  const find = finder(t, rssFeed(feed([item(1), ...hostileItems])))
  t.equal(find('//item[count(dc:creator) != 1]').length, 0)
  t.equal(find('//item[not(guid/@isPermaLink="false")]').length, 0)
  t.equal(find('//item/guid')[0], item(1).urn)
  t.equal(find('//item/pubDate')[0], 'Fri, 21 Jun 2024 08:53:00 GMT')
  t.equal(find('//item/dcterms:modified')[0], '2024-06-22T00:00:00Z')
  t.equal(find('//item/dc:language')[4], 'he')
  t.equal(find('//item/description')[0], 'What story 1 says, AT&amp;T too.', 'HTML, so plain text is escaped twice')
  t.equal(find('//item[1]/media:content/media:credit')[0], 'Photo: Zhou Min')
  t.same(find('//item[1]/enclosure/@length'), ['0'])
  t.same(find('//item[1]/source/@url'), ['https://api.qinghenews.example/feeds/rss?source=dongshui-agency'])
  t.match(find('/rss/channel/*[local-name()="link"]/@rel').join(' '), 'self')
})

t.test('XML is escaped once, and never left out', async (t) => {
  const text = 'a &lt; &amp;lt; <b> ]]> "c" \'d\'\r\n\te'
  const written = xmlDocument(element('x', { y: text, none: null }, [text, null, [element('z'), cdata(text)]]))
  const find = finder(t, written)
  t.same(find('/x/@y'), [text])
  t.same(find('/x/text()[1]'), [text])
  t.equal(find('/x/@none').length, 0)
  t.match(written, /<z\/>/)
  // Line ends within CDATA are the parser's: a carriage return cannot be kept there (XML 1.0 §2.11).
  t.ok(find('/x')[0]?.endsWith(text.replace('\r', '')))
})
