/** Profiles: what a key may see, on every reading route. */
import t, { type Test } from 'tap'
import { openProfiled, type Partner } from '../support/profiled.ts'

const cases: Array<[string, object, string[]]> = [
  ['sources', { sources: ['agency'] }, ['own right', 'agency']],
  ['tags', { tags: ['rail'] }, ['free', 'agency']],
  ['languages', { languages: ['zh-hans'] }, ['chinese']],
  ['publishedSince', { publishedSince: '2026-11-01T20:04:00+08:00' }, ['chinese', 'no right', 'own right']],
  ['rights of the source or its own', { rights: ['open'] }, ['own right', 'free']],
  ['rights that nobody states', { rights: ['unknown'] }, ['chinese', 'desk', 'old']],
  ['rights for nobody', { rights: ['none'] }, ['no right']],
  ['several members', { sources: ['free', 'agency'], tags: ['rail'], rights: ['licensed', 'none'] }, ['agency']],
  ['nothing', {}, ['chinese', 'no right', 'own right', 'free', 'agency', 'desk', 'old']],
]

t.test('what a profile lets its reader see', async (t) => {
  const { ids, partner, link } = await openProfiled(t)
  await link('desk', [{ article: ids.agency }, { article: ids.free }, { article: ids.old }])

  /** The articles outside a profile, and nothing of them anywhere. */
  async function noneOf(t: Test, { get }: Partner, hidden: string[]) {
    const addresses = [
      '/v1/articles?limit=200&include=relatedNews,translations',
      '/v1/articles/latest?limit=50',
      '/v1/search?q=story&limit=200',
      '/v1/search/suggestions?q=story&limit=20',
      '/feeds/atom',
      '/feeds/json',
      '/v1/changes?limit=1000&include=resource',
      '/v1/changes?limit=1000&history=true',
      '/v1/snapshot?include=resource',
      `/v1/articles/${ids.desk}?include=relatedNews,translations`,
      `/v1/articles/${ids.desk}?format=ninjs-3.1`,
      ...['related-news', 'neighbours', 'duplicates', 'revisions'].map((each) => `/v1/articles/${ids.desk}/${each}`),
    ]
    for (const url of addresses) {
      const { text } = await get(url)
      for (const name of hidden)
        if (!url.includes(ids[name] as string)) t.notOk(text.includes(ids[name] as string), `${name} at ${url}`)
    }
    for (const name of hidden)
      for (const rest of [
        '',
        '/related-news',
        '/neighbours',
        '/duplicates',
        '/revisions',
        '/diff?from=1&to=1',
        '?version=1',
        '?format=atom',
      ])
        t.equal((await get(`/v1/articles/${ids[name]}${rest}`)).status, 404, `${name} ${rest}`)
  }

  for (const [name, profile, seen] of cases)
    t.test(`200 with what it lets pass, 404 for the rest: ${name}`, async (t) => {
      const reader = await partner(profile)
      const { get, listed } = reader
      t.same(await listed(), seen)
      const { body } = await get('/v1/articles?count=true&limit=1')
      t.equal(body.page.total, seen.length)
      for (const each of seen) t.equal((await get(`/v1/articles/${ids[each]}`)).status, 200, each)
      const slugs = seen.filter((each) => each !== 'chinese')
      for (const each of slugs)
        t.equal((await get(`/v1/articles/by-slug/en/story-of-${each.replace(' ', '-')}`)).status, 200)
      const years = (await get('/v1/archive')).body.data
      t.equal(years[0].articles, seen.length)
      const { length } = slugs
      const search = (await get('/v1/search?q=story&count=true&limit=200&facets=language,year')).body
      t.equal(search.page.total, length)
      t.same(search.facets.year, length === 0 ? [] : [{ value: '2026', label: '2026', count: length }])
      await noneOf(
        t,
        reader,
        Object.keys(ids).filter((each) => !seen.includes(each)),
      )
    })

  t.test('200 with links, translations and neighbours that lie within it', async (t) => {
    const { get, listed } = await partner({ tags: ['ports'] })
    const { body } = await get(`/v1/articles/${ids.desk}?include=relatedNews,translations`)
    t.same(body.translations, [])
    const links = body.relatedNews.filter(({ kind }: { kind: string }) => kind === 'editorial')
    t.same(
      links.map(({ article, position }: { article: { id: string }; position: number }) => [position, article.id]),
      [
        [1, ids.free],
        [2, ids.old],
      ],
    )
    t.same(await listed(`/v1/articles?relatedTo=${ids.desk}`), ['free', 'old'])
    t.same(await listed(`/v1/articles?relatedTo=${ids.agency}`), [], 'not by an article outside it')
    const { previous, next } = (await get(`/v1/articles/${ids.desk}/neighbours`)).body
    t.same([previous?.id, next?.id].sort(), [ids.free, ids.old].sort())
    const chinese = await partner({ languages: ['zh-Hans'] })
    t.equal((await chinese.get(`/v1/articles/${ids.chinese}`)).body.translationOf, null)
  })

  t.test('200 with numbers, facets and suggestions of what lies within it', async (t) => {
    const { get } = await partner({ sources: ['agency', 'free'], tags: ['rail'] })
    const sources = (await get('/v1/sources?count=true')).body
    t.same(
      sources.data.map(({ slug, articles }: Record<string, unknown>) => [slug, articles]),
      [
        ['agency', 1],
        ['free', 1],
      ],
    )
    t.equal(sources.page.total, 2)
    t.equal((await get('/v1/sources/desk')).status, 404)
    t.equal((await get('/v1/sources/agency')).body.articles, 1)
    const tags = (await get('/v1/tags')).body.data
    t.same(
      tags.map(({ slug, articles }: Record<string, unknown>) => [slug, articles]),
      [
        ['ports', 1],
        ['rail', 2],
      ],
      'tags are common',
    )
    t.equal((await get('/v1/tags/ports')).body.articles, 1)
    const { facets } = (await get('/v1/search?q=story&facets=source,tag')).body
    t.same(
      facets.source.map(({ value, count }: Record<string, unknown>) => [value, count]),
      [
        ['agency', 1],
        ['free', 1],
      ],
    )
    const suggested = async (q: string) =>
      (await get(`/v1/search/suggestions?q=${encodeURIComponent(q)}`)).body.data.map(
        ({ kind, text }: Record<string, string>) => `${kind} ${text}`,
      )
    t.same(await suggested('fre'), ['query free', 'article Story of free'])
    t.same(await suggested('the fre'), ['query the free', 'source The free'])
    t.same(await suggested('des'), [], 'no word that only other titles have')
    t.same(await suggested('the de'), [], 'no source outside it')
    t.equal((await get('/v1/search?q=fee')).body.suggestion, 'free')
    t.equal((await get('/v1/search?q=descc')).body.suggestion, null, 'not desk')
    const scores = (await get('/v1/search?q=story')).body.data.map(({ score }: { score: number }) => score)
    t.ok(scores.every((score: unknown) => typeof score === 'number'))
    t.same(
      (await get('/v1/search?q=story%20desk')).body.data.map(({ match }: { match: string }) => match),
      ['some', 'some'],
    )
  })

  t.test('200 with summaries only, and without images', async (t) => {
    const { get } = await partner({ sources: ['desk'], content: 'summary', images: false })
    const { body } = await get(`/v1/articles/${ids.desk}`)
    t.match(body, { summary: 'A summary of the desk.', body: null, images: [] })
    const found = (await get('/v1/search?q=nightjar&body=html')).body.data
    t.equal(found.length, 3, 'found by its body')
    for (const { article, highlights } of found)
      t.match(
        { article, highlights },
        { article: { body: null, images: [] }, highlights: { summary: null, body: null } },
      )
    const addresses = [
      `/v1/articles/${ids.desk}?body=html`,
      `/v1/articles/${ids.desk}?fields=body,images`,
      `/v1/articles/${ids.desk}?version=1&body=text`,
      '/v1/articles?body=text',
      '/v1/articles/latest?body=markdown',
      '/v1/changes?include=resource&body=html',
      '/v1/snapshot?include=resource',
      ...['atom', 'rss', 'json', 'ninjs', 'newsml-g2'].map((format) => `/feeds/${format}`),
      ...['jsonld', 'ninjs-3.1', 'ninjs-2.2', 'ninjs-1.6', 'newsml-g2', 'atom', 'markdown', 'text'].map(
        (format) => `/v1/articles/${ids.desk}?format=${format}`,
      ),
    ]
    for (const url of addresses) {
      const { status, text } = await get(url)
      t.equal(status, 200, url)
      t.notMatch(text, /nightjar/, url)
      t.notMatch(text, /pictures\.example/, url)
    }
  })
})
