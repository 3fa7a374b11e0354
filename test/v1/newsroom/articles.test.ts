import t from 'tap'
import type { Role } from '../../../src/keys/index.ts'
import { openNewsroom } from '../../support/newsroom.ts'

const unknownId = '01907c3e-5a80-7d2e-9f5b-2f1c8a4e6b10'
const path = (id: string) => `/v1/newsroom/articles/${id}`

t.test('GET /v1/newsroom/articles', async (t) => {
  const newsroom = await openNewsroom(t)
  const { article, call, get, clock } = newsroom
  const list = (query: string) => get(`/v1/newsroom/articles${query}`, { as: 'editor' })
  const titles = async (query: string): Promise<string[]> =>
    (await list(query)).body.data.map((each: { title: string }) => each.title)

  for (const slug of ['energy', 'travel']) {
    await call('POST', '/v1/newsroom/tags', { as: 'editor', body: { slug, labels: { en: slug } } })
  }
  const source = { slug: 'lakeside', name: 'Lakeside' }
  const editor = { slug: 'lin', name: 'Lin' }
  const a = await article({ title: 'A', source, editor, tags: ['energy'] })
  clock.forward(60)
  const b = await article({ title: 'B', source, tags: ['travel', 'energy'] }, { publish: true })
  clock.forward(60)
  const c = await article({ title: 'C', language: 'zh-Hans', editor, tags: ['travel'] })
  clock.forward(60)
  const d = await article({ title: 'D', language: 'de' })
  await call('PUT', `${path(d.body.id)}/publication`, {
    as: 'editor',
    body: { publishAt: '2026-11-01T12:00:00Z' },
    ifMatch: '*',
  })

  t.test('200 with articles in every state, the latest change first, without bodies', async (t) => {
    const answer = await list('')
    t.equal(answer.status, 200)
    t.equal(answer.headers['cache-control'], 'no-store')
    t.strictSame(
      answer.body.data.map((each: { title: string; state: string }) => [each.title, each.state]),
      [
        ['D', 'scheduled'],
        ['C', 'draft'],
        ['B', 'live'],
        ['A', 'draft'],
      ],
    )
    t.ok(
      answer.body.data.every(
        (each: { body: null; relatedNews: null }) => each.body === null && each.relatedNews === null,
      ),
    )
    t.strictSame(answer.body.page, { limit: 20, next: null, previous: null })
    t.match((await list('?body=text')).body.data[0].body.text, 'The first ship')
    t.strictSame((await list('?include=relatedNews,source')).body.data[3].relatedNews, [])
  })

  t.test('200 with what a filter lets through', async (t) => {
    const cases: Record<string, string[]> = {
      'state=draft': ['C', 'A'],
      'state=scheduled,live': ['D', 'B'],
      'language=EN': ['B', 'A'],
      'language=zh-hans,de': ['D', 'C'],
      'source=lakeside': ['B', 'A'],
      [`source=${a.body.source.id},desk`]: ['D', 'C', 'B', 'A'],
      'source=nobody': [],
      'editor=lin': ['C', 'A'],
      [`editor=${a.body.editor.id}&language=en`]: ['A'],
      'tag=energy': ['B', 'A'],
      'tag=energy,travel': ['C', 'B', 'A'],
      'tag=travel&source=lakeside': ['B'],
      'tag=lakeside': [],
      [`ids=${a.body.id},${c.body.id},${unknownId}`]: ['C', 'A'],
      'changedAfter=2026-11-01T10:02:00Z': ['D', 'C'],
      'changedBefore=2026-11-01T10:02:00Z': ['B', 'A'],
      'changedAfter=2026-11-01T18:01:00%2B08:00&changedBefore=2026-11-01T10:03:00Z': ['C', 'B'],
      'externalId=none': [],
    }
    for (const [query, expected] of Object.entries(cases)) {
      t.strictSame(await titles(`?${query}`), expected, query)
      t.equal((await list(`?count=true&limit=1&${query}`)).body.page.total, expected.length, query)
    }
  })

  t.test('200 filtered by what the working copy says, not by what readers see', async (t) => {
    const live = await article({ title: 'E', source, tags: ['energy'] }, { publish: true })
    await call('PATCH', path(live.body.id), { as: 'editor', body: { tags: ['travel'], source: 'desk' }, ifMatch: '*' })
    t.notOk((await titles('?tag=energy')).includes('E'))
    t.notOk((await titles('?source=lakeside')).includes('E'))
    t.ok((await titles('?tag=travel&source=desk')).includes('E'))
    await call('DELETE', `${path(live.body.id)}/publication`, { as: 'editor', ifMatch: '*' })
  })

  t.test('200 page by page, forwards and back, each article once', async (t) => {
    const whole = await titles('?limit=200')
    for (const limit of [1, 2, 4]) {
      const pages: string[][] = []
      let answer = await list(`?limit=${limit}`)
      for (;;) {
        pages.push(answer.body.data.map((each: { title: string }) => each.title))
        if (answer.body.page.next === null) break
        answer = await list(`?limit=${limit}&cursor=${answer.body.page.next}`)
      }
      t.strictSame(pages.flat(), whole, `limit ${limit}`)
      const backwards: string[][] = [pages.at(-1) as string[]]
      while (answer.body.page.previous !== null) {
        answer = await list(`?limit=${limit}&cursor=${answer.body.page.previous}`)
        backwards.unshift(answer.body.data.map((each: { title: string }) => each.title))
      }
      t.strictSame(backwards, pages)
    }
    const first = await list('?limit=2&state=draft,live&count=true')
    const next = new URLSearchParams({ limit: '2', state: 'draft,live', count: 'true', cursor: first.body.page.next })
    t.match(first.headers.link, `<http://newsroom.test/v1/newsroom/articles?${next}>; rel="next"`)
  })

  t.test(
    '400 for a cursor of another query, a broken one, unknown and repeated parameters, and bad values',
    async (t) => {
      const { next } = (await list('?limit=1')).body.page
      const cases: Array<[string, string]> = [
        [`?state=draft&cursor=${next}`, 'cursor'],
        ['?cursor=abc', 'cursor'],
        ['?states=draft', 'states'],
        ['?state=draft&state=live', 'state'],
        ['?state=published', 'state'],
        ['?limit=0', 'limit'],
        ['?limit=201', 'limit'],
        ['?ids=1', 'ids'],
        ['?changedAfter=yesterday', 'changedAfter'],
        ['?include=everything', 'include'],
      ]
      for (const [query, parameter] of cases) {
        const refused = await list(query)
        t.equal(refused.status, 400, query)
        t.equal(refused.body.errors[0].parameter, parameter, query)
      }
    },
  )

  t.test('400 for a cursor of another list', async (t) => {
    const { next } = (await list('?limit=1')).body.page
    for (const other of ['/v1/newsroom/related-news', '/v1/newsroom/tags']) {
      t.equal((await get(`${other}?cursor=${next}`, { as: 'editor' })).status, 400, other)
    }
  })

  t.test('200 with the ETag that a change needs, for one; 304 with it; 404 for none, 400 for no id', async (t) => {
    const one = await get(path(b.body.id), { as: 'editor' })
    t.equal(one.status, 200)
    t.match(one.body, { title: 'B', state: 'live', body: { blocks: [{ type: 'paragraph' }] } })
    const unchanged = await get(path(b.body.id), { as: 'editor', headers: { 'if-none-match': one.etag } })
    t.equal(unchanged.status, 304)
    t.equal((await get(path(unknownId), { as: 'editor' })).status, 404)
    t.equal((await get(path('B'), { as: 'editor' })).status, 400)
  })
})

