import t from 'tap'
import { type Answer, openNewsroom } from '../../support/newsroom.ts'

const path = (id: string) => `/v1/newsroom/articles/${id}`
const unknownId = '01907c3e-5a80-7d2e-9f5b-2f1c8a4e6b10'

t.test('PUT /v1/newsroom/articles/{id}/related-news', async (t) => {
  const { article, call, get } = await openNewsroom(t)
  const put = (id: string, data: unknown, ifMatch = '*') =>
    call('PUT', `${path(id)}/related-news`, { as: 'editor', body: { data }, ifMatch })
  const publication = (id: string, method: string) =>
    call(method, `${path(id)}/publication`, { as: 'editor', body: method === 'PUT' ? {} : undefined, ifMatch: '*' })
  const read = (id: string) => get(`/v1/articles/${id}/related-news?kind=editorial,imported`)

  const target = await article({ title: 'A live target' }, { publish: true })
  const draft = await article({ title: 'A draft target' })

  t.test('200 with links to an article, to an address, and a title alone, in their order', async (t) => {
    const owner = await article({ title: 'The owner of three links' }, { publish: true })
    const before = await get(`/v1/articles/${owner.body.id}`)
    const sent = [
      { title: 'Harbour plans', url: 'https://news.example/berth' },
      { article: target.body.id },
      { title: 'Ferry line to be re...' },
    ]
    const answer = await put(owner.body.id, sent, owner.etag)
    t.equal(answer.status, 200)
    const { id, slug, title, publishedAt, url } = target.body
    const linked = { id, slug, title, publishedAt }
    const common = {
      articleId: owner.body.id,
      articleTitle: 'The owner of three links',
      kind: 'editorial',
      candidates: [],
    }
    t.strictSame(answer.body.data, [
      {
        ...common,
        position: 1,
        state: 'outside',
        title: 'Harbour plans',
        article: null,
        url: 'https://news.example/berth',
      },
      { ...common, position: 2, state: 'article', title: null, article: linked, url: null },
      { ...common, position: 3, state: 'unresolved', title: 'Ferry line to be re...', article: null, url: null },
    ])
    const again = await get(`${path(owner.body.id)}/related-news`, { as: 'editor' })
    t.strictSame([again.body, again.etag], [answer.body, answer.etag])
    const picked = { kind: 'editorial', score: null, explanation: null }
    const card = { ...linked, source: null, tags: null, images: null }
    const expected = [
      { ...picked, position: 1, title: 'Harbour plans', article: null, url: 'https://news.example/berth' },
      { ...picked, position: 2, title, article: card, url },
      { ...picked, position: 3, title: 'Ferry line to be re...', article: null, url: null },
    ]
    const seen = await read(owner.body.id)
    t.same(seen.body, { data: expected })
    const whole = await get(`/v1/articles/${owner.body.id}?include=relatedNews`)
    t.same(whole.body.relatedNews.slice(0, 3), expected, 'computed ones come after them')
    const listed = await get(`/v1/articles?include=relatedNews&ids=${owner.body.id}`)
    t.same(listed.body.data[0].relatedNews, expected)
    const after = await get(`/v1/articles/${owner.body.id}`)
    t.strictSame([after.text, after.etag], [before.text, before.etag], 'related news is outside editions')
    t.match((await get(path(owner.body.id), { as: 'editor' })).body, { revision: 1, version: 1 })
  })

  t.test('200 with the whole list replaced, put in order, and emptied', async (t) => {
    const owner = await article({ title: 'An owner who changes his mind' }, { publish: true })
    const links = [{ title: 'A', url: 'https://a.example/' }, { article: target.body.id }, { title: 'Something else' }]
    await put(owner.body.id, links)
    await put(owner.body.id, [links[2], links[0]])
    t.strictSame(
      (await read(owner.body.id)).body.data.map((each: { title: string }) => each.title),
      ['Something else', 'A'],
    )
    await put(owner.body.id, [])
    t.strictSame((await read(owner.body.id)).body, { data: [] })
  })

  t.test('422 for a link to itself, a repeated one, an unknown article, too much and too little', async (t) => {
    const owner = await article({ title: 'An owner who is refused' })
    const kept = [{ title: 'Kept', url: 'https://kept.example/' }]
    const { etag } = await put(owner.body.id, kept)
    const cases: Array<[unknown[], string]> = [
      [[{ article: owner.body.id }], '/data/0/article'],
      [[{ article: target.body.id }, { article: target.body.id }], '/data/1'],
      [
        [
          { title: 'A', url: 'https://a.example/' },
          { title: 'B', url: 'https://a.example/' },
        ],
        '/data/1',
      ],
      [[{ title: 'Ferry line to be re...' }, { title: 'ferry “line” to be re…' }], '/data/1'],
      [[{ article: target.body.id }, { article: unknownId }], '/data/1/article'],
      [[{ article: target.body.id, title: 'Both' }], '/data/0'],
      [[{ article: target.body.id, url: 'https://a.example/' }], '/data/0'],
      [[{}], '/data/0/title'],
      [[{ url: 'https://a.example/' }], '/data/0/title'],
      [[{ title: '...' }], '/data/0/title'],
      [[{ title: '  ' }], '/data/0/title'],
      [[{ title: 'A', url: 'javascript:alert(1)' }], '/data/0/url'],
      [[{ title: 'A', kind: 'imported' }], '/data/0/kind'],
      [Array.from({ length: 51 }, (_, index) => ({ title: `No ${index}` })), '/data'],
    ]
    for (const [data, pointer] of cases) {
      const refused = await put(owner.body.id, data)
      t.equal(refused.status, 422, JSON.stringify(data).slice(0, 200))
      t.equal(refused.body.errors?.[0].pointer, pointer, refused.text)
    }
    const after = await get(`${path(owner.body.id)}/related-news`, { as: 'editor' })
    t.equal(after.etag, etag)
    t.strictSame(
      after.body.data.map((each: { title: string }) => each.title),
      ['Kept'],
    )
  })

  t.test('428 without If-Match, 412 with an old one: the tag is the article’s', async (t) => {
    const owner = await article({ title: 'An owner with a tag' })
    const url = `${path(owner.body.id)}/related-news`
    t.equal((await call('PUT', url, { as: 'editor', body: { data: [] } })).status, 428)
    const first = await put(owner.body.id, [], owner.etag)
    t.equal(first.status, 200)
    t.equal((await put(owner.body.id, [], owner.etag)).status, 412)
    const patched = await call('PATCH', path(owner.body.id), {
      as: 'editor',
      body: { summary: 'S' },
      ifMatch: first.etag,
    })
    t.equal(patched.status, 200)
    t.equal((await put(owner.body.id, [], first.etag)).status, 412)
    t.equal((await put(unknownId, [])).status, 404)
    t.equal((await get(`${path(unknownId)}/related-news`, { as: 'editor' })).status, 404)
  })

  t.test('200 without what is not live: it disappears for readers without a gap, and comes back', async (t) => {
    const owner = await article({ title: 'An owner of visitors' }, { publish: true })
    const other = await article({ title: 'Comes and goes' }, { publish: true })
    const links = [{ article: draft.body.id }, { article: other.body.id }, { article: target.body.id }]
    await put(owner.body.id, links)
    const seen = async () => {
      const { data } = (await read(owner.body.id)).body
      return data.map((each: { position: number; title: string }) => [each.position, each.title])
    }
    const both = [
      [1, 'Comes and goes'],
      [2, 'A live target'],
    ]
    t.strictSame(await seen(), both)
    await publication(other.body.id, 'DELETE')
    t.strictSame(await seen(), [[1, 'A live target']])
    t.notMatch((await get(`/v1/articles/${owner.body.id}?include=relatedNews`)).text, /Comes and goes|draft target/i)
    const newsroom = await get(`${path(owner.body.id)}/related-news`, { as: 'editor' })
    t.strictSame(
      newsroom.body.data.map((each: { position: number; article: { title: string } }) => [
        each.position,
        each.article.title,
      ]),
      [
        [1, 'A draft target'],
        [2, 'Comes and goes'],
        [3, 'A live target'],
      ],
    )
    await publication(other.body.id, 'PUT')
    t.strictSame(await seen(), both)
  })

  t.test('200 with the same bytes for readers, whether or not there is a link to what was never public', async (t) => {
    const owner = await article({ title: 'An owner with a secret' }, { publish: true })
    const answers = () => Promise.all([read(owner.body.id), get(`/v1/articles/${owner.body.id}?include=relatedNews`)])
    const shown = ({ text, etag, headers }: Answer) => [text, etag, headers['last-modified']]
    await put(owner.body.id, [{ article: target.body.id }])
    const before = (await answers()).map(shown)
    await put(owner.body.id, [{ article: draft.body.id }, { article: target.body.id }])
    t.strictSame((await answers()).map(shown), before)
  })

  t.test('200 with the title that the target has now', async (t) => {
    const owner = await article({ title: 'An owner of what changes' }, { publish: true })
    const changing = await article({ title: 'Before the change' }, { publish: true })
    await put(owner.body.id, [{ article: changing.body.id }])
    await call('PATCH', path(changing.body.id), {
      as: 'editor',
      body: { title: 'After it', slug: 'after-it' },
      ifMatch: '*',
    })
    t.match((await read(owner.body.id)).body.data, [{ title: 'Before the change' }])
    await publication(changing.body.id, 'PUT')
    t.match((await read(owner.body.id)).body.data, [{ title: 'After it', article: { slug: 'after-it' } }])
  })

  t.test('404 for the related news of what readers do not see', async (t) => {
    t.equal((await read(draft.body.id)).status, 404)
    t.equal((await read(unknownId)).status, 404)
  })
})

