import { XmlDocument } from 'libxml2-wasm'
import t from 'tap'
import { termOf } from '../../src/articles/index.ts'
import { createSitemaps } from '../../src/feeds/sitemaps/sitemaps.ts'
import { createSitemapStore } from '../../src/feeds/sitemaps/store.ts'
import { everything, type Viewer } from '../../src/lib/viewer.ts'
import { underContract } from '../support/contract.ts'
import { lifeOf } from '../support/life.ts'
import { openNewsroom } from '../support/newsroom.ts'
import { missing, sitemapFaults } from './oracles.ts'

/** Holds XML against a schema of sitemaps; says nothing where the schemas are not at hand. */
function validate(xml: string, name: 'all.xsd' | 'siteindex.xsd'): void {
  if (missing.sitemap) return
  const faults = sitemapFaults(xml, name)
  if (faults.length > 0) throw new Error(faults.join('\n'))
}

const namespaces = {
  s: 'http://www.sitemaps.org/schemas/sitemap/0.9',
  n: 'http://www.google.com/schemas/sitemap-news/0.9',
  x: 'http://www.w3.org/1999/xhtml',
  i: 'http://www.google.com/schemas/sitemap-image/1.1',
}

/** The contents of all nodes at a path, as a reader of the XML gets them. */
function contents(xml: string, path: string): string[] {
  using document = XmlDocument.fromString(xml)
  return document.find(path, namespaces).map((node) => node.content)
}

const tick = '2026-11-04T10:00:00Z'

/** A newsroom with an address of its own, in UTC, and a way to publish at a time. */
async function open(t: Parameters<typeof openNewsroom>[0], settings: Record<string, string> = {}) {
  const newsroom = underContract(await openNewsroom(t, settings))
  const { call, get, clock, article } = newsroom
  const url = '/v1/newsroom/site'
  const site = async (body: object) =>
    call('PATCH', url, { as: 'admin', body, ifMatch: (await get(url, { as: 'admin' })).etag })
  await site({
    name: { en: 'Qinghe News & Co', 'zh-Hans': '清河新闻网' },
    articleUrl: 'https://qinghe.example/{language}/{slug}?a=1&b=2',
    timeZone: 'UTC',
  })
  const at = async (instant: string, input: Record<string, unknown>) => {
    clock.set(instant)
    return (await article(input, { publish: true })).body as { id: string; slug: string; language: string }
  }
  return { newsroom, site, at }
}

const pageOf = ({ language, slug }: { language: string; slug: string }) =>
  `https://qinghe.example/${language}/${encodeURIComponent(slug)}?a=1&b=2`

if (missing.sitemap) t.comment(`${missing.sitemap}: documents are read, not validated`)

t.test('the schemas refuse what is no sitemap', { skip: missing.sitemap }, async (t) => {
  const entry =
    '<url><loc>https://qinghe.example/a</loc><news:news xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"/></url>'
  t.throws(() => validate(`<urlset xmlns="${namespaces.s}">${entry}</urlset>`, 'all.xsd'))
  t.throws(() => validate(`<sitemapindex xmlns="${namespaces.s}"/>`, 'siteindex.xsd'))
})