t.test('DELETE /v1/newsroom/articles/{id}', async (t) => {
  const { article, call, get } = await openNewsroom(t)
  const remove = (id: string, ifMatch?: string) =>
    call('DELETE', path(id), { as: 'editor', ...(ifMatch && { ifMatch }) })
  const publication = (id: string, method: string, body?: object) =>
    call(method, `${path(id)}/publication`, { as: 'editor', body, ifMatch: '*' })

  t.test('204 for a draft, which is gone then', async (t) => {
    const draft = await article({ source: { slug: 'used-once', name: 'Used once' } })
    t.equal((await remove(draft.body.id)).status, 428)
    t.equal((await remove(draft.body.id, '"r9.9"')).status, 412)
    const gone = await remove(draft.body.id, draft.etag)
    t.strictSame([gone.status, gone.text], [204, ''])
    t.equal((await get(path(draft.body.id), { as: 'editor' })).status, 404)
    t.equal((await remove(draft.body.id, '*')).status, 404)
    const { id } = draft.body.source
    t.equal((await call('DELETE', `/v1/newsroom/sources/${id}`, { as: 'editor', ifMatch: '*' })).status, 204)
  })

  t.test('409 for what is scheduled, live or was public: it names the state and what it allows', async (t) => {
    const scheduled = await article({ title: 'Scheduled' })
    await publication(scheduled.body.id, 'PUT', { publishAt: '2026-11-01T12:00:00Z' })
    const live = await article({ title: 'Live' }, { publish: true })
    for (const [{ body }, state] of [
      [scheduled, 'scheduled'],
      [live, 'live'],
    ] as const) {
      const refused = await remove(body.id, '*')
      t.equal(refused.status, 409)
      t.equal(refused.body.state, state)
      t.match(refused.body.detail, state)
      t.notOk(refused.body.allowed.includes('delete'))
      t.ok(['publish', 'unpublish'].every((name) => refused.body.allowed.includes(name)))
    }
    await publication(live.body.id, 'DELETE')
    const once = await remove(live.body.id, '*')
    t.strictSame([once.status, once.body.state], [409, 'draft'])
    t.equal((await get(path(live.body.id), { as: 'editor' })).status, 200)
    await publication(scheduled.body.id, 'DELETE')
    t.equal((await remove(scheduled.body.id, '*')).status, 204)
  })

  t.test('409 while others are translations of it, or link to it', async (t) => {
    const original = await article({ title: 'Original' })
    const translation = await article({ title: '译文', language: 'zh-Hans', translationOf: original.body.id })
    t.equal((await remove(original.body.id, '*')).status, 409)
    t.equal((await remove(translation.body.id, '*')).status, 204)
    const linking = await article({ title: 'Linking' })
    const links = (data: object[]) =>
      call('PUT', `${path(linking.body.id)}/related-news`, { as: 'editor', body: { data }, ifMatch: '*' })
    await links([{ article: original.body.id }])
    t.equal((await remove(original.body.id, '*')).status, 409)
    await links([])
    t.equal((await remove(original.body.id, '*')).status, 204)
  })
})

