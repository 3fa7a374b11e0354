/** What live rows carry rendered: put together from them, every answer has the bytes that it has without them. */
import { createReadStream } from 'node:fs'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline'
import t, { type Test } from 'tap'
import { readPages } from '../../../src/cli/pages.ts'
import { actor, openNewsroom, type TestNewsroom } from '../../support/newsroom.ts'

const demo = resolve(import.meta.dirname, '../../../demo')

const hostile = '"</script>\\ \u2028\u2029 ﷽ 🗞️ {slug} \u007f \\u0022 %22'
const body = {
  blocks: [
    { html: 'A <em>“quoted”</em> &amp; cut\nline', type: 'paragraph', id: 'first' },
    { type: 'heading', level: 2, html: `Rank ${JSON.stringify('"two"')}` },
    { type: 'list', ordered: true, items: ['一', 'two'] },
    { type: 'table', rows: [['1', '2']], header: ['a', 'b'], caption: 'c' },
    { type: 'image', url: 'https://media.example/a.jpg', width: 10, height: 20, alt: 'a "b"' },
    { type: 'quote', html: 'q', citation: 'who\\' },
    { type: 'embed', url: 'https://www.youtube.com/watch?v=abc' },
  ],
}

/** Keys that see less, or are told more. */
const profiles: Record<string, object | undefined> = {
  agreement: undefined,
  languages: { languages: ['zh-Hans'] },
  summaries: { content: 'summary' },
  'no images': { images: false },
}

const shapes = [
  '',
  'include=source,editor,relatedNews',
  'include=source,editor,tags,corrections',
  'include=relatedNews.source,translations,localTimes',
  'body=none',
  'body=blocks',
  'body=html',
  'fields=title,body',
]

/** All answers that a reader gets of articles, by address. */
async function answersTo(newsroom: TestNewsroom, ids: string[], headers: Record<string, string>) {
  const answers = new Map<string, object>()
  const ask = async (url: string): Promise<string> => {
    const answer = await newsroom.get(url, { headers })
    const { etag, link, vary } = answer.headers
    const tags = String(answer.headers['cache-tag'] ?? '')
      .split(',')
      .sort()
    const text = answer.text.replace(/urn:request:[0-9a-f-]+/, '')
    answers.set(url, { text, etag, link, vary, tags, lastModified: answer.headers['last-modified'] })
    return answer.text
  }
  for (const shape of shapes) {
    for (const list of shape === ''
      ? ['limit=200&', 'limit=3&sort=-updatedAt&', 'limit=200&source=free&']
      : ['limit=20&'])
      for (let cursor = ''; cursor !== undefined; ) {
        const { page } = JSON.parse(await ask(`/v1/articles?${list}${shape}${cursor && `&cursor=${cursor}`}`))
        cursor = list.includes('=20') ? undefined : (page?.next ?? undefined)
      }
    for (const id of ids) await ask(`/v1/articles/${id}?${shape}`)
  }
  for (const id of ids) {
    const { language, slug } = (await newsroom.get(`/v1/articles/${id}`)).body
    await ask(`/v1/articles/by-slug/${language}/${encodeURIComponent(slug)}`)
  }
  return answers
}

/** Asks as every reader, takes the rendered texts away, and asks again. */
async function sameWithout(t: Test, newsroom: TestNewsroom, ids: string[]): Promise<void> {
  const { db, keys, profiles: stored } = newsroom
  const readers: Array<[string, Record<string, string>]> = [['anonymous', {}]]
  const sources = (await newsroom.get('/v1/sources')).body.data.slice(0, 2)
  const narrowed = { sources: sources.map(({ slug }: { slug: string }) => slug) }
  for (const [name, profile] of Object.entries({ ...profiles, narrowed })) {
    const { text } = await db.write(async (queries) => {
      const read = profile && (await stored.read(queries, profile as never))
      return keys.create(queries, { name, role: 'partner', ...(read && { profile: read }) }, actor)
    })
    readers.push([name, { authorization: `Bearer ${text}` }])
  }
  const ask = async () =>
    new Map(
      await Promise.all(
        readers.map(async ([name, headers]) => [name, await answersTo(newsroom, ids, headers)] as const),
      ),
    )
  const fast = await ask()
  const { liveArticles } = db.tables
  const rows = await db.read.select({ rendered: liveArticles.rendered }).from(liveArticles)
  t.ok(rows.length > 0 && rows.every(({ rendered }) => rendered !== null), 'every row is rendered')
  await db.write((queries) => queries.update(liveArticles).set({ rendered: null }))
  const slow = await ask()
  for (const [name, answers] of fast)
    t.test(`200 with the same bytes and headers as without rendered rows: ${name}`, async (t) => {
      for (const [url, answer] of answers) t.same(answer, slow.get(name)?.get(url), url)
    })
}