t.test('GET /v1/newsroom/related-news', async (t) => {
  const { article, call, get } = await openNewsroom(t)
  const list = (query: string) => get(`/v1/newsroom/related-news${query}`, { as: 'editor' })
  const put = (id: string, data: unknown) =>
    call('PUT', `${path(id)}/related-news`, { as: 'editor', body: { data }, ifMatch: '*' })
  const target = await article({ title: 'A target of links' }, { publish: true })
  const owners = await Promise.all(['First', 'Second', 'Third'].map((title) => article({ title })))
  owners.sort((one, other) => (one.body.id < other.body.id ? -1 : 1))
  const links = [{ article: target.body.id }, { title: 'Outside', url: 'https://a.example/' }, { title: 'Nowhere yet' }]
  for (const { body } of owners) await put(body.id, links)
  const whole = owners.flatMap(({ body }) => [1, 2, 3].map((position) => [body.id, position]))
  const places = (answer: Answer) =>
    answer.body.data.map((each: { articleId: string; position: number }) => [each.articleId, each.position])

  t.test('200 with the links of all articles, and by state and article', async (t) => {
    const first = owners[0]?.body.id
    t.strictSame(places(await list('')), whole)
    for (const [index, state] of ['article', 'outside', 'unresolved'].entries()) {
      const answer = await list(`?state=${state}&count=true`)
      t.strictSame(
        places(answer),
        owners.map(({ body }) => [body.id, index + 1]),
        state,
      )
      t.ok(answer.body.data.every((each: { state: string }) => each.state === state))
      t.equal(answer.body.page.total, 3)
    }
    t.strictSame(places(await list(`?article=${first}`)), whole.slice(0, 3))
    t.strictSame(places(await list(`?article=${first}&state=unresolved`)), [[first, 3]])
  })

  t.test('200 page by page, forwards and back', async (t) => {
    for (const limit of [1, 2, 4]) {
      let answer = await list(`?limit=${limit}`)
      const pages = [places(answer)]
      while (answer.body.page.next !== null) {
        answer = await list(`?limit=${limit}&cursor=${answer.body.page.next}`)
        pages.push(places(answer))
      }
      t.strictSame(pages.flat(), whole, `limit ${limit}`)
      for (const page of pages.slice(0, -1).reverse()) {
        answer = await list(`?limit=${limit}&cursor=${answer.body.page.previous}`)
        t.strictSame(places(answer), page)
      }
    }
  })

  t.test('400 for an unknown state, parameter and a cursor of another query', async (t) => {
    const { next } = (await list('?limit=1')).body.page
    for (const query of ['?state=open', '?article=1', '?states=article', `?state=article&cursor=${next}`]) {
      t.equal((await list(query)).status, 400, query)
    }
  })
})
