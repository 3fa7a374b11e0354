import t from 'tap'
import { underContract } from '../support/contract.ts'
import { type Answer, openNewsroom } from '../support/newsroom.ts'

const slugsOf = (answer: Answer): string[] => answer.body.data.map((each: { slug: string }) => each.slug)

t.test('sources', async (t) => {
  const newsroom = underContract(await openNewsroom(t))
  const { get, call, article, clock } = newsroom
  const create = (body: unknown) => call('POST', '/v1/newsroom/sources', { as: 'editor', body })
  const whole = {
    slug: 'qinghe-news',
    name: 'Qinghe News',
    names: { 'zh-Hans': '清河新闻网', fr: 'Nouvelles de Qinghe' },
    url: 'https://www.qinghenews.example/',
    kind: 'newspaper',
    country: 'CN',
    language: 'en',
    contact: { email: 'desk@qinghenews.example', phone: '0551-65179860' },
    licences: [{ kind: 'icp', number: '清ICP备20190012号-3' }],
    rights: { copyrightNotice: '© Qinghe', usageTerms: null, licence: null, syndication: 'open' },
  }

  t.test('POST /v1/newsroom/sources', async (t) => {
    t.test('201 with all that was sent', async (t) => {
      const created = await create(whole)
      t.equal(created.status, 201)
      t.match(created.body, { ...whole, listed: true, revision: 1, createdAt: '2026-11-01T10:00:00Z' })
      t.equal(created.headers.location, `http://newsroom.test/v1/newsroom/sources/${created.body.id}`)
      t.match(created.etag, /^"r1-/)
      const read = await get(`/v1/newsroom/sources/${created.body.id}`, { as: 'contributor' })
      t.equal(read.etag, created.etag)
      t.same(read.body, created.body)
    })

    t.test('201 with what is left out as null or its default, and a slug from the name', async (t) => {
      const { body } = await create({ name: '新华日报' })
      t.match(body, {
        slug: 'xin-hua-ri-bao',
        kind: 'site',
        licences: [],
        names: null,
        contact: null,
        rights: null,
        url: null,
      })
      t.equal((await create({ name: '新华日报' })).body.slug, 'xin-hua-ri-bao-2', 'numbered when it is taken')
      t.equal((await create({ name: '…' })).body.slug, 'source', 'where the name gives none')
    })

    t.test('409 for a slug that is taken', async (t) => {
      const refused = await create({ slug: 'qinghe-news', name: 'Another' })
      t.match(refused.body, { status: 409, errors: [{ pointer: '/slug', detail: 'is taken' }] })
      t.equal(
        slugsOf(await get('/v1/newsroom/sources?limit=200', { as: 'editor' })).filter((slug) => slug === 'qinghe-news')
          .length,
        1,
      )
    })

    t.test('422 naming each field that is wrong', async (t) => {
      const wrong: Array<[unknown, string]> = [
        [{}, '/name'],
        [{ name: '' }, '/name'],
        [{ name: ' ' }, '/name'],
        [{ name: 1 }, '/name'],
        [{ name: 'x'.repeat(201) }, '/name'],
        [{ name: 'A', nmae: 'B' }, '/nmae'],
        [{ name: 'A', slug: 'No Slug' }, '/slug'],
        [{ name: 'A', kind: 'blog' }, '/kind'],
        [{ name: 'A', country: 'cn' }, '/country'],
        [{ name: 'A', language: 'english!' }, '/language'],
        [{ name: 'A', url: 'ftp://a.example' }, '/url'],
        [{ name: 'A', names: {} }, '/names'],
        [{ name: 'A', names: { 'not a language': 'B' } }, '/names/not a language'],
        [{ name: 'A', contact: { email: 'nobody' } }, '/contact/email'],
        [{ name: 'A', contact: { fax: '1' } }, '/contact/fax'],
        [{ name: 'A', licences: [{ kind: 'icp' }] }, '/licences/0/number'],
        [{ name: 'A', rights: { syndication: 'all' } }, '/rights/syndication'],
        [[], ''],
        ['text', ''],
        [null, ''],
      ]
      for (const [body, pointer] of wrong) {
        const answer = await create(JSON.stringify(body))
        t.match(answer, { status: 422, body: { errors: [{ pointer }] } }, JSON.stringify(body).slice(0, 60))
      }
      const both = await create({ slug: 'A', kind: 'blog' })
      t.same(both.body.errors.map((error: { pointer: string }) => error.pointer).sort(), ['/kind', '/name', '/slug'])
      t.match((await create({ name: 'A', nmae: 'B' })).body.detail, 'the nearest known is name')
    })
  })

  t.test('PATCH /v1/newsroom/sources/{id}', async (t) => {
    const { body: source } = await create({ ...whole, slug: 'patched' })
    const url = `/v1/newsroom/sources/${source.id}`
    const patch = async (body: object) =>
      call('PATCH', url, { as: 'editor', body, ifMatch: (await get(url, { as: 'editor' })).etag })

    t.test('200 with objects and maps merged, null removing, arrays replaced', async (t) => {
      clock.forward(60)
      const { body } = await patch({
        names: { fr: null, de: 'Qinghe Nachrichten' },
        contact: { phone: null },
        licences: [],
        country: null,
      })
      t.same(body.names, { 'zh-Hans': '清河新闻网', de: 'Qinghe Nachrichten' })
      t.same(body.contact, { email: 'desk@qinghenews.example', phone: null })
      t.match(body, { licences: [], country: null, name: 'Qinghe News', rights: whole.rights, revision: 2 })
      t.match(body, { createdAt: source.createdAt, updatedAt: '2026-11-01T10:01:00Z' })
      t.equal((await patch({ names: null })).body.names, null)
      t.equal((await patch({ contact: null, kind: null })).body.kind, 'site', 'null puts a default back')
      t.same((await patch({ contact: { email: 'new@a.example' } })).body.contact, {
        email: 'new@a.example',
        phone: null,
      })
    })

    t.test('200 for readers at once, in their articles too', async (t) => {
      const live = await article({ title: 'Named', source: source.id }, { publish: true })
      await patch({ name: 'Qinghe Online' })
      t.equal((await get('/v1/sources/patched')).body.name, 'Qinghe Online')
      t.equal((await get(`/v1/articles/${live.body.id}`)).body.source.name, 'Qinghe Online')
    })

    t.test('200 with another slug; 409 with one that is taken', async (t) => {
      t.equal((await patch({ slug: 'renamed' })).body.slug, 'renamed')
      t.equal((await get('/v1/sources/patched')).status, 404)
      t.match(await patch({ slug: 'qinghe-news' }), { status: 409, body: { errors: [{ pointer: '/slug' }] } })
      t.equal((await patch({ slug: 'renamed' })).status, 200, 'its own')
    })

    t.test('422 when the result is not valid', async (t) => {
      t.match(await patch({ name: null }), { status: 422, body: { errors: [{ pointer: '/name' }] } })
      t.match(await patch({ names: { fr: 1 } }), { status: 422, body: { errors: [{ pointer: '/names/fr' }] } })
      t.match(await patch({ rigths: {} }), {
        status: 422,
        body: { errors: [{ pointer: '/rigths', detail: /nearest known is rights/ }] },
      })
      t.match(await patch([]), { status: 422 })
    })

    t.test('415 for JSON that is no merge patch, with Accept-Patch', async (t) => {
      const { etag } = await get(url, { as: 'editor' })
      const refused = await call('PATCH', url, {
        as: 'editor',
        body: { name: 'A' },
        type: 'application/json',
        ifMatch: etag,
      })
      t.equal(refused.status, 415)
      t.equal(refused.headers['accept-patch'], 'application/merge-patch+json')
    })

    t.test('428 without If-Match, 412 with an old one, and the current ETag', async (t) => {
      const { etag } = await get(url, { as: 'editor' })
      t.equal((await call('PATCH', url, { as: 'editor', body: { name: 'A' } })).status, 428)
      const changed = await call('PATCH', url, { as: 'editor', body: { name: 'B' }, ifMatch: etag })
      t.equal(changed.status, 200)
      const late = await call('PATCH', url, { as: 'editor', body: { name: 'C' }, ifMatch: etag })
      t.equal(late.status, 412)
      t.equal(late.body.currentETag, late.headers.etag)
      t.equal((await get(url, { as: 'editor' })).body.name, 'B')
      const again = await call('PATCH', url, { as: 'editor', body: { name: 'C' }, ifMatch: late.etag })
      t.equal(again.status, 200, 'the ETag of the 412 fits')
      t.equal(
        (await call('PATCH', url, { as: 'editor', body: { name: 'D' }, ifMatch: `W/${again.etag}` })).status,
        412,
        'a weak tag never fits',
      )
      t.equal(
        (await call('PATCH', url, { as: 'editor', body: { name: 'D' }, ifMatch: `"other", ${again.etag}` })).status,
        200,
        'one of a list',
      )
      t.equal((await call('PATCH', url, { as: 'editor', body: { name: 'E' }, ifMatch: '*' })).status, 200)
      t.equal(
        (await call('PATCH', url, { as: 'editor', body: { name: 'F' }, ifMatch: 'r1' })).status,
        400,
        'no entity tag',
      )
    })

    t.test('404 for what is not there', async (t) => {
      t.equal(
        (await call('PATCH', '/v1/newsroom/sources/nobody', { as: 'editor', body: {}, ifMatch: '*' })).status,
        404,
      )
    })
  })

  t.test('DELETE /v1/newsroom/sources/{id}', async (t) => {
    const remove = (id: string, ifMatch?: string) =>
      call('DELETE', `/v1/newsroom/sources/${id}`, { as: 'editor', ...(ifMatch && { ifMatch }) })

    t.test('204 when nothing names it, by id or slug', async (t) => {
      const { body, etag } = await create({ name: 'Short-lived' })
      t.equal((await remove(body.id)).status, 428)
      t.equal((await remove(body.id, '"r9"')).status, 412)
      const gone = await remove('short-lived', etag)
      t.equal(gone.status, 204)
      t.equal(gone.text, '')
      t.equal((await get(`/v1/sources/${body.id}`)).status, 404)
      t.equal((await get(`/v1/newsroom/sources/${body.id}`, { as: 'editor' })).status, 404)
      t.equal((await remove(body.id, etag)).status, 404)
    })

    t.test('409 with the reason while a draft, or an edition that was public, names it', async (t) => {
      const { body } = await create({ name: 'Held' })
      const draft = await article({ source: 'held' })
      const refused = await remove('held', '*')
      t.match(refused.body, { status: 409, detail: '1 articles name this source. Change them first.', articles: 1 })
      await call('DELETE', `/v1/newsroom/articles/${draft.body.id}`, { as: 'editor', ifMatch: draft.etag })
      t.equal((await remove(body.id, '*')).status, 204)
      await create({ name: 'Once shown' })
      const live = await article({ source: 'once-shown' }, { publish: true })
      const url = `/v1/newsroom/articles/${live.body.id}`
      const moved = await call('PATCH', url, { as: 'editor', body: { source: 'qinghe-news' }, ifMatch: live.etag })
      t.equal(moved.status, 200)
      t.equal((await remove('once-shown', '*')).status, 409, 'readers still see it')
    })
  })

  t.test('GET /v1/sources', async (t) => {
    t.test('200 in the order of slugs, page by page, both ways', async (t) => {
      const all = slugsOf(await get('/v1/sources?limit=200'))
      t.same(all, [...all].sort())
      const first = await get('/v1/sources?limit=3&count=true')
      t.equal(first.body.page.total, all.length)
      t.equal(first.body.page.previous, null)
      const second = await get(`/v1/sources?limit=3&cursor=${first.body.page.next}`)
      t.same([...slugsOf(first), ...slugsOf(second)], all.slice(0, 6))
      t.same(slugsOf(await get(`/v1/sources?limit=3&cursor=${second.body.page.previous}`)), slugsOf(first))
      t.match(String(second.headers.link), 'http://newsroom.test/v1/sources?limit=3&cursor=')
    })

    t.test('200 with those of a kind, country or language, this one in any case', async (t) => {
      await create({ slug: 'wire', name: 'Wire', kind: 'agency', country: 'FR', language: 'zh-Hans' })
      for (const query of [
        'kind=agency',
        'country=FR,DE',
        'language=zh-Hans',
        'language=ZH-HANS',
        'kind=agency&country=FR',
      ]) {
        t.same(slugsOf(await get(`/v1/sources?${query}`)), ['wire'], query)
      }
      t.same(slugsOf(await get('/v1/sources?kind=government&count=true')), [])
      t.equal((await get('/v1/sources?kind=blog')).status, 400)
      t.equal((await get('/v1/sources?listed=false')).status, 400, 'not a parameter for readers')
    })

    t.test('404 and not in the list while listed is false, until a live article shows it', async (t) => {
      const { body } = await create({ slug: 'quiet', name: 'Quiet', listed: false })
      const isHidden = async () =>
        !slugsOf(await get('/v1/sources?limit=200')).includes('quiet') &&
        (await get('/v1/sources/quiet')).status === 404 &&
        (await get(`/v1/sources/${body.id}`)).status === 404
      t.ok(await isHidden())
      t.same(
        slugsOf(await get('/v1/newsroom/sources?listed=false&kind=site', { as: 'editor' })).includes('quiet'),
        true,
      )
      const draft = await article({ source: 'quiet' })
      t.ok(await isHidden(), 'a draft does not show it')
      await call('PUT', `/v1/newsroom/articles/${draft.body.id}/publication`, {
        as: 'editor',
        body: {},
        ifMatch: draft.etag,
      })
      t.notOk(await isHidden(), 'a live article does')
      const read = await get('/v1/sources/quiet')
      t.notOk('listed' in read.body || 'revision' in read.body, 'and nothing of the newsroom')
    })

    t.test('200 with a source that a live article shows, whatever becomes of listed', async (t) => {
      const { etag } = await get('/v1/newsroom/sources/quiet', { as: 'editor' })
      await call('PATCH', '/v1/newsroom/sources/quiet', { as: 'editor', body: { listed: false }, ifMatch: etag })
      t.equal((await get('/v1/sources/quiet')).status, 200)
    })

    t.test('200 with a source made by an article that names a new one, once that is live', async (t) => {
      await article({ source: { name: 'Lakeside Daily' } })
      t.equal((await get('/v1/sources/lakeside-daily')).status, 404)
      await article({ source: { name: 'Lakeside Daily' } }, { publish: true })
      t.equal((await get('/v1/sources/lakeside-daily')).status, 200)
    })
  })
})
