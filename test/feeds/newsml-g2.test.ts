/** NewsML-G2 2.35: valid by IPTC's XSD, whatever the texts are, and each thing is where it belongs. */
import fc from 'fast-check'
import { XmlDocument, type XmlElement } from 'libxml2-wasm'
import t from 'tap'
import type { FeedItem } from '../../src/feeds/item.ts'
import {
  canceledItem,
  newsItem,
  newsItemMediaType,
  newsMessage,
  newsMessageMediaType,
} from '../../src/feeds/newsml-g2/index.ts'
import {
  article,
  bare,
  feedOf,
  items,
  publication,
  summaryOnly,
  tombstone,
  tombstones,
  withText,
} from './agency-items.ts'
import { missing, newsMlFaults } from './oracles.ts'

const namespaces = { g: 'http://iptc.org/std/nar/2006-10-01/', h: 'http://www.w3.org/1999/xhtml' }

/** Runs something with the document, and frees it. */
function parsed<T>(xml: string, use: (document: XmlDocument) => T): T {
  using document = XmlDocument.fromString(xml)
  return use(document)
}

const attributes = (node: XmlElement): Record<string, string> =>
  Object.fromEntries(node.attrs.map((attribute) => [attribute.name, attribute.content]))

/** Texts or attribute values at a path. */
const at = (xml: string, path: string): string[] =>
  parsed(xml, (document) => document.find(path, namespaces).map((node) => node.content))

const elementsAt = (xml: string, path: string): Array<Record<string, string>> =>
  parsed(xml, (document) => document.find(path, namespaces).map((node) => attributes(node as XmlElement)))

const written = (item: FeedItem): string => newsItem(item, publication)

t.test('items and messages are valid by the XSD', { skip: missing.newsMl }, async (t) => {
  for (const [name, item] of Object.entries(items)) t.same(newsMlFaults(written(item)), [], name)
  for (const [name, gone] of Object.entries(tombstones)) t.same(newsMlFaults(canceledItem(gone, publication)), [], name)
  const all = feedOf(Object.values(items), Object.values(tombstones))
  t.same(newsMlFaults(newsMessage(all)), [], 'a message of them all')
  t.same(newsMlFaults(newsMessage(feedOf([], []))), [], 'a message about nothing')
  const refused = (xml: string, why: string) => t.not(newsMlFaults(xml).length, 0, `the judge refuses ${why}`)
  refused(written(article).replace('<versionCreated>', '<versionCreated>x'), 'a bad time')
  refused(written(article).replace(' standard="NewsML-G2"', ''), 'a missing attribute')
  const codeUnits = fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units))
  const words = fc.oneof(
    fc.string({ unit: 'binary' }),
    codeUnits,
    fc.constantFrom('</p>', '<br>', '&nbsp;', '<a b=1 b=2 :c>'),
  )
  fc.assert(
    fc.property(words, words, (text, html) => {
      const found = newsMlFaults(written(withText(text, html)))
      if (found.length > 0) throw new Error(found.join('\n'))
    }),
  )
})

t.test('the media types are the registered ones', async (t) => {
  t.equal(newsItemMediaType, 'application/vnd.iptc.g2.newsitem+xml')
  t.equal(newsMessageMediaType, 'application/vnd.iptc.g2.newsmessage+xml')
})

t.test('an item has a guid that stays, a version that grows, and a catalogue for all its codes', async (t) => {
  const xml = written(article)
  t.match(elementsAt(xml, '/g:newsItem')[0], {
    guid: article.urn,
    version: '3',
    standard: 'NewsML-G2',
    standardversion: '2.35',
    conformance: 'power',
    lang: 'en',
  })
  t.equal(elementsAt(written({ ...article, version: 4 }), '/g:newsItem')[0]?.guid, article.urn)
  t.same(at(xml, '//g:catalogRef/@href'), ['http://www.iptc.org/std/catalog/catalog.IPTC-G2-Standards_41.xml'])
  const codes = at(xml, '//g:*/@qcode | //g:*/@role | //g:*/@rel | //g:subject/@type | //g:located/@type')
  const aliases = new Set(codes.map((code) => code.split(':')[0]))
  t.same([...aliases].sort(), ['cpnat', 'cpprole', 'drol', 'irel', 'medtop', 'ninat', 'plus', 'sig', 'stat'])
})

