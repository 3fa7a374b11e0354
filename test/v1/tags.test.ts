import t from 'tap'
import { underContract } from '../support/contract.ts'
import { lifeOf } from '../support/life.ts'
import { type Answer, openNewsroom } from '../support/newsroom.ts'

const slugsOf = (answer: Answer): string[] => answer.body.data.map((each: { slug: string }) => each.slug)

t.test('tags', async (t) => {
  const newsroom = underContract(await openNewsroom(t))
  const { get, call, article } = newsroom
  const create = (body: unknown) => call('POST', '/v1/newsroom/tags', { as: 'editor', body })
  const patch = async (slug: string, body: object) => {
    const url = `/v1/newsroom/tags/${slug}`
    return call('PATCH', url, { as: 'editor', body, ifMatch: (await get(url, { as: 'editor' })).etag })
  }
  const energy = {
    slug: 'energy',
    kind: 'topic',
    labels: { en: 'Energy', 'zh-Hans': '能源' },
    mediaTopic: 'medtop:20000271',
    parent: null,
  }

  t.test('201 with all that was sent, on both surfaces', async (t) => {
    const created = await create(energy)
    t.match(created, { status: 201, body: { ...energy, listed: true, revision: 1 } })
    t.match((await get('/v1/tags/energy')).body, energy)
    t.match((await get(`/v1/tags/${created.body.id}`)).body, energy)
    t.match((await create({ labels: { 'zh-Hans': '新能源' } })).body, {
      slug: 'xin-neng-yuan',
      kind: 'topic',
      parent: null,
      mediaTopic: null,
    })
  })

  t.test('201 below a tag that is named by its slug or id', async (t) => {
    const { id } = (await get('/v1/tags/energy')).body
    t.equal((await create({ slug: 'wind', labels: { en: 'Wind' }, parent: 'energy' })).body.parent, id)
    t.equal((await create({ slug: 'solar', labels: { en: 'Solar' }, parent: id })).body.parent, id)
    t.equal((await create({ slug: 'offshore', labels: { en: 'Offshore' }, parent: 'wind' })).status, 201)
    t.same(slugsOf(await get(`/v1/tags?parent=${id}`)), ['solar', 'wind'])
    t.equal((await get('/v1/tags?parent=energy')).status, 400, 'the filter takes ids')
  })

  t.test('422 for a parent that is not there, is no tag, is the tag itself or below it', async (t) => {
    await call('POST', '/v1/newsroom/sources', { as: 'editor', body: { slug: 'desk', name: 'Desk' } })
    for (const parent of ['nobody', 'desk']) {
      t.match(
        await create({ labels: { en: 'A' }, parent }),
        { status: 422, body: { errors: [{ pointer: '/parent' }] } },
        parent,
      )
    }
    const circle = {
      status: 422,
      body: { errors: [{ pointer: '/parent', detail: 'must not be the tag itself or one below it' }] },
    }
    for (const below of ['energy', 'wind', 'offshore']) t.match(await patch('energy', { parent: below }), circle, below)
    t.match(await patch('wind', { parent: 'offshore' }), circle)
    t.equal((await get('/v1/tags/energy')).body.parent, null)
  })

  t.test('200 when a tag moves, or loses its parent', async (t) => {
    const { id } = (await get('/v1/tags/solar')).body
    t.equal((await patch('offshore', { parent: 'solar' })).body.parent, id)
    t.equal((await patch('offshore', { labels: { fr: 'En mer' } })).body.parent, id, 'what is left out stays')
    t.equal((await patch('offshore', { parent: null })).body.parent, null)
    t.same((await get('/v1/tags/offshore')).body.labels, { en: 'Offshore', fr: 'En mer' })
  })

  t.test('422 for labels that are none, and codes that are none', async (t) => {
    const wrong: Array<[object, string]> = [
      [{}, '/labels'],
      [{ labels: {} }, '/labels'],
      [{ labels: { en: '' } }, '/labels/en'],
      [{ labels: { en: 'x'.repeat(101) } }, '/labels/en'],
      [{ labels: { en: 'A' }, kind: 'mood' }, '/kind'],
      [{ labels: { en: 'A' }, mediaTopic: '20000271' }, '/mediaTopic'],
      [{ labels: { en: 'A' }, mediaTopic: 'medtop:1' }, '/mediaTopic'],
      [{ labels: { en: 'A' }, label: 'A' }, '/label'],
    ]
    for (const [body, pointer] of wrong)
      t.match(await create(body), { status: 422, body: { errors: [{ pointer }] } }, JSON.stringify(body))
    t.match(await patch('energy', { labels: { en: null, 'zh-Hans': null } }), {
      status: 422,
      body: { errors: [{ pointer: '/labels' }] },
    })
    t.match(await patch('energy', { labels: null }), { status: 422, body: { errors: [{ pointer: '/labels' }] } })
  })

  t.test('409 for a slug that is taken; the same slug for a source is free', async (t) => {
    t.match(await create({ ...energy }), { status: 409, body: { errors: [{ pointer: '/slug' }] } })
    t.match(await patch('wind', { slug: 'energy' }), { status: 409 })
    t.equal((await create({ slug: 'desk', labels: { en: 'Desk' } })).status, 201)
  })

  t.test('200 with those of a kind or code', async (t) => {
    await create({ slug: 'haiyan', kind: 'place', labels: { en: 'Haiyan' } })
    t.same(slugsOf(await get('/v1/tags?kind=place,person')), ['haiyan'])
    t.same(slugsOf(await get('/v1/tags?mediaTopic=medtop:20000271')), ['energy'])
    t.equal((await get('/v1/tags?kind=mood')).status, 400)
    t.equal((await get('/v1/tags?mediaTopic=1')).status, 400)
  })

  t.test('404 and not in the list while listed is false, until a live article shows it', async (t) => {
    await create({ slug: 'quiet', labels: { en: 'Quiet' }, listed: false })
    const draft = await article({ tags: ['quiet'] })
    t.equal((await get('/v1/tags/quiet')).status, 404)
    t.notOk(slugsOf(await get('/v1/tags')).includes('quiet'))
    t.same(slugsOf(await get('/v1/newsroom/tags?listed=false', { as: 'contributor' })), ['quiet'])
    await call('PUT', `/v1/newsroom/articles/${draft.body.id}/publication`, {
      as: 'editor',
      body: {},
      ifMatch: draft.etag,
    })
    t.equal((await get('/v1/tags/quiet')).status, 200)
    t.ok(slugsOf(await get('/v1/tags')).includes('quiet'))
  })

  t.test('409 for the deletion of one with tags below it, or with articles; 204 without', async (t) => {
    const remove = async (slug: string) => call('DELETE', `/v1/newsroom/tags/${slug}`, { as: 'editor', ifMatch: '*' })
    t.match(await remove('energy'), { status: 409, body: { detail: /2 tags stand below this one/, children: 2 } })
    t.match(await remove('quiet'), { status: 409, body: { detail: /1 articles name this tag/, articles: 1 } })
    t.equal((await remove('wind')).status, 204)
    t.equal((await remove('solar')).status, 204)
    t.equal((await remove('energy')).status, 204)
    t.equal((await get('/v1/tags/energy')).status, 404)
  })

  t.test('200 with how many live articles have the tag itself, as they come and go', async (t) => {
    const { unpublish, publish, patch: rewrite } = lifeOf(newsroom)
    await create({ slug: 'rail', labels: { en: 'Rail' } })
    await create({ slug: 'tram', labels: { en: 'Tram' }, parent: 'rail' })
    await call('POST', '/v1/newsroom/editors', { as: 'editor', body: { slug: 'lin', name: 'Lin Yue' } })
    const counts = async () => {
      const { body } = await get('/v1/tags')
      const listed = (slug: string) => body.data.find((each: { slug: string }) => each.slug === slug).articles
      const [rail, tram] = [await get('/v1/tags/rail'), await get('/v1/tags/tram')]
      t.same([listed('rail'), listed('tram')], [rail.body.articles, tram.body.articles], 'alike in the list')
      t.equal((await get(`/v1/tags/${rail.body.id}`)).body.articles, rail.body.articles, 'alike by id')
      t.equal(
        (await get(`/v1/articles?tag=rail&count=true`)).body.page.total,
        rail.body.articles,
        'as many as are listed',
      )
      return [rail.body.articles, tram.body.articles]
    }
    t.same(await counts(), [0, 0])
    const input = { source: 'desk', editor: 'lin', tags: ['tram', 'rail'] }
    const draft = await article(input)
    t.same(await counts(), [0, 0], 'a draft does not count')
    await publish(draft.body.id)
    const other = await article({ ...input, tags: ['tram'] }, { publish: true })
    t.same(await counts(), [1, 2], 'what is below a tag does not count')
    t.equal((await get('/v1/editors/lin')).body.articles, 2)
    t.match((await get('/v1/editors')).body.data, [{ slug: 'lin', articles: 2 }])
    t.equal(
      (await get('/v1/sources/desk')).body.articles,
      (await get('/v1/articles?source=desk&count=true')).body.page.total,
    )
    await rewrite(other.body.id, { tags: [] })
    t.same(await counts(), [1, 2], 'nor does what is not published')
    await publish(other.body.id)
    t.same(await counts(), [1, 1])
    await unpublish(draft.body.id)
    t.same(await counts(), [0, 0])
  })

  t.test('200 with another ETag when a count is another, and no Last-Modified', async (t) => {
    const before = await get('/v1/tags/rail')
    await article({ source: 'desk', tags: ['rail'] }, { publish: true })
    const after = await get('/v1/tags/rail', { headers: { 'if-none-match': before.etag } })
    t.match(after, { status: 200, body: { articles: 1, updatedAt: before.body.updatedAt } })
    t.equal(after.headers['last-modified'], undefined, 'no date tells when a count changed')
    t.notOk('articles' in (await get('/v1/newsroom/tags/rail', { as: 'editor' })).body, 'the newsroom sees drafts')
  })

  t.test('428, 412 and 415 as everywhere', async (t) => {
    const url = '/v1/newsroom/tags/haiyan'
    t.equal((await call('PATCH', url, { as: 'editor', body: {} })).status, 428)
    t.equal((await call('DELETE', url, { as: 'editor' })).status, 428)
    const late = await call('DELETE', url, { as: 'editor', ifMatch: '"r9"' })
    t.match(late, { status: 412, headers: { etag: '"r1"' } })
    t.equal((await call('PATCH', url, { as: 'editor', body: {}, type: 'application/json', ifMatch: '*' })).status, 415)
  })
})
