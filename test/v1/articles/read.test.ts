import t from 'tap'
import { underContract } from '../../support/contract.ts'
import { openNewsroom } from '../../support/newsroom.ts'

t.test('one article', async (t) => {
  const newsroom = underContract(await openNewsroom(t))
  const { get, call, article, clock } = newsroom

  async function change(id: string, patch: object): Promise<void> {
    const url = `/v1/newsroom/articles/${id}`
    const { etag } = await get(url, { as: 'editor' })
    const changed = await call('PATCH', url, { as: 'editor', body: patch, ifMatch: etag })
    await call('PUT', `${url}/publication`, { as: 'editor', body: {}, ifMatch: changed.etag })
  }
  async function link(id: string, data: object[]): Promise<void> {
    const url = `/v1/newsroom/articles/${id}`
    const { etag } = await get(url, { as: 'editor' })
    const put = await call('PUT', `${url}/related-news`, { as: 'editor', body: { data }, ifMatch: etag })
    t.equal(put.status, 200)
  }

  t.test('GET /v1/articles/{id}', async (t) => {
    const { body: live } = await article({ title: 'The whole story' }, { publish: true })
    const url = `/v1/articles/${live.id}`

    t.test('200 with the body as blocks and when it was last modified', async (t) => {
      clock.set('2026-11-01T10:00:10Z')
      const read = await get(url)
      t.equal(read.status, 200)
      t.match(read.body, { id: live.id, state: 'live', version: 1, publishedAt: '2026-11-01T10:00:00Z' })
      t.match(read.body.body, { blocks: [{ type: 'paragraph' }] })
      t.equal(read.headers['last-modified'], 'Sun, 01 Nov 2026 10:00:00 GMT')
      t.notOk('revision' in read.body || 'changedBy' in read.body || 'warnings' in read.body, 'nothing of the newsroom')
    })

    t.test('200 with each form of the body', async (t) => {
      t.equal((await get(`${url}?body=none`)).body.body, null)
      t.same((await get(`${url}?body=text`)).body.body, { text: 'The first ship docked on Thursday.' })
      t.same((await get(`${url}?body=markdown`)).body.body, { markdown: 'The first ship docked on Thursday.' })
      t.match((await get(`${url}?body=html`)).body.body.html, 'The first ship docked on Thursday.')
    })

    t.test('200 with the edition that is public, not the working copy', async (t) => {
      const newsroomUrl = `/v1/newsroom/articles/${live.id}`
      const { etag } = await get(newsroomUrl, { as: 'editor' })
      const before = await get(url)
      await call('PATCH', newsroomUrl, { as: 'editor', body: { title: 'An unpublished edit' }, ifMatch: etag })
      t.equal((await get(url)).text, before.text)
      clock.set('2026-11-01T10:01:00Z')
      const again = await get(newsroomUrl, { as: 'editor' })
      await call('PUT', `${newsroomUrl}/publication`, { as: 'editor', body: {}, ifMatch: again.etag })
      const after = await get(url)
      t.match(after.body, { title: 'An unpublished edit', version: 2, publishedAt: live.publishedAt })
      t.equal(after.body.firstPublishedAt, live.publishedAt)
      t.equal(after.body.updatedAt, '2026-11-01T10:01:00Z')
    })

    t.test('200 with the live article that it is a translation of, however it is asked for', async (t) => {
      const input = { title: '整个故事', language: 'zh-Hans', translationOf: live.id }
      const { body: chinese } = await article(input, { publish: true })
      t.equal((await get(`/v1/articles/by-slug/zh-Hans/${chinese.slug}`)).body.translationOf, live.id, 'by its slug')
      t.equal((await get(`/v1/articles/${chinese.id}`)).body.translationOf, live.id, 'by its id')
      t.equal((await get('/v1/articles?language=zh-Hans')).body.data[0].translationOf, live.id, 'in a list')
    })

    t.test('404 for an id that nothing has', async (t) => {
      const answer = await get('/v1/articles/01907c3e-5a80-7d2e-9f5b-2f1c8a4e6b10')
      t.equal(answer.status, 404)
      t.equal(answer.body.detail, 'No article is here.')
    })

    t.test('400 for what is no id', async (t) => {
      t.match((await get('/v1/articles/x')).body, { status: 400, errors: [{ parameter: 'id' }] })
    })
  })

  t.test('GET /v1/articles/by-slug/{language}/{slug}', async (t) => {
    const { body: live } = await article({ title: 'Harbour news', slug: 'harbour' }, { publish: true })
    const { body: chinese } = await article({ title: '港口', language: 'zh-Hans', slug: '港口' }, { publish: true })
    clock.forward(10)

    t.test('200 with the same article as by its id', async (t) => {
      const read = await get('/v1/articles/by-slug/en/harbour?include=source')
      t.equal(read.status, 200)
      t.equal(read.text, (await get(`/v1/articles/${live.id}?include=source`)).text)
      t.equal(read.headers['last-modified'], 'Sun, 01 Nov 2026 10:01:00 GMT')
    })

    t.test('200 in any case of the language, and for slugs in Chinese', async (t) => {
      const read = await get(`/v1/articles/by-slug/ZH-hans/${encodeURIComponent('港口')}`)
      t.equal(read.body.id, chinese.id)
      t.equal(read.body.url, `https://news.example/zh-Hans/${encodeURIComponent('港口')}`)
    })

    t.test('308 from a slug that it had before, with the query kept', async (t) => {
      await change(live.id, { slug: 'harbour-reopens' })
      const moved = await get('/v1/articles/by-slug/en/harbour?include=source&body=text')
      t.equal(moved.status, 308)
      t.equal(
        moved.headers.location,
        'http://newsroom.test/v1/articles/by-slug/en/harbour-reopens?include=source&body=text',
      )
      await change(live.id, { slug: 'hafen' })
      const latest = 'http://newsroom.test/v1/articles/by-slug/en/hafen'
      t.equal((await get('/v1/articles/by-slug/en/harbour')).headers.location, latest, 'straight to the latest')
      t.equal((await get('/v1/articles/by-slug/en/harbour-reopens')).headers.location, latest)
      await change(live.id, { slug: 'harbour' })
      t.equal((await get('/v1/articles/by-slug/en/harbour')).status, 200, 'its own again')
    })

    t.test('404 for another language, and for the old slug of what is not live', async (t) => {
      t.equal((await get('/v1/articles/by-slug/fr/harbour')).status, 404)
      const url = `/v1/newsroom/articles/${live.id}`
      const { etag } = await get(url, { as: 'editor' })
      await call('DELETE', `${url}/publication`, { as: 'editor', ifMatch: etag })
      t.equal((await get('/v1/articles/by-slug/en/harbour')).status, 404)
      t.equal((await get('/v1/articles/by-slug/en/hafen')).status, 404)
    })

    t.test('409 when another article wants a slug that was public, which stays the first one’s', async (t) => {
      const other = await article({ title: 'Other', slug: 'hafen' })
      const url = `/v1/newsroom/articles/${other.body.id}/publication`
      const refused = await call('PUT', url, { as: 'editor', body: {}, ifMatch: other.etag })
      t.match(refused.body, { status: 409, errors: [{ pointer: '/slug', detail: 'is taken' }] })
      const made = await article({ title: 'Hafen' }, { publish: true })
      t.equal(made.body.slug, 'hafen-2', 'one made from a title gets a number')
    })
  })

  t.test('GET /v1/articles/{id}/related-news', async (t) => {
    const { body: page } = await article({ title: 'A page with links' }, { publish: true })
    const { body: target } = await article({ title: 'A target that is live' }, { publish: true })
    const draft = await article({ title: 'A target that is a draft' })
    const url = `/v1/articles/${page.id}/related-news`
    await link(page.id, [
      { title: 'Ferry line to be re...' },
      { article: draft.body.id },
      { title: 'Elsewhere', url: 'https://elsewhere.example/x' },
      { article: target.id },
    ])

    t.test('200 with the links in order, those to what is not live left out', async (t) => {
      const { body } = await get(`${url}?kind=editorial,imported`)
      t.match(body.data, [
        { position: 1, title: 'Ferry line to be re...', article: null, url: null },
        { position: 2, title: 'Elsewhere', article: null, url: 'https://elsewhere.example/x' },
        { position: 3, title: target.title, article: { id: target.id, slug: target.slug }, url: target.url },
      ])
      t.equal(body.data.length, 3)
      const one = await get(`/v1/articles/${page.id}?include=relatedNews`)
      t.same(one.body.relatedNews.slice(0, 3), body.data)
      t.same(one.body.relatedNews, (await get(url)).body.data, 'with computed ones behind')
      t.same(
        (await get('/v1/articles?include=relatedNews')).body.data.find((each: { id: string }) => each.id === page.id)
          .relatedNews,
        body.data,
      )
    })

    t.test('200 with a link more once its target goes live', async (t) => {
      const publication = `/v1/newsroom/articles/${draft.body.id}/publication`
      await call('PUT', publication, { as: 'editor', body: {}, ifMatch: draft.etag })
      t.same((await get(url)).body.data.map((each: { title: string }) => each.title)[1], 'A target that is a draft')
    })

    t.test('404 for an article that is not live', async (t) => {
      const hidden = await article({ title: 'A hidden page' })
      t.equal((await get(`/v1/articles/${hidden.body.id}/related-news`)).status, 404)
    })
  })

  t.test('Last-Modified', async (t) => {
    const { body: live } = await article(
      { title: 'Dated', source: { slug: 'herald', name: 'Herald' } },
      { publish: true },
    )
    const url = `/v1/articles/${live.id}`
    const since = (modified: string, address = url) => get(address, { headers: { 'if-modified-since': modified } })

    t.test('200 without a date while a second change could fall on the same one', async (t) => {
      t.notOk('last-modified' in (await get(url)).headers)
      clock.forward(3)
      t.ok('last-modified' in (await get(url)).headers)
    })

    t.test('200 once its source has another name, although the article is as old as before', async (t) => {
      const modified = String((await get(url)).headers['last-modified'])
      clock.forward(3600)
      t.equal((await since(modified)).status, 304)
      const { etag } = await get('/v1/newsroom/sources/herald', { as: 'editor' })
      await call('PATCH', '/v1/newsroom/sources/herald', { as: 'editor', body: { name: 'New Herald' }, ifMatch: etag })
      t.equal((await since(modified)).status, 200)
      clock.forward(3600)
      t.equal((await since(modified)).status, 200)
      t.not((await get(url)).headers['last-modified'], modified)
    })

    t.test('200 whenever other articles are part of what is shown', async (t) => {
      const later = new Date(clock.at.getTime() + 86_400_000).toUTCString()
      t.equal((await since(later)).status, 304)
      for (const include of ['relatedNews', 'translations']) {
        const answer = await since(later, `${url}?include=${include}`)
        t.equal(answer.status, 200, include)
        t.notOk('last-modified' in answer.headers)
      }
    })
  })
})
