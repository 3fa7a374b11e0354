import t from 'tap'
import { underContract } from '../../support/contract.ts'
import { type Answer, openNewsroom } from '../../support/newsroom.ts'

const idsOf = (answer: Answer): string[] => answer.body.data.map((article: { id: string }) => article.id)

t.test('GET /v1/articles', async (t) => {
  const newsroom = underContract(await openNewsroom(t))
  const { get, call, article, clock } = newsroom

  const make = async (plural: string, body: object) =>
    (await call('POST', `/v1/newsroom/${plural}`, { as: 'editor', body })).body.id as string
  const lake = await make('sources', { slug: 'lake-daily', name: 'Lake Daily', names: { 'zh-Hans': '湖日报' } })
  const hill = await make('sources', { slug: 'hill-post', name: 'Hill Post', rights: { syndication: 'none' } })
  const lin = await make('editors', { slug: 'lin', name: 'Lin Yue', names: { zh: '林悦' }, email: 'lin@lake.example' })
  await make('editors', { slug: 'zhao', name: 'Zhao Min', title: 'Chief' })
  await make('tags', { slug: 'energy', kind: 'topic', labels: { en: 'Energy', 'zh-Hans': '能源' } })
  const port = await make('tags', {
    slug: 'port',
    kind: 'place',
    labels: { en: 'Port' },
    mediaTopic: 'medtop:20000271',
  })

  const publishAt = async (instant: string, input: object): Promise<string> => {
    clock.set(instant)
    return (await article(input as Record<string, unknown>, { publish: true })).body.id
  }
  const text = { body: { html: '<p>One <strong>bold</strong> word.</p>' } }
  const a = await publishAt('2026-11-01T10:00:00Z', {
    ...text,
    title: 'A',
    source: 'lake-daily',
    editor: 'lin',
    tags: ['energy', 'port'],
  })
  const b = await publishAt('2026-11-01T11:00:00Z', {
    ...text,
    title: 'B',
    source: 'hill-post',
    editor: 'zhao',
    tags: ['port'],
  })
  const c = await publishAt('2026-11-01T11:00:00Z', {
    ...text,
    title: '丙',
    language: 'zh-hans',
    source: lake,
    editor: lin,
    tags: ['energy'],
    translationOf: a,
  })
  const d = await publishAt('2026-11-01T11:00:00Z', { ...text, title: 'D', language: 'fr', source: 'hill-post' })
  const all = [a, b, c, d]
  const set = (answer: Answer) => idsOf(answer).sort()

  t.test('200 with the newest first, equal instants in the order of publication', async (t) => {
    t.same(idsOf(await get('/v1/articles')), [d, c, b, a])
    t.same((await get('/v1/articles')).body.page, { limit: 20, next: null, previous: null })
  })

  t.test('200 in each order, which is total and the exact reverse of its opposite', async (t) => {
    for (const key of ['publishedAt', 'updatedAt']) {
      const up = idsOf(await get(`/v1/articles?sort=${key}`))
      t.same(up, [a, b, c, d], key)
      t.same(idsOf(await get(`/v1/articles?sort=-${key}`)), up.toReversed(), `-${key}`)
    }
  })

  t.test('200 with those that a filter lets through', async (t) => {
    const expected: Record<string, string[]> = {
      'source=lake-daily': [a, c],
      [`source=${hill}`]: [b, d],
      [`source=lake-daily,${hill}`]: all,
      'source=nobody': [],
      'source=energy': [],
      'editor=lin': [a, c],
      [`editor=${lin},zhao`]: [a, b, c],
      'tag=energy': [a, c],
      [`tag=${port}`]: [a, b],
      'tag=energy,port': [a, b, c],
      'tag=energy&source=hill-post': [],
      'tag=port&editor=lin': [a],
      'language=en': [a, b],
      'language=EN': [a, b],
      'language=zh-hans': [c],
      'language=ZH-HANS,fr': [c, d],
      'language=de': [],
      [`ids=${b},${a}`]: [a, b],
      [`ids=${port}`]: [],
      'publishedAfter=2026-11-01T11:00:00Z': [b, c, d],
      'publishedBefore=2026-11-01T11:00:00Z': [a],
      'publishedAfter=2026-11-01T18:00:00%2B08:00&publishedBefore=2026-11-01T10:00:01Z': [a],
      'updatedAfter=2026-11-01T10:00:01Z': [b, c, d],
      'updatedBefore=2026-11-01T10:00:00Z': [],
    }
    for (const [query, ids] of Object.entries(expected)) {
      const answer = await get(`/v1/articles?${query}&count=true`)
      t.same(set(answer), [...ids].sort(), query)
      t.equal(answer.body.page.total, ids.length, `${query} counts`)
    }
  })

  t.test('200 with a total only when asked, whatever the page', async (t) => {
    const first = await get('/v1/articles?count=true&limit=1')
    t.equal(first.body.page.total, 4)
    t.equal((await get(`/v1/articles?count=true&limit=1&cursor=${first.body.page.next}`)).body.page.total, 4)
    t.notOk('total' in (await get('/v1/articles?count=false')).body.page)
  })

  t.test('200 with links under PUBLIC_URL that keep the filters', async (t) => {
    const url = '/v1/articles?tag=energy%2Cport&limit=1&include=source'
    const headers = { host: 'evil.example', 'x-forwarded-host': 'evil.example' }
    const middle = await get(`${url}&cursor=${(await get(url)).body.page.next}`, { headers })
    const links: Record<string, URL> = {}
    for (const [, address, rel] of String(middle.headers.link).matchAll(/<([^>]+)>; rel="(\w+)"/g)) {
      links[String(rel)] = new URL(String(address))
    }
    t.same(Object.keys(links).sort(), ['first', 'next', 'prev'])
    for (const link of Object.values(links)) {
      t.equal(link.origin + link.pathname, 'http://newsroom.test/v1/articles')
      t.match(Object.fromEntries(link.searchParams), { tag: 'energy,port', limit: '1', include: 'source' })
    }
    t.equal(links.first?.searchParams.has('cursor'), false)
    t.equal(links.next?.searchParams.get('cursor'), middle.body.page.next)
    t.equal(links.prev?.searchParams.get('cursor'), middle.body.page.previous)
    t.same(idsOf(await get(`${links.prev?.pathname}${links.prev?.search}`)), idsOf(await get(url)))
    t.notMatch(String((await get('/v1/articles')).headers.link), /next|prev/)
  })

  t.test('200 with source, editor and tags in short, in the language of the article', async (t) => {
    const [, chinese, , english] = (await get('/v1/articles')).body.data
    t.same(Object.keys(english.source), ['id', 'slug', 'name'])
    t.same(Object.keys(english.editor), ['id', 'slug', 'name'])
    t.match(english.tags, [{ slug: 'energy', kind: 'topic', label: 'Energy' }, { slug: 'port' }])
    t.same(Object.keys(english.tags[0]).sort(), ['id', 'kind', 'label', 'slug'])
    t.match(chinese, { source: { name: '湖日报' }, editor: { name: '林悦' }, tags: [{ label: '能源' }] })
    t.match(english, { body: null, relatedNews: null, translations: null, rights: null })
    t.equal((await get(`/v1/articles?ids=${d}`)).body.data[0].editor, null)
    t.equal((await get(`/v1/articles?ids=${b}`)).body.data[0].rights.syndication, 'none', 'its source’s rights')
  })

  t.test('200 with what include asks for, and nothing else more', async (t) => {
    const include = async (names: string, id: string) =>
      (await get(`/v1/articles?ids=${id}&include=${names}`)).body.data[0]
    t.match((await include('source', b)).source, {
      slug: 'hill-post',
      kind: 'site',
      licences: [],
      rights: { syndication: 'none' },
    })
    t.same(Object.keys((await include('source', b)).editor), ['id', 'slug', 'name'])
    t.match((await include('editor', b)).editor, { title: 'Chief', active: true })
    t.match((await include('tags', b)).tags, [{ mediaTopic: 'medtop:20000271', labels: { en: 'Port' }, parent: null }])
    t.same((await include('relatedNews', b)).relatedNews, [])
    t.match((await include('translations', a)).translations, [{ id: c, language: 'zh-Hans', title: '丙' }])
    t.match((await include('translations', c)).translations, [{ id: a, language: 'en', title: 'A' }])
    t.match(await include('source,editor,tags,relatedNews,translations', d), {
      editor: null,
      tags: [],
      relatedNews: [],
      translations: [],
    })
  })

  t.test('200 with the body in the form asked for', async (t) => {
    const body = async (form: string) => (await get(`/v1/articles?ids=${a}&body=${form}`)).body.data[0].body
    t.match(await body('blocks'), { blocks: [{ type: 'paragraph', html: 'One <strong>bold</strong> word.' }] })
    t.match(await body('html'), { html: /<p[^>]*>One <strong>bold<\/strong> word\.<\/p>/ })
    t.same(await body('text'), { text: 'One bold word.' })
    t.same(await body('markdown'), { markdown: 'One **bold** word.' })
    t.equal(await body('none'), null)
  })

  t.test('200 never with an editor’s e-mail address', async (t) => {
    for (const url of [
      '/v1/articles?include=editor',
      `/v1/articles/${a}?include=editor`,
      '/v1/editors',
      '/v1/editors/lin',
    ]) {
      const answer = await get(url)
      t.equal(answer.status, 200)
      t.notMatch(answer.text, 'lin@lake.example', url)
      t.notMatch(answer.text, '"email":"', url)
    }
  })

  t.test('400 for a value that is not allowed, naming the parameter', async (t) => {
    const wrong = [
      'limit=0',
      'limit=201',
      'limit=x',
      'limit=1.5',
      'sort=title',
      'include=all',
      'body=pdf',
      'ids=1',
      'count=2',
      'tag=',
      'publishedAfter=yesterday',
      'updatedBefore=2026-02-30T00:00:00Z',
      'language=e',
    ]
    for (const query of wrong) {
      const answer = await get(`/v1/articles?${query}`)
      t.equal(answer.status, 400, query)
      t.equal(answer.body.errors[0].parameter, query.split('=')[0], query)
    }
  })

  t.test('400 for more than 100 ids', async (t) => {
    t.equal((await get(`/v1/articles?ids=${Array(100).fill(a).join(',')}`)).status, 200)
    t.equal((await get(`/v1/articles?ids=${Array(101).fill(a).join(',')}`)).status, 400)
  })
})