t.test('sitemaps of a newsroom', async (t) => {
  const { newsroom, at } = await open(t)
  const { get, clock, article, call } = newsroom
  const life = lifeOf(newsroom)
  const old = await at('2026-10-31T23:59:59Z', { title: 'Of October' })
  const corrected = await at('2026-11-01T09:00:00Z', {
    title: 'Three days old',
    images: [{ url: 'https://m.example/a.jpg' }],
  })
  const edge = await at('2026-11-02T10:00:00Z', { title: 'Two days old' })
  const withdrawn = await at('2026-11-03T09:00:00Z', { title: 'Withdrawn' })
  const english = await at('2026-11-03T10:00:00Z', {
    title: 'Rain & <snow> "\u202eon" 港 🧨',
    images: [{ url: 'https://m.example/b.jpg?x=1&y=2' }, { url: 'https://m.example/c.jpg' }],
  })
  const chinese = await at('2026-11-03T11:00:00Z', {
    title: '雨雪',
    language: 'zh-Hans',
    translationOf: english.id,
  })
  clock.set('2026-11-04T09:30:00Z')
  await life.withdraw(withdrawn.id, { reason: 'It was wrong.' })
  await article({ title: 'Draft' })
  const scheduled = await article({ title: 'Scheduled' })
  await life.publish(scheduled.body.id, { publishAt: '2026-11-05T10:00:00Z' })
  const { etag } = await life.work(corrected.id)
  await call('PATCH', `/v1/newsroom/articles/${corrected.id}`, {
    as: 'editor',
    body: { summary: 'Updated today.' },
    ifMatch: etag,
  })
  await life.publish(corrected.id)
  clock.set(tick)

  await t.test('200 an index that names the news and a part for each month, the newest first', async (t) => {
    const { status, text, headers } = await get('/sitemap.xml')
    t.equal(status, 200)
    t.equal(headers['content-type'], 'application/xml; charset=utf-8')
    validate(text, 'siteindex.xsd')
    t.same(contents(text, '//s:sitemap/s:loc'), [
      'http://newsroom.test/sitemap-news.xml',
      'http://newsroom.test/sitemaps/2026-11.xml',
      'http://newsroom.test/sitemaps/2026-10.xml',
    ])
    t.same(contents(text, '//s:sitemap/s:lastmod'), ['2026-11-04T09:30:00Z', '2026-10-31T23:59:59Z'])
  })

  await t.test('200 a part with what is live of its month, and nothing else', async (t) => {
    const { status, text } = await get('/sitemaps/2026-11.xml')
    t.equal(status, 200)
    validate(text, 'all.xsd')
    t.same(contents(text, '//s:url/s:loc'), [corrected, edge, english, chinese].map(pageOf))
    t.same(contents(text, '//s:url/s:lastmod'), [
      '2026-11-04T09:30:00Z',
      '2026-11-02T10:00:00Z',
      '2026-11-03T10:00:00Z',
      '2026-11-03T11:00:00Z',
    ])
    t.same(contents((await get('/sitemaps/2026-10.xml')).text, '//s:url/s:loc'), [pageOf(old)])
  })

  await t.test('200 translations that name one another and themselves, and images', async (t) => {
    const { text } = await get('/sitemaps/2026-11.xml')
    const both = [pageOf(english), pageOf(chinese)]
    for (const page of both) {
      const entry = `//s:url[s:loc='${page}']`
      t.same(contents(text, `${entry}/x:link[@rel='alternate']/@href`), both)
      t.same(contents(text, `${entry}/x:link/@hreflang`), ['en', 'zh-Hans'])
    }
    t.same(contents(text, `//s:url[s:loc='${pageOf(edge)}']/x:link`), [], 'none without translations')
    t.same(contents(text, `//s:url[s:loc='${pageOf(english)}']/i:image/i:loc`), [
      'https://m.example/b.jpg?x=1&y=2',
      'https://m.example/c.jpg',
    ])
  })

  await t.test('200 news: first published in the two days before the tick, the newest first', async (t) => {
    const { status, text } = await get('/sitemap-news.xml')
    t.equal(status, 200)
    validate(text, 'all.xsd')
    t.same(contents(text, '//s:url/s:loc'), [chinese, english, edge].map(pageOf), 'what was only updated is no news')
    t.same(contents(text, '//n:publication_date'), [
      '2026-11-03T11:00:00Z',
      '2026-11-03T10:00:00Z',
      '2026-11-02T10:00:00Z',
    ])
    t.same(contents(text, '//n:publication/n:name'), ['清河新闻网', 'Qinghe News & Co', 'Qinghe News & Co'])
    t.same(contents(text, '//n:publication/n:language'), ['zh-cn', 'en', 'en'])
    t.equal(contents(text, '//n:title')[1], 'Rain & <snow> "\u202eon" 港 🧨')
  })

  await t.test('200 news that change with the tick and never between two', async (t) => {
    const { etag } = await get('/sitemap-news.xml')
    clock.set('2026-11-04T10:00:59Z')
    const late = await get('/sitemap-news.xml', { headers: { 'if-none-match': etag } })
    t.equal(late.status, 304)
    t.match(late.headers, { 'cache-control': 'public, max-age=1, stale-while-revalidate=0', vary: 'Authorization' })
    clock.set('2026-11-04T10:01:00Z')
    const { text } = await get('/sitemap-news.xml')
    t.same(contents(text, '//s:url/s:loc'), [chinese, english].map(pageOf))
    const republished = await life.unpublish(english.id)
    t.equal(republished.status, 200)
    await life.publish(english.id)
    const again = await get('/sitemap-news.xml')
    t.same(contents(again.text, '//s:url/s:loc').sort(), [chinese, english].map(pageOf).sort())
    t.ok(contents(again.text, '//n:publication_date').includes('2026-11-03T10:00:00Z'), 'with their first publication')
    clock.set('2026-11-05T10:00:00Z')
    t.equal(contents((await get('/sitemap-news.xml')).text, '//s:url').length, 2, 'two days to the second')
    clock.set('2026-11-05T10:01:00Z')
    t.same(contents((await get('/sitemap-news.xml')).text, '//s:url/s:loc'), [pageOf(chinese)])
    clock.set(tick)
  })

  await t.test('404 for a month without articles and for a further part that is not there', async (t) => {
    for (const part of ['2026-09', '2026-11-2', '2026-12'])
      t.equal((await get(`/sitemaps/${part}.xml`)).status, 404, part)
  })

  await t.test('400 for what is no month, and for parameters', async (t) => {
    for (const url of ['/sitemaps/2026-13.xml', '/sitemaps/2026-11-1.xml', '/sitemaps/all.xml', '/sitemap.xml?page=2'])
      t.match(await get(url), { status: 400, headers: { 'cache-control': 'no-store' } }, url)
  })

  await t.test('401 without a key where anonymous reading is switched off', async (t) => {
    const { newsroom } = await open(t, { ANONYMOUS_READING: 'false' })
    for (const url of ['/sitemap.xml', '/sitemap-news.xml', '/sitemaps/2026-11.xml']) {
      t.match(await newsroom.get(url), { status: 401, headers: { vary: 'Authorization' } }, url)
      t.not((await newsroom.get(url, { as: 'reader' })).status, 401, url)
    }
  })
})

