/** The whole demo and hostile articles in every format: valid, saying the same, and read back alike by feed readers. */
import { isDeepStrictEqual } from 'node:util'
import t, { type Test } from 'tap'
import { ninjsVersions } from '../../src/feeds/ninjs/index.ts'
import { htmlToText } from '../../src/lib/html.ts'
import { underContract } from '../support/contract.ts'
import type { Answer } from '../support/newsroom.ts'
import { notice, openDemo, withdrawalReason } from './demo-newsroom.ts'
import { feedReaders, type Reading } from './feed-readers.ts'
import { type Format, formats, type Said, saidIn } from './formats.ts'
import { atomFaults, jsonFeedFaults, missing, newsMlFaults, ninjsFaults, sitemapFaults, xmlFaults } from './oracles.ts'
import { found, linked, pathOf } from './web-server.ts'

const ninjsFeeds = ninjsVersions.map((version) => `/feeds/ninjs?version=${version}`)
const feeds = ['/feeds/atom', '/feeds/rss', '/feeds/json', ...ninjsFeeds, '/feeds/newsml-g2']
const withReaders = ['/feeds/atom', '/feeds/rss', '/feeds/json']

/** What no document may hold, whatever its format: what XML 1.0 cannot, plain or as JSON escapes it. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
const illegal = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\\u00[01][0-9a-f]|\\[bf]|\\uff[ef]/i
const faultsOfText = (text: string): string[] => {
  const character = illegal.exec(text)?.[0]
  if (character !== undefined) return [`holds ${JSON.stringify(character)}`]
  return text.isWellFormed() ? [] : ['holds half of a surrogate pair']
}

/** Without what XML cannot hold and without white space: formats and readers fold and trim it each in their way. */
const words = (text: string | null | undefined): string => (text ?? '').replace(/[\s\p{Cc}\ufffe\uffff]+/gu, '')
const shown = (html: string | null | undefined): string => words(htmlToText(html ?? ''))