t.test('scopes of the newsroom', async (t) => {
  const { article, call } = await openNewsroom(t)
  const live = await article({ title: 'Live with a role' }, { publish: true })
  const at = path(live.body.id)
  /** Operation → the roles that may; the answer to those is then another than 401 and 403. */
  const writers = ['admin', 'editor', 'contributor']
  const publishers = ['admin', 'editor']
  const operations: Array<[string, string, unknown, string[]]> = [
    ['GET', '/v1/newsroom/articles', undefined, writers],
    ['GET', at, undefined, writers],
    ['GET', `${at}/related-news`, undefined, writers],
    ['GET', '/v1/newsroom/related-news', undefined, writers],
    ['GET', '/v1/newsroom/site', undefined, writers],
    ['POST', '/v1/newsroom/articles', {}, writers],
    ['PATCH', at, { titel: 1 }, writers],
    ['DELETE', at, undefined, writers],
    ['PUT', `${at}/publication`, { publishat: 1 }, publishers],
    ['DELETE', `${at}/publication`, undefined, publishers],
  ]
  for (const [method, url, body, roles] of operations) {
    for (const as of ['admin', 'editor', 'contributor', 'partner', 'reader'] as Role[]) {
      const may = roles.includes(as)
      const status = may ? 'no 401 and no 403' : '403'
      t.test(`${status} for ${method} ${url.replace(live.body.id, '{id}')} as ${as}`, async (t) => {
        const answer = await call(method, url, { as, body })
        t.equal([401, 403].includes(answer.status), !may, answer.text)
        if (!may) t.strictSame([answer.status, answer.body.title], [403, 'Not allowed with this key'])
      })
    }
    t.test(`401 for ${method} ${url.replace(live.body.id, '{id}')} without a key`, async (t) => {
      const answer = await call(method, url, { body })
      t.strictSame([answer.status, answer.headers['cache-control']], [401, 'no-store'])
      t.match(answer.headers['www-authenticate'], 'Bearer')
    })
  }

  t.test('200 as contributor with nothing but what is one’s own, links too', async (t) => {
    const draft = { title: 'Own draft', language: 'en', source: 'desk' }
    const own = (await call('POST', '/v1/newsroom/articles', { as: 'contributor', body: draft })).body.id
    const secret = await article({ title: 'Draft of somebody else' })
    const links = (id: string, as: Role, data: object[]) =>
      call('PUT', `${path(id)}/related-news`, { as, body: { data }, ifMatch: '*' })
    await links(secret.body.id, 'editor', [{ title: 'A link of somebody else' }])
    t.equal((await links(own, 'contributor', [{ title: 'A link of one’s own' }])).status, 200)
    const seen = async (url: string) => (await call('GET', url, { as: 'contributor' })).body
    t.strictSame(
      (await seen('/v1/newsroom/articles')).data.map((each: { id: string }) => each.id),
      [own],
    )
    t.strictSame((await seen('/v1/newsroom/articles?count=true')).page.total, 1)
    const mine = (await seen('/v1/newsroom/related-news?count=true&state=unresolved')) as {
      data: Array<{ articleId: string }>
    }
    t.strictSame(
      mine.data.map((each) => each.articleId),
      [own],
    )
    t.strictSame((await seen(`/v1/newsroom/related-news?article=${secret.body.id}`)).data, [])
    t.notMatch(JSON.stringify(mine), /somebody else/)
    t.equal((await seen(path(secret.body.id))).status, 404)
    t.equal((await links(secret.body.id, 'contributor', [])).status, 404)
    const curious = await links(own, 'contributor', [{ article: secret.body.id }])
    t.equal(curious.status, 422, 'what one may not see is not there')
    t.notMatch(curious.text, /somebody else/)
  })

  t.test('403 for every change of one’s own article as contributor, once it is live', async (t) => {
    const draft = { title: 'Own draft goes live', language: 'en', source: 'desk' }
    const own = (await call('POST', '/v1/newsroom/articles', { as: 'contributor', body: draft })).body.id
    await call('PUT', `${path(own)}/publication`, { as: 'editor', body: {}, ifMatch: '*' })
    const body = { data: [{ title: 'Readers would see it at once', url: 'https://a.example/' }] }
    const as = { as: 'contributor', ifMatch: '*' } as const
    t.equal((await call('PUT', `${path(own)}/related-news`, { ...as, body })).status, 403)
    t.equal((await call('PATCH', path(own), { ...as, body: { summary: 'S' } })).status, 403)
    t.equal((await call('PUT', `${path(own)}/publication`, { ...as, body: {} })).status, 403)
  })
})