t.test('itemMeta says class, status, times, notes, signals and until when', async (t) => {
  const xml = written(article)
  const meta = (name: string) => at(xml, `/g:newsItem/g:itemMeta/g:${name}`)
  t.same(at(xml, '//g:itemMeta/g:itemClass/@qcode'), ['ninat:text'])
  t.same(at(xml, '//g:itemMeta/g:pubStatus/@qcode'), ['stat:usable'])
  t.same(meta('versionCreated'), ['2024-06-22T01:00:00Z'])
  t.same(meta('firstCreated'), ['2024-06-21T08:53:00Z'])
  t.same(meta('title'), [article.title])
  t.match(meta('edNote'), [/^correction in version 3.*not three\.$/, /^clarification in version 2/])
  t.same(at(xml, '//g:signal/@qcode'), ['sig:correction', 'sig:update'])
  t.same(meta('expires'), ['2027-01-01T00:00:00Z'])
  t.same(meta('provider/g:name'), ['Qinghe News'])
  t.same(at(written({ ...bare, version: 2 }), '//g:signal/@qcode'), ['sig:update'], 'an update is no correction')
  t.same(at(written(bare), '//g:signal'), [], 'a first version signals nothing')
})

t.test('links lead to related news, translations, pictures, the page and the original', async (t) => {
  const links = elementsAt(written(article), '//g:itemMeta/g:link')
  const has = (wanted: Record<string, string>) =>
    links.some((link) => Object.entries(wanted).every(([name, value]) => link[name] === value))
  t.equal(links.length, 7, 'none for what leads nowhere')
  t.ok(
    has({
      rel: 'irel:seeAlso',
      residref: `urn:uuid:${article.relatedNews[0]?.id}`,
      href: 'https://www.qinghenews.example/news/ferry',
    }),
  )
  t.ok(has({ rel: 'irel:seeAlso', href: 'https://elsewhere.example/port' }))
  t.ok(has({ reluri: 'https://schema.org/workTranslation', residref: `urn:uuid:${article.translations[0]?.id}` }))
  t.ok(has({ rel: 'irel:associatedWith', href: 'https://cdn.qinghenews.example/a.jpg', contenttype: 'image/jpeg' }))
  t.ok(has({ reluri: 'https://schema.org/mainEntityOfPage', href: article.url }))
  t.ok(has({ reluri: 'https://schema.org/isBasedOn', href: article.originalUrl ?? '' }))
  const xml = written(article)
  t.same(at(xml, '//g:link[@reluri="https://schema.org/isBasedOn"]/g:title'), ['云州新港开港'])
  t.same(at(xml, '//g:link[g:itemClass/@qcode="ninat:picture"]/g:creditline'), ['Ma Li'])
  t.same(at(xml, '//g:link/g:description[@role="drol:caption"]'), ['The first ship.'])
  t.same(at(xml, '//g:link/g:description[@role="drol:altText"]'), ['A ship'])
})

t.test('contentMeta says who, where, what about, and the texts', async (t) => {
  const xml = written(article)
  const meta = (path: string) => at(xml, `/g:newsItem/g:contentMeta/${path}`)
  t.same(meta('g:infoSource[@role="cpprole:contentSource"]/g:name'), ['Yunzhou Daily'])
  t.same(meta('g:infoSource/@uri'), ['https://yunzhou.example/'])
  t.same(meta('g:creator[@role="cpprole:author"]/g:name'), ['Zhou Min', 'Chen Hao'])
  t.same(meta('g:contributor[@role="cpprole:editor"]/g:name'), ['Li Na', 'Zhao Min'])
  t.same(meta('g:located/g:name'), ['Yunzhou'])
  t.same(meta('g:dateline'), ['Yunzhou, 2024-06-20'])
  t.same(meta('g:language/@tag'), ['en'])
  t.same(meta('g:subject[@qcode="medtop:20000271"]/g:name'), ['Shipping'])
  t.same(meta('g:subject[@type="cpnat:person"]/g:name'), ['Wang Wei'])
  t.equal(meta('g:subject').length, article.tags.length)
  t.same(meta('g:headline[1]'), [article.title])
  t.same(meta('g:headline[2]'), [article.subtitle])
  t.same(meta('g:by'), ['Zhou Min, Chen Hao'])
  t.same(meta('g:slugline'), ['new-port'])
  t.same(meta('g:description[@role="drol:summary"]'), [article.summary])
  t.same(
    meta('g:description[@roleuri="https://schema.org/correction"]'),
    article.corrections.map(({ notice }) => notice),
  )
  t.same(meta('g:altId'), [article.url])
})