t.test('a newsroom without articles', async (t) => {
  const { newsroom } = await open(t)
  await t.test('200 an index of the news alone, which are none', async (t) => {
    const { text } = await newsroom.get('/sitemap.xml')
    validate(text, 'siteindex.xsd')
    t.same(contents(text, '//s:loc'), ['http://newsroom.test/sitemap-news.xml'])
    t.match(await newsroom.get('/sitemap-news.xml'), { status: 200 })
    t.same(contents((await newsroom.get('/sitemap-news.xml')).text, '//s:url'), [])
  })
})

t.test('months are those of the clock of the site', async (t) => {
  const { newsroom, site, at } = await open(t)
  const article = await at('2026-10-31T23:59:59Z', { title: 'In the night' })
  await site({ timeZone: 'Asia/Shanghai' })
  t.match(contents((await newsroom.get('/sitemap.xml')).text, '//s:loc'), [
    /news/,
    'http://newsroom.test/sitemaps/2026-11.xml',
  ])
  t.same(contents((await newsroom.get('/sitemaps/2026-11.xml')).text, '//s:loc'), [pageOf(article)])
  t.equal((await newsroom.get('/sitemaps/2026-10.xml')).status, 404)
})

t.test('a month with more articles than a part may have', async (t) => {
  const { newsroom, at } = await open(t)
  const mostAddresses = 2
  const { db, lifecycle, site, now } = newsroom
  const sitemaps = createSitemaps(
    { db, live: lifecycle.live, site, now, publicUrl: 'http://newsroom.test', tickSeconds: 60, mostAddresses },
    createSitemapStore(db, mostAddresses),
  )
  const articles = []
  for (const [index, language] of ['en', 'zh-Hans', 'en', 'en', 'en'].entries())
    articles.push(await at('2026-10-05T10:00:00Z', { title: `Article ${index}`, language }))
  articles.push(await at('2026-11-01T00:00:00Z', { title: 'Of another month', language: 'zh-Hans' }))
  const pages = articles.map(pageOf)
  const partOf = async (viewer: Viewer, number: number) => {
    const xml = await sitemaps.part(viewer, { month: '2026-10', number })
    return xml === undefined ? undefined : contents(xml, '//s:url/s:loc')
  }
  const parts = async (viewer: Viewer) =>
    contents(await sitemaps.index(viewer), '//s:loc')
      .slice(1)
      .map((url) => url.slice('http://newsroom.test/sitemaps/'.length))

  await t.test('has further parts, which together have each article once', async (t) => {
    t.same(await parts(everything), ['2026-11.xml', '2026-10.xml', '2026-10-2.xml', '2026-10-3.xml'])
    t.same(await partOf(everything, 1), pages.slice(0, 2))
    t.same(await partOf(everything, 2), pages.slice(2, 4))
    t.same(await partOf(everything, 3), pages.slice(4, 5))
    t.equal(await partOf(everything, 4), undefined)
  })

  await t.test('has those parts that a reader with a profile sees, and no months without', async (t) => {
    const english: Viewer = {
      term: termOf.language('en'),
      keyId: null,
      agreement: false,
      profile: {
        sources: null,
        tags: null,
        languages: ['en'],
        publishedSince: null,
        rights: null,
        content: 'full',
        images: true,
      },
    }
    t.same(await parts(english), ['2026-10.xml', '2026-10-2.xml'])
    t.same(await partOf(english, 1), [pages[0], pages[2]])
    t.same(await partOf(english, 2), pages.slice(3, 5))
    t.equal(await partOf(english, 3), undefined)
    t.equal(await sitemaps.part(english, { month: '2026-11', number: 1 }), undefined)
    t.same(contents(await sitemaps.newest(english), '//s:loc'), [], 'nor news')
  })
})