t.test('articles that are hard to write down', async (t) => {
  const newsroom = await openNewsroom(t, { CACHE_BYTES: '0' })
  const { call, article, clock, carryOutDue } = newsroom
  const write = async (method: string, url: string, input: unknown) => {
    const answer = await call(method, url, { as: 'admin', ifMatch: '*', body: input })
    if (answer.status >= 300) throw new Error(`${method} ${url}: ${answer.text}`)
    return answer
  }
  await write('PATCH', '/v1/newsroom/site', { articleUrl: 'https://news.example/{language}/a?q="{slug}"&id={id}' })
  for (const [slug, rights] of Object.entries({
    desk: null,
    agency: { syndication: 'licensed', copyrightNotice: hostile, licence: 'https://licence.example/' },
    free: { syndication: 'open' },
  }))
    await write('POST', '/v1/newsroom/sources', {
      ...{ slug, name: `The ${slug} "${slug}"`, names: { 'zh-Hans': '台' } },
      ...(rights && { rights }),
    })
  await write('POST', '/v1/newsroom/tags', {
    slug: 'rail',
    labels: { en: 'Rail "way"', 'zh-Hans': '铁路' },
    listed: false,
  })
  const ids: string[] = []
  const put = async (input: object) => {
    clock.forward(60)
    const { id } = (await article({ source: 'desk', ...input }, { publish: true })).body
    ids.push(id)
    return id as string
  }
  const first = await put({ title: `Title ${hostile}`, summary: hostile, body, tags: ['rail'], authors: ['"A"', '乙'] })
  const translated = { language: 'zh-Hans', title: '海雁港新码头启用', slug: 'hai-yan', translationOf: first }
  await put({ ...translated, source: 'agency', editor: { slug: 'lin', name: '林\\' } })
  const ending = await put({
    title: 'Rights that end',
    source: 'free',
    rights: { syndication: 'licensed', endsAt: '2026-11-01T12:00:00Z', usageTerms: hostile },
    images: [{ url: 'https://pictures.example/port.jpg', alt: hostile }],
    dateline: { place: 'Haiyan', date: '2026-10-31' },
  })
  await put({ title: 'No body', source: 'free', body: null })
  const expiring = await put({ title: 'It expires', source: 'free' })
  await write('PUT', `/v1/newsroom/articles/${expiring}/publication`, { expiresAt: '2026-11-09T00:00:00Z' })
  await write('POST', `/v1/newsroom/articles/${first}/corrections`, { kind: 'correction', notice: hostile })
  const links = [{ article: ending }, { title: `Out ${hostile}`, url: 'https://elsewhere.example/' }]
  await write('PUT', `/v1/newsroom/articles/${first}/related-news`, { data: links })
  clock.set('2026-11-01T13:00:00Z')
  await carryOutDue()
  await sameWithout(t, newsroom, ids)
})

t.test('the articles of the demo', async (t) => {
  const newsroom = await openNewsroom(t, { CACHE_BYTES: '0' })
  const { imports } = newsroom
  const lines = createInterface({ input: createReadStream(resolve(demo, 'newsroom.ndjson')) })
  await imports.importLines(lines, { file: null, draft: false, actor, mayChangeSite: true }, () => {})
  await imports.importPages(readPages([resolve(demo, 'pages')], { draft: false, actor }), () => {})
  const { data } = (await newsroom.get('/v1/articles?limit=200')).body
  const ids = data.map(({ id }: { id: string }) => id)
  await sameWithout(t, newsroom, [...ids.slice(0, 3), ...ids.slice(-3)])
})

t.test('what articles name is as new as they are', async (t) => {
  const { call, get, article } = await openNewsroom(t, { CACHE_BYTES: '0' })
  const change = async (url: string, input: object) => call('PATCH', url, { as: 'admin', ifMatch: '*', body: input })
  const tag = await call('POST', '/v1/newsroom/tags', { as: 'admin', body: { slug: 'rail', labels: { en: 'Rail' } } })
  const { body } = await article({ editor: { slug: 'lin', name: 'Lin' }, tags: ['rail'] }, { publish: true })
  const shown = async () => {
    const { data } = (await get('/v1/articles')).body
    const one = (await get(`/v1/articles/${body.id}`)).body
    t.same({ ...one, body: null }, data[0])
    return data[0]
  }
  const before = await shown()
  await change(`/v1/newsroom/sources/${before.source.id}`, { name: 'The new desk' })
  t.equal((await shown()).source.name, 'The new desk', 'a source')
  await change(`/v1/newsroom/editors/${before.editor.id}`, { name: 'Lin Yue' })
  t.equal((await shown()).editor.name, 'Lin Yue', 'an editor')
  await change(`/v1/newsroom/tags/${tag.body.id}`, { labels: { en: 'Railways' } })
  t.equal((await shown()).tags[0].label, 'Railways', 'a tag')
  await change('/v1/newsroom/site', { articleUrl: 'https://moved.example/{slug}' })
  t.match((await shown()).url, /^https:\/\/moved\.example\//, 'the site')
  await change(`/v1/newsroom/sources/${before.source.id}`, { rights: { syndication: 'open' } })
  t.equal((await shown()).usage.allowed, true, 'the rights of a source')
})