t.test('rightsInfo says holder, notice, terms, licence and text mining', async (t) => {
  const xml = written(article)
  t.same(at(xml, '//g:rightsInfo/g:copyrightHolder/g:name'), ['Yunzhou Daily'])
  t.same(at(xml, '//g:rightsInfo/g:copyrightNotice'), ['© 2024 Yunzhou Daily'])
  t.same(at(xml, '//g:rightsInfo/g:usageTerms'), ['Free to republish with credit.'])
  t.same(at(xml, '//g:rightsInfo/g:link/@href'), [article.usage.licence, publication.textMining.policy])
  t.match(at(xml, '//g:rightsInfo/g:dataMining/@qcode'), [/^plus:DMI-PROHIBITED/])
  const open = newsItem(article, { ...publication, textMining: { reserved: false, policy: null } })
  t.same(at(open, '//g:dataMining'), [])
})

t.test('the body is XHTML, with its text as it was', async (t) => {
  const xml = written(article)
  t.match(elementsAt(xml, '//g:contentSet/g:inlineXML')[0], { contenttype: 'application/xhtml+xml', wordcount: '7' })
  t.same(at(xml, '//g:inlineXML/h:html/h:body/h:p[1]'), ['The port opened on Friday.“Fish & chips”.'])
  t.same(at(xml, '//h:body/h:p/h:strong'), ['Friday'])
  t.same(at(xml, '//h:body//h:img/@src'), ['https://cdn.qinghenews.example/a.jpg'])
  t.same(at(xml, '//h:html/*[1][self::h:head]/h:title'), [article.title], 'the head first, as Superdesk counts')
  const html = '<p>a&nbsp;b &amp;lt; ]]&gt; &#0;&eacute;</p><p class=x>open<br>'
  t.same(at(written({ ...article, html }), '//h:body/h:p'), ['a\u00a0b &lt; ]]> \ufffdé', 'open'])
})

t.test('an item without its body has its summary and an empty contentSet', async (t) => {
  const xml = written(summaryOnly)
  t.same(at(xml, '//g:description[@role="drol:summary"]'), [article.summary])
  t.same(at(xml, '/g:newsItem/g:contentSet'), [''])
  t.same(at(xml, '//g:contentSet/*'), [])
})

t.test('a recall is the same guid, the next version, canceled, with the reason and without content', async (t) => {
  const xml = canceledItem(tombstone, publication)
  t.match(elementsAt(xml, '/g:newsItem')[0], { guid: article.urn, version: '4' })
  t.same(at(xml, '//g:pubStatus/@qcode'), ['stat:canceled'])
  t.same(at(xml, '//g:itemClass/@qcode'), ['ninat:text'])
  t.same(at(xml, '//g:versionCreated'), [tombstone.at])
  t.same(at(xml, '//g:edNote'), [tombstone.reason])
  t.same(at(xml, '//g:contentSet/*'), [])
  t.same(at(canceledItem({ ...tombstone, reason: null }, publication), '//g:edNote'), [])
})

t.test('a message has a header and every recall and item of its page', async (t) => {
  const xml = newsMessage(feedOf([article, bare], [{ ...tombstone, urn: 'urn:uuid:gone' }]))
  t.same(at(xml, '/g:newsMessage/g:header/g:sent'), ['2024-06-23T04:05:06Z'])
  t.same(at(xml, '/g:newsMessage/g:header/g:priority'), ['5'])
  t.same(at(xml, '/g:newsMessage/g:itemSet/g:newsItem/@guid'), ['urn:uuid:gone', article.urn, bare.urn])
  const empty = newsMessage(feedOf([], []))
  t.same(at(empty, '//g:newsItem'), [])
  t.same(at(empty, '//g:packageItem/g:itemMeta/g:pubStatus/@qcode'), ['stat:withheld'])
})

t.test('every item of a message has what Superdesk reads without asking whether it is there', async (t) => {
  const xml = newsMessage(feedOf([article, bare, summaryOnly], [tombstone]))
  const needed = ['itemMeta/g:itemClass/@qcode', 'itemMeta/g:pubStatus/@qcode', 'itemMeta/g:versionCreated']
  for (const path of [...needed, 'contentMeta', 'contentSet'])
    t.equal(at(xml, `//g:newsItem/g:${path}`).length, 4, path)
  t.equal(at(xml, '//g:inlineXML[@contenttype]/@wordcount').length, at(xml, '//g:inlineXML').length)
  t.same(at(xml, '//g:inlineXML/*[not(self::h:html/h:body)]'), [])
  for (const time of at(xml, '//g:versionCreated | //g:firstCreated | //g:sent'))
    t.match(time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
})
