import t, { type Test } from 'tap'
import { underContract } from '../../support/contract.ts'
import { openNewsroom } from '../../support/newsroom.ts'

t.test('what is hidden', async (t) => {
  const newsroom = underContract(await openNewsroom(t))
  const { get, call, article, clock } = newsroom
  const secret = 'Nightjar'
  await call('POST', '/v1/newsroom/sources', { as: 'editor', body: { slug: 'desk', name: 'Desk' } })
  await call('POST', '/v1/newsroom/editors', { as: 'editor', body: { slug: 'lin', name: 'Lin Yue' } })
  await call('POST', '/v1/newsroom/tags', { as: 'editor', body: { slug: 'energy', labels: { en: 'Energy' } } })
  const named = { source: 'desk', editor: 'lin', tags: ['energy'] }
  const live = await article({ ...named, title: 'The public story of the bird', slug: 'bird' }, { publish: true })
  const other = await article({ ...named, title: 'A second story' }, { publish: true })

  /** Everything that a reader can ask for, and a stranger guess. */
  const addresses = (ids: string[]): string[] => [
    '/v1/articles?count=true&include=source,editor,tags,relatedNews,translations&body=text',
    '/v1/articles?count=true&limit=1&sort=updatedAt',
    '/v1/articles?source=desk&editor=lin&tag=energy&count=true',
    `/v1/articles?ids=${[live.body.id, ...ids].join(',')}&count=true`,
    ...['sources', 'editors', 'tags'].map((plural) => `/v1/${plural}?count=true`),
    ...['sources', 'editors', 'tags'].map((plural) => `/v1/${plural}/nightjar`),
    '/v1/site',
    ...['', '/2026', '/2026/11', '/2026/11/01?count=true'].map((part) => `/v1/archive${part}`),
    '/v1/articles/latest?lists=top,energy&limit=50&include=source,editor,tags',
    `/v1/articles/${live.body.id}/neighbours?tag=energy`,
    '/v1/articles/by-slug/en/bird',
    '/v1/articles/by-slug/en/nightjar',
    ...[live.body.id, ...ids].flatMap((id) => [
      `/v1/articles/${id}?include=source,editor,tags,relatedNews,translations`,
      `/v1/articles/${id}/related-news`,
    ]),
  ]
  /** Bytes and headers, without what differs in every answer. */
  async function look(ids: string[] = []): Promise<Record<string, unknown>> {
    const seen: Record<string, unknown> = {}
    for (const url of addresses(ids)) {
      const { status, headers, text } = await get(url)
      const { date, 'x-request-id': requestId, ...same } = headers
      seen[url] = { status, same, text: text.replaceAll(String(requestId), '') }
    }
    return seen
  }
  const noTrace = (t: Test, seen: Record<string, unknown>) => {
    for (const [url, answer] of Object.entries(seen))
      t.notMatch(JSON.stringify(answer).replaceAll(url, ''), new RegExp(secret, 'i'), url)
  }
  const secretText = {
    title: `${secret} in danger`,
    slug: 'nightjar',
    summary: secret,
    body: { html: `<p>${secret}</p>` },
  }

  t.test('200 with the same bytes and headers whether or not never-public things exist', async (t) => {
    const before = await look()
    const draft = await article({
      ...named,
      ...secretText,
      source: { slug: 'nightjar', name: secret },
      editor: { slug: 'nightjar', name: secret },
    })
    await call('POST', '/v1/newsroom/tags', {
      as: 'editor',
      body: { slug: 'nightjar', labels: { en: secret }, listed: false },
    })
    const scheduled = await article({ ...named, ...secretText, tags: ['nightjar'] })
    const url = `/v1/newsroom/articles/${scheduled.body.id}/publication`
    const body = { publishAt: '2026-11-01T12:00:00Z' }
    t.match((await call('PUT', url, { as: 'editor', body, ifMatch: scheduled.etag })).body, { state: 'scheduled' })
    await article({ ...named, ...secretText, language: 'fr', translationOf: live.body.id })
    const edited = await call('PATCH', `/v1/newsroom/articles/${live.body.id}`, {
      as: 'editor',
      body: { ...secretText, tags: ['nightjar'] },
      ifMatch: live.etag,
    })
    t.equal(edited.status, 200)
    const links = { data: [{ article: draft.body.id }, { article: scheduled.body.id }] }
    await call('PUT', `/v1/newsroom/articles/${live.body.id}/related-news`, {
      as: 'editor',
      body: links,
      ifMatch: edited.etag,
    })
    t.same(await look(), before)
    const ids = [draft.body.id, scheduled.body.id]
    const seen = await look(ids)
    noTrace(t, seen)
    for (const id of ids) t.match(seen[`/v1/articles/${id}/related-news`], { status: 404 })
    t.equal((await get(`/v1/articles?ids=${ids.join(',')}&count=true`)).body.page.total, 0)
  })

  t.test('200 with the tags above a shown tag: what names them shows them', async (t) => {
    await call('POST', '/v1/newsroom/tags', {
      as: 'editor',
      body: { slug: 'above', labels: { en: 'Above' }, listed: false },
    })
    t.equal((await get('/v1/tags/above')).status, 404)
    const hidden = { slug: 'beside', labels: { en: 'Beside' }, parent: 'above', listed: false }
    await call('POST', '/v1/newsroom/tags', { as: 'editor', body: hidden })
    t.equal((await get('/v1/tags/above')).status, 404, 'a hidden one below shows nothing')
    await call('POST', '/v1/newsroom/tags', {
      as: 'editor',
      body: { slug: 'below', labels: { en: 'Below' }, parent: 'above' },
    })
    const { body } = await get('/v1/tags/above')
    t.equal((await get('/v1/tags/below')).body.parent, body.id)
  })

  t.test('200 with a scheduled article only once the scheduler has published it', async (t) => {
    const scheduled = await article({ ...named, title: 'Later today' })
    const url = `/v1/newsroom/articles/${scheduled.body.id}/publication`
    await call('PUT', url, { as: 'editor', body: { publishAt: '2026-11-01T11:00:00Z' }, ifMatch: scheduled.etag })
    clock.set('2026-11-01T11:00:00Z')
    t.equal((await get(`/v1/articles/${scheduled.body.id}`)).status, 404, 'time alone changes nothing')
    await newsroom.carryOutDue()
    t.match((await get(`/v1/articles/${scheduled.body.id}`)).body, { publishedAt: '2026-11-01T11:00:00Z' })
  })

  t.test('404 for an unpublished article, and no trace of its text', async (t) => {
    const bird = await article({ ...named, ...secretText, slug: 'once-public' }, { publish: true })
    const id = bird.body.id
    const chinese = await article(
      { ...named, title: '夜鹰', language: 'zh-Hans', translationOf: id },
      { publish: true },
    )
    const linking = await call('PUT', `/v1/newsroom/articles/${other.body.id}/related-news`, {
      as: 'editor',
      body: { data: [{ article: id }] },
      ifMatch: other.etag,
    })
    t.equal(linking.status, 200)
    t.match((await get(`/v1/articles/${chinese.body.id}?include=translations`)).body.translations, [{ id }])
    t.equal((await get(`/v1/articles/${other.body.id}/related-news?kind=editorial,imported`)).body.data.length, 1)
    await call('DELETE', `/v1/newsroom/articles/${id}/publication`, { as: 'editor', ifMatch: bird.etag })
    const seen = await look([id, chinese.body.id])
    noTrace(t, seen)
    t.match(seen[`/v1/articles/${id}/related-news`], { status: 404 })
    t.equal((await get('/v1/articles/by-slug/en/once-public')).status, 404)
    t.match((await get(`/v1/articles/${chinese.body.id}?include=translations`)).body, {
      translationOf: null,
      translations: [],
    })
    t.same((await get(`/v1/articles/${other.body.id}/related-news?kind=editorial,imported`)).body.data, [])
  })

  t.test('200 with the same for a newsroom’s key as for anybody', async (t) => {
    const list = '/v1/articles?count=true&include=relatedNews,translations'
    t.equal((await get(list, { as: 'admin' })).text, (await get(list)).text)
    t.equal((await get('/v1/tags', { as: 'admin' })).text, (await get('/v1/tags')).text)
  })
})