const characters: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/** Text after its references were decoded until none is left: a reader that does so once too often loses no more. */
function settled(text: string | null | undefined): string {
  for (let present = text ?? ''; ; ) {
    const decoded = present
      .replace(/&(amp|lt|gt|quot|apos);/g, (_, name: string) => characters[name] as string)
      .replace(/&nbsp;|&#x0;|\ufffd/g, '')
    if (decoded === present) return words(present)
    present = decoded
  }
}

/** What is said of an article, to compare. */
const comparable = ({ title, authors, text, ...said }: Said) => ({
  ...{ ...said, title: words(title), authors: authors.map(words), text: words(text) },
})

t.test('the demo and hostile articles', async (t) => {
  const { newsroom, live, corrected, gone, draft } = await openDemo(t)
  const { get, call } = underContract(newsroom)
  const urnOf = (id: string) => `urn:uuid:${id}`
  const urns = live.map(urnOf).sort()
  for (const [name, why] of Object.entries(missing)) if (why) t.comment(`${name} is not judged: ${why}`)

  /** What the API says of each article, by its identity, with its text in words as plain text and as HTML shows it. */
  const articles = new Map<string, Answer['body']>()
  for (const id of live) {
    const { body: html } = (await get(`/v1/articles/${id}?body=html`)).body
    const { body: article } = await get(`/v1/articles/${id}?body=text`)
    articles.set(urnOf(id), { ...article, words: words(article.body.text), shown: shown(html.html) })
  }

  /** Every document from this one on, as a relation of Link leads to the next. */
  async function chain(t: Test, from: string, rel: string): Promise<Answer[]> {
    const documents: Answer[] = []
    for (let url: string | undefined = from; url !== undefined; ) {
      const answer = await get(url)
      t.equal(answer.status, 200, url)
      documents.push(answer)
      const next = linked(answer.headers, rel)
      url = next && pathOf(next)
    }
    return documents
  }
  const pages = new Map<string, Answer[]>()
  for (const path of feeds) pages.set(path, await chain(t, `${path}${path.includes('?') ? '&' : '?'}limit=100`, 'next'))
  const pagesOf = (path: string) => pages.get(path) as Answer[]
  const textsOf = (path: string): string[] => pagesOf(path).map(({ text }) => text)
  const foundIn = (path: string, xpath: string): string[] => textsOf(path).flatMap((text) => found(text, xpath))

  await t.test('422 for NUL and for half of a surrogate pair, which no format could show', async (t) => {
    for (const title of ['a\u0000b', 'a\ud800b', 'a\udc00']) {
      const body = { title, language: 'en', source: 'desk' }
      const answer = await call('POST', '/v1/newsroom/articles', { as: 'editor', body })
      t.match(answer, { status: 422, body: { errors: [{ pointer: '/title' }] } })
    }
  })

  const bylineOf = ({ authors, source }: Answer['body']): string[] => (authors.length > 0 ? authors : [source.name])

  /** What is wrong with one article in one format. */
  function faultsIn(format: Format, article: Answer['body'], { status, text, body }: Answer): string[] {
    if (status !== 200) return [`answers ${status}`]
    const faults = faultsOfText(text)
    const version = ninjsVersions.find((each) => format === `ninjs-${each}`)
    if (version && !missing.ninjs) faults.push(...ninjsFaults(body, version))
    if (format === 'newsml-g2') faults.push(...(missing.newsMl ? xmlFaults(text) : newsMlFaults(text)))
    if (format === 'atom') faults.push(...xmlFaults(text))
    const title = words(article.title)
    if (format === 'markdown' && !words(text).replaceAll('\\', '').startsWith(`#${title}`)) faults.push('has no title')
    if (format === 'text' && !words(text).startsWith(title)) faults.push('has no title')
    if (format === 'text' && !words(text).includes(article.words)) faults.push('has not the whole text')
    if (format === 'jsonld' && text.includes('<')) faults.push('holds <, which could end a script')
    const said = saidIn[format]?.({ text, body })
    if (said === undefined) return faults
    const { url: link, firstPublishedAt: published, updatedAt: updated } = article
    const authors = format === 'atom' ? bylineOf(article) : article.authors
    const { text: told, ...actual } = comparable(said)
    const expected = { link, title, authors: authors.map(words), published, updated }
    if (!isDeepStrictEqual(actual, expected)) faults.push(`says ${JSON.stringify(actual)}`)
    if (!told.endsWith(article.words) && !told.endsWith(article.shown)) faults.push(`ends ${said.text}`)
    return faults
  }

  await t.test('200 every article is valid and the same in every format', async (t) => {
    const entries: string[] = []
    for (const article of articles.values())
      for (const format of formats) {
        const answer = await get(`/v1/articles/${article.id}?format=${format}`)
        t.same(faultsIn(format, article, answer), [], `${article.slug} as ${format}`)
        if (format === 'atom') entries.push(answer.text)
      }
    if (!missing.atom) t.same(atomFaults([...entries, ...textsOf('/feeds/atom')]), [])
  })

  await t.test('200 every page of every feed is valid', async (t) => {
    for (const path of feeds)
      for (const { text, body } of pagesOf(path)) {
        t.same(faultsOfText(text), [], path)
        if (body === undefined) t.same(xmlFaults(text), [], path)
        if (path === '/feeds/newsml-g2' && !missing.newsMl) t.same(newsMlFaults(text), [], path)
        if (path === '/feeds/json' && !missing.jsonFeed) t.same(jsonFeedFaults(body), [], path)
        if (ninjsFeeds.includes(path) && !missing.ninjs)
          for (const item of body.data) t.same(ninjsFaults(item, body.version), [], `${item.uri} in ${path}`)
      }
  })

  const newsMlItems = (status: string) => `//*[local-name()="newsItem"][.//@qcode="stat:${status}"]/@guid`
  const ninjsItems = (path: string, status: string): Answer['body'][] =>
    pagesOf(path)
      .flatMap(({ body }) => body.data)
      .filter((item) => (item.pubStatus ?? item.pubstatus) === status)
  const jsonFeed = () => pagesOf('/feeds/json').map(({ body }) => body)

  await t.test('200 every feed has every article once', async (t) => {
    t.same(foundIn('/feeds/atom', '//a:entry/a:id').sort(), urns)
    t.same(foundIn('/feeds/rss', '//item/guid').sort(), urns)
    t.same(foundIn('/feeds/newsml-g2', newsMlItems('usable')).sort(), urns)
    for (const path of ninjsFeeds)
      t.same(
        ninjsItems(path, 'usable')
          .map(({ uri }) => uri)
          .sort(),
        urns,
        path,
      )
    t.same(
      jsonFeed()
        .flatMap(({ items }) => items.map(({ id }: { id: string }) => id))
        .sort(),
      urns,
    )
  })

  /** What a reader makes of a feed, by the identity of the article. */
  async function readingsOf(name: keyof typeof feedReaders, path: string): Promise<Map<string, Reading>> {
    const items = await Promise.all(textsOf(path).map(feedReaders[name]))
    return new Map(items.flat().map((item) => [String(item.id), item]))
  }
  const readings = new Map<string, Map<string, Reading>>()
  for (const path of withReaders) readings.set(path, await readingsOf('feedsmith', path))

  /** What a reader makes of an article, and what it should. */
  function compared(reading: Reading, path: string, reader: string, article: Answer['body']) {
    const fold = reader === '@rowanmanning/feed-parser' ? settled : words
    const byline = bylineOf(article)
    const inRss = path === '/feeds/rss' ? [byline.join(', ')] : byline
    const { link, title, authors, published, updated } = reading
    const times = { published: Date.parse(article.firstPublishedAt), updated: Date.parse(article.updatedAt) }
    return {
      actual: { link, title: fold(title), authors: authors.map(fold), published, updated },
      expected: {
        link: article.url,
        title: fold(article.title),
        authors: (reader === 'rss-parser' ? inRss.slice(0, 1) : inRss).map(fold),
        ...(updated === undefined ? { ...times, updated } : times),
      },
    }
  }

  for (const path of withReaders)
    await t.test(`200 ${path} is read back alike by all feed readers that can`, async (t) => {
      const names = path === '/feeds/json' ? ['feedsmith'] : Object.keys(feedReaders)
      for (const reader of names as Array<keyof typeof feedReaders>) {
        const items = await readingsOf(reader, path)
        t.same([...items.keys()].sort(), urns, reader)
        for (const [urn, reading] of items) {
          const { actual, expected } = compared(reading, path, reader, articles.get(urn))
          t.same(actual, expected, `${expected.link} by ${reader}`)
          const { html } = readings.get(path)?.get(urn) as Reading
          // The one that decodes references twice is held against another with all of them decoded.
          const fold = reader === '@rowanmanning/feed-parser' ? settled : words
          if (reader === 'feedsmith')
            t.ok(shown(html).endsWith(articles.get(urn).shown), `the text of ${expected.link}`)
          else t.ok(fold(reading.html) === fold(html), `the text of ${expected.link} by ${reader}`)
        }
      }
    })

  await t.test('200 Atom, RSS and JSON Feed have the same text, with corrections before it', async (t) => {
    const [atom, ...others] = withReaders.map((path) => readings.get(path) as Map<string, Reading>)
    for (const [urn, { html }] of atom as Map<string, Reading>)
      for (const other of others) t.ok(words(other.get(urn)?.html) === words(html), articles.get(urn).slug)
    for (const id of corrected) {
      const text = shown(atom?.get(urnOf(id))?.html)
      t.ok(
        /^(Correction|更正)\(2026-11-01\)/.test(text) && text.slice(0, 100).includes(words(notice)),
        text.slice(0, 100),
      )
    }
  })

  await t.test('200 archives of Atom are valid and lead to every article', async (t) => {
    const first = linked(pagesOf('/feeds/atom')[0]?.headers ?? {}, 'prev-archive')
    const texts = (await chain(t, pathOf(first), 'prev-archive')).map(({ text }) => text)
    const archived = texts.flatMap((text) => found(text, '//a:entry/a:id'))
    const present = urns.filter((urn) => articles.get(urn).updatedAt >= '2026-11-01')
    t.same([...archived, ...present].sort(), urns)
    t.same(
      texts.flatMap((text) => found(text, '//*[local-name()="deleted-entry"]')),
      [],
    )
    if (!missing.atom) t.same(atomFaults(texts), [])
  })

  await t.test('200 sitemaps are valid and name every page once', async (t) => {
    const judge = (text: string, schema: 'all.xsd' | 'siteindex.xsd') =>
      t.same([...faultsOfText(text), ...(missing.sitemap ? xmlFaults(text) : sitemapFaults(text, schema))], [])
    const locations = (text: string) =>
      found(text, '//*[local-name()="url" or local-name()="sitemap"]/*[local-name()="loc"]')
    const { text: index } = await get('/sitemap.xml')
    judge(index, 'siteindex.xsd')
    const [news, ...parts] = locations(index)
    const { text } = await get(pathOf(news))
    judge(text, 'all.xsd')
    const fresh = [...articles.values()].filter(({ firstPublishedAt }) => firstPublishedAt >= '2026-10-30')
    t.same(locations(text).sort(), fresh.map(({ url }) => url).sort())
    t.same(found(text, '//*[local-name()="title"]').map(words).sort(), fresh.map(({ title }) => words(title)).sort())
    const pageLocations: string[] = []
    for (const part of parts) {
      const { text } = await get(pathOf(part))
      judge(text, 'all.xsd')
      pageLocations.push(...locations(text))
    }
    t.same(pageLocations.sort(), [...articles.values()].map(({ url }) => url).sort())
  })

  const goneUrns = Object.values(gone).map(urnOf).sort()

  await t.test('410 and 404 what is gone, in every format', async (t) => {
    const expected = { withdrawn: 410, erased: 410, unpublished: 404, expired: 404 }
    for (const format of formats) {
      for (const [name, status] of Object.entries(expected)) {
        const answer = await get(`/v1/articles/${gone[name as keyof typeof gone]}?format=${format}`)
        t.equal(answer.status, status, `${name} as ${format}`)
        t.match(answer.headers['content-type'], /^application\/problem\+json/)
        t.equal(answer.body.reason, name === 'withdrawn' ? withdrawalReason : answer.body.reason)
      }
      t.equal((await get(`/v1/articles/${draft}?format=${format}`)).status, 404)
    }
  })

  await t.test('200 what is gone is a tombstone of each format, with its reason, and without text', async (t) => {
    const reasons = ['A court & its order.', withdrawalReason]
    t.same(foundIn('/feeds/atom', '//at:deleted-entry/@ref').sort(), goneUrns)
    t.same(foundIn('/feeds/atom', '//at:comment').sort(), reasons)
    t.same(foundIn('/feeds/newsml-g2', newsMlItems('canceled')).sort(), goneUrns)
    for (const path of ninjsFeeds) {
      const canceled = ninjsItems(path, 'canceled')
      t.same(canceled.map(({ uri }) => uri).sort(), goneUrns, path)
      t.same(canceled.flatMap((item) => item.edNote ?? item.ednote ?? []).sort(), reasons, path)
    }
    const deleted = jsonFeed().flatMap(({ _masthead: { deleted } }) => deleted)
    t.same(
      Object.fromEntries(deleted.map(({ id, type }) => [id, type])),
      Object.fromEntries(Object.entries(gone).map(([type, id]) => [urnOf(id), type])),
    )
    const sitemaps = ['/sitemap.xml', '/sitemap-news.xml', '/sitemaps/2026-11.xml']
    const others = await Promise.all(sitemaps.map(async (path) => (await get(path)).text))
    for (const text of [...feeds.flatMap(textsOf), ...others]) {
      t.notOk(/Gone: |gone-|gone \]|Never published/.test(text), text.slice(0, 200))
      t.notOk(text.includes(draft))
    }
    for (const text of [...textsOf('/feeds/rss'), ...others])
      for (const id of Object.values(gone)) t.notOk(text.includes(id), 'vanished')
  })
})
