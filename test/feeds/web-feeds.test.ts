/** Atom, RSS and JSON Feed: well-formed whatever is in them, valid, and read back alike by three feed readers. */
import fc from 'fast-check'
import { XmlDocument } from 'libxml2-wasm'
import t from 'tap'
import { atomEntry, atomFeed } from '../../src/feeds/atom/index.ts'
import type { FeedItem } from '../../src/feeds/index.ts'
import { jsonFeed } from '../../src/feeds/json-feed/index.ts'
import { rssFeed } from '../../src/feeds/rss/index.ts'
import { htmlToText } from '../../src/lib/html.ts'
import { feedReaders } from './feed-readers.ts'
import { atomFaults, jsonFeedFaults, missing } from './oracles.ts'
import { feed, hostileItems, hostileText, item, legalHostileText, publication, tombstone } from './web-samples.ts'

const everything = feed([item(0), ...hostileItems], {
  tombstones: [tombstone(90), tombstone(91, { type: 'expired', reason: null })],
  hubUrl: 'https://api.qinghenews.example/hub',
})
const everyFeed = { atom: atomFeed(everything), rss: rssFeed(everything) }

/** Without white space: readers fold and trim it each in their way. */
const words = (text: string): string => text.replace(/(\s|\u200d|[\ufffe\uffff])+/g, '')
/** What people read of HTML; a reader that decodes references once too often loses nothing of these words. */
const shown = (html: string | null | undefined): string =>
  words(htmlToText(html ?? '')).replace(/[<>&;]|lt|gt|amp/g, '')

for (const [format, text] of Object.entries(everyFeed)) {
  t.test(`${format} is well-formed and has no character that XML does not allow`, async (t) => {
    const document = XmlDocument.fromString(text)
    t.ok(document.root)
    document.dispose()
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
    t.notMatch(text, /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/)
    t.ok(text.isWellFormed())
  })

  t.test(`${format} is read back alike by three readers`, async (t) => {
    const readings = await Promise.all(Object.values(feedReaders).map((read) => read(text)))
    const { items } = everything
    for (const [reader, read] of readings.entries()) {
      t.equal(read.length, items.length)
      for (const [index, each] of read.entries()) {
        const expected = items[index] as FeedItem
        const byline = expected.authors.length > 0 ? expected.authors : [expected.source.name]
        const where = `reader ${reader}, item ${index}`
        t.equal(each.link, expected.url, where)
        t.equal(each.published, Date.parse(expected.firstPublishedAt), where)
        if (index === 1) {
          t.match(words(each.title ?? ''), words('👩🏽‍🚀'), where)
          t.match(words(each.authors[0] ?? ''), words('👩🏽‍🚀'), where)
        } else {
          t.equal(each.title, expected.title, where)
          if (format === 'rss') t.same(each.authors, [byline.join(', ')], where)
          else t.same(each.authors, reader === 0 ? byline.slice(0, 1) : byline, where)
        }
        // The third reader decodes references twice, so that what looks like a tag becomes one.
        if (expected.html !== null && !(reader === 2 && index === 1))
          t.ok(shown(each.html).endsWith(shown(expected.html)), where)
      }
    }
  })
}

t.test('hostile text comes back as it was, but for what XML cannot hold', async (t) => {
  const document = XmlDocument.fromString(everyFeed.atom)
  const namespaces = { a: 'http://www.w3.org/2005/Atom' }
  const textOf = (path: string) => document.get(path, namespaces)?.content
  t.equal(textOf('//a:entry[2]/a:title'), legalHostileText)
  t.equal(textOf('//a:entry[2]/a:author/a:name'), legalHostileText)
  t.equal(textOf('//a:entry[2]/a:category/@label'), legalHostileText)
  t.equal(textOf('//a:entry[2]/a:link[@rel="enclosure"]/@title'), legalHostileText)
  document.dispose()
  const rss = XmlDocument.fromString(everyFeed.rss)
  t.equal(rss.get('//item[2]/title')?.content, legalHostileText)
  t.equal(rss.get('//item[5]/*[local-name()="encoded"]')?.content.includes('שלום &amp;lt; עולם'), true)
  rss.dispose()
  const [, parsed] = JSON.parse(jsonFeed(everything)).items
  t.equal(parsed.title, legalHostileText)
  t.notSame(parsed.title, hostileText)
})

t.test('any text makes a well-formed feed', async (t) => {
  const anything = fc.string({ unit: 'binary', minLength: 1, maxLength: 40 })
  const broken = fc.array(
    fc.constantFrom(']]>', '<', '&', '"', '\ud83d', '\udc00', '\u0000', '&amp;', '\r\n', '\ufffe'),
  )
  fc.assert(
    fc.property(
      fc.oneof(
        anything,
        broken.map((parts) => `x${parts.join('')}`),
      ),
      (text) => {
        const items = [
          item(1, { title: text, summary: text, authors: [text], html: `<p>${text.replace(/[<&]/g, '')}</p>` }),
        ]
        const titles = [atomFeed, rssFeed].map((write) => {
          const document = XmlDocument.fromString(write(feed(items)))
          const found = document.find('//*[local-name()="entry" or local-name()="item"]/*[local-name()="title"]').length
          document.dispose()
          return found
        })
        t.same([...titles, JSON.parse(jsonFeed(feed(items))).items.length], [1, 1, 1])
      },
    ),
    { numRuns: 200 },
  )
})

t.test('JSON Feed keeps its schema', { skip: missing.jsonFeed }, async (t) => {
  const value = JSON.parse(jsonFeed(everything))
  t.same(jsonFeedFaults(value), [])
  t.not(jsonFeedFaults({ ...value, unknown: 1 }).length, 0, 'it would tell')
  t.not(jsonFeedFaults({ ...value, items: [{ id: 7, content_text: 'x' }] }).length, 0, 'it would tell')
})

t.test('JSON Feed says what it has no member for', async (t) => {
  const { items, _masthead: own, ...rest } = JSON.parse(jsonFeed(everything))
  t.equal(rest.version, 'https://jsonfeed.org/version/1.1')
  t.not(rest.next_url, rest.feed_url)
  t.same(rest.hubs, [{ type: 'WebSub', url: 'https://api.qinghenews.example/hub' }])
  t.same(
    own.deleted.map(({ id, type }: { id: string; type: string }) => [id, type]),
    [
      [tombstone(90).urn, 'withdrawn'],
      [tombstone(91).urn, 'expired'],
    ],
  )
  const [first] = items
  t.equal(first.id, item(0).urn)
  t.match(first.content_text, /^Correction \(2024-06-22\) An earlier version/)
  t.match(first._masthead, { version: 2, source: { slug: 'dongshui-agency' }, usage: { allowed: true } })
  t.equal(first._masthead.corrections.length, 1)
  t.same(first.attachments, [{ url: item(0).images[0]?.url, mime_type: 'image/jpeg', title: 'The port' }])
  const summaryOnly = items.at(-1)
  t.notOk('content_html' in summaryOnly)
  t.match(summaryOnly.content_text, /^Correction .*\n\nWhat story 6 says/s)
})

t.test('Atom keeps the grammar of RFC 4287', { skip: missing.atom }, async (t) => {
  const archive = {
    isArchive: true,
    previousUrl: 'https://x.example/1',
    nextUrl: null,
    currentUrl: 'https://x.example/',
  }
  const entry = atomEntry(item(1), publication)
  const documents = [
    everyFeed.atom,
    atomFeed(feed([item(1)], { archive })),
    entry,
    atomEntry(hostileItems[0] as FeedItem, publication),
    atomFeed(feed([])),
  ]
  t.same(atomFaults(documents), [])
  t.not(atomFaults([entry.replace(/<updated>[^<]*/, '<updated>yesterday')]).length, 0, 'it would tell')
})
