import t from 'tap'
import { openNewsroom, type TestNewsroom } from '../../support/newsroom.ts'

const path = (id: string) => `/v1/newsroom/articles/${id}`

/** What the cases do to articles. */
function operations({ call, get }: TestNewsroom) {
  const publish = (id: string, body: unknown = {}, ifMatch = '*') =>
    call('PUT', `${path(id)}/publication`, { as: 'editor', body, ifMatch })
  const unpublish = (id: string, ifMatch = '*') => call('DELETE', `${path(id)}/publication`, { as: 'editor', ifMatch })
  const patch = (id: string, body: unknown) => call('PATCH', path(id), { as: 'editor', body, ifMatch: '*' })
  const read = (id: string) => get(`/v1/articles/${id}`)
  return { publish, unpublish, patch, read }
}

t.test('PUT and DELETE /v1/newsroom/articles/{id}/publication', async (t) => {
  const newsroom = await openNewsroom(t)
  const { article, call, get, clock } = newsroom
  const { publish, unpublish, patch, read } = operations(newsroom)
  t.beforeEach(() => clock.set('2026-11-01T10:00:00Z'))

  t.test('200 with the times and version of a first publication', async (t) => {
    const draft = await article({ title: 'Published for the first time' })
    clock.forward(61)
    const live = await publish(draft.body.id, {}, draft.etag)
    t.equal(live.status, 200)
    t.equal(live.headers['cache-control'], 'no-store')
    const at = '2026-11-01T10:01:01Z'
    t.match(live.body, { state: 'live', version: 1, revision: 1, publishAt: null })
    t.match(live.body, {
      firstPublishedAt: at,
      publishedAt: at,
      updatedAt: at,
      changedAt: at,
      createdAt: '2026-11-01T10:00:00Z',
    })
    const { status, body } = await read(draft.body.id)
    t.equal(status, 200)
    t.match(body, { state: 'live', version: 1, firstPublishedAt: at, publishedAt: at, updatedAt: at })
    for (const name of ['revision', 'createdAt', 'changedAt', 'changedBy', 'publishAt', 'externalId', 'warnings']) {
      t.notOk(name in body, name)
    }
    t.equal((await publish(draft.body.id, {}, live.etag)).status, 200, 'the answered ETag is the present one')
  })

  t.test('200 for what readers see already: no new version, and not a byte changes', async (t) => {
    const live = await article({ title: 'Published once and again' }, { publish: true })
    // A date that is only seconds old says nothing yet, so there is none at first.
    clock.forward(60)
    const before = await read(live.body.id)
    clock.forward(3600)
    const again = await publish(live.body.id)
    t.equal(again.status, 200)
    t.match(again.body, { version: 1, updatedAt: live.body.updatedAt, publishedAt: live.body.publishedAt })
    const after = await read(live.body.id)
    t.strictSame(
      [after.text, after.etag, after.headers['last-modified']],
      [before.text, before.etag, before.headers['last-modified']],
    )
  })

  t.test('200 for a changed one: the version and updatedAt move, the other times stay', async (t) => {
    const live = await article({ title: 'Published and changed' }, { publish: true })
    clock.forward(3600)
    await patch(live.body.id, { title: 'Published and changed since' })
    clock.forward(60)
    const again = await publish(live.body.id)
    const { publishedAt, firstPublishedAt } = live.body
    const expected = { version: 2, title: 'Published and changed since', publishedAt, firstPublishedAt }
    t.match(again.body, { ...expected, revision: 2, updatedAt: '2026-11-01T11:01:00Z' })
    t.match((await read(live.body.id)).body, { ...expected, updatedAt: '2026-11-01T11:01:00Z' })
  })

  t.test('200 with two revisions as one edition: saves in between do not count', async (t) => {
    const live = await article({ title: 'Saved often' }, { publish: true })
    for (const summary of ['1', '2', '3']) await patch(live.body.id, { summary })
    t.match((await publish(live.body.id)).body, { revision: 4, version: 2, summary: '3' })
  })

  t.test('200 unpublished: readers get 404, and it comes back with its first publication', async (t) => {
    const live = await article({ title: 'Taken from readers', tags: [] }, { publish: true })
    const { id, slug, firstPublishedAt } = live.body
    const draft = await unpublish(id, live.etag)
    t.equal(draft.status, 200)
    t.match(draft.body, { state: 'draft', version: 1, firstPublishedAt })
    const addresses = [`/v1/articles/${id}`, `/v1/articles/by-slug/en/${slug}`, `/v1/articles/${id}/related-news`]
    for (const address of addresses) t.equal((await get(address)).status, 404, address)
    t.notMatch((await get('/v1/articles?limit=200')).text, id)
    clock.forward(7200)
    const back = await publish(id)
    const at = '2026-11-01T12:00:00Z'
    t.match(back.body, { state: 'live', version: 2, firstPublishedAt, publishedAt: at, updatedAt: at, slug })
    t.match((await read(id)).body, { version: 2, firstPublishedAt, publishedAt: at, updatedAt: at })
    t.equal((await get(`/v1/articles/by-slug/en/${slug}`)).status, 200)
  })

  t.test('409 for a draft that is unpublished: it names the state and what it allows', async (t) => {
    const draft = await article({ title: 'Never published' })
    const refused = await unpublish(draft.body.id)
    t.equal(refused.status, 409)
    t.equal(refused.body.state, 'draft')
    t.notOk(refused.body.allowed.includes('unpublish'))
    t.ok(['publish', 'schedule', 'delete'].every((name) => refused.body.allowed.includes(name)))
  })

  t.test(
    '200 scheduled on a tick: readers see it from then on, published once and with the time of the tick',
    async (t) => {
      const draft = await article({ title: 'Scheduled for noon' })
      const { id } = draft.body
      const publishAt = '2026-11-01T12:00:00Z'
      const scheduled = await publish(id, { publishAt: '2026-11-01T20:00:00+08:00' })
      t.equal(scheduled.status, 200)
      t.match(scheduled.body, { state: 'scheduled', publishAt, version: 0, publishedAt: null })
      t.equal((await read(id)).status, 404)
      clock.set('2026-11-01T11:59:59Z')
      t.equal(await newsroom.carryOutDue(), 0)
      t.equal((await read(id)).status, 404)
      clock.set('2026-11-01T12:00:40Z')
      t.equal((await read(id)).status, 404, 'time alone shows nothing')
      const counts = await Promise.all([newsroom.carryOutDue(), newsroom.carryOutDue()])
      t.strictSame(counts.sort(), [0, 1])
      t.match((await read(id)).body, {
        version: 1,
        firstPublishedAt: publishAt,
        publishedAt: publishAt,
        updatedAt: publishAt,
      })
      const after = await get(path(id), { as: 'editor' })
      t.match(after.body, { state: 'live', publishAt: null, publishedAt: publishAt })
      t.equal(await newsroom.carryOutDue(), 0)
    },
  )

  t.test('200 scheduled, with the revision that is current at that time, and the order of the ticks', async (t) => {
    const later = await article({ title: 'Twice the same title here' })
    const sooner = await article({ title: 'Twice the same title here' })
    await publish(later.body.id, { publishAt: '2026-11-01T10:02:00Z' })
    await publish(sooner.body.id, { publishAt: '2026-11-01T10:01:00Z' })
    const changed = await patch(later.body.id, { summary: 'Changed while waiting' })
    t.match(changed.body, { state: 'scheduled', publishAt: '2026-11-01T10:02:00Z' })
    clock.set('2026-11-01T10:05:00Z')
    t.equal(await newsroom.carryOutDue(), 2)
    t.match((await read(sooner.body.id)).body, { slug: 'twice-the-same-title-here' })
    t.match((await read(later.body.id)).body, { slug: 'twice-the-same-title-here-2', summary: 'Changed while waiting' })
  })

  t.test('200 with a scheduled new edition: a live article stays live and as it was until then', async (t) => {
    const live = await article({ title: 'Live with a pending edition' }, { publish: true })
    const { id } = live.body
    await patch(id, { summary: 'To come' })
    const pending = await publish(id, { publishAt: '2026-11-01T10:01:00Z' })
    t.match(pending.body, { state: 'live', publishAt: '2026-11-01T10:01:00Z', version: 1 })
    t.match((await read(id)).body, { summary: null, version: 1 })
    clock.set('2026-11-01T10:01:00Z')
    t.equal(await newsroom.carryOutDue(), 1)
    const expected = {
      summary: 'To come',
      version: 2,
      updatedAt: '2026-11-01T10:01:00Z',
      publishedAt: '2026-11-01T10:00:00Z',
    }
    t.match((await read(id)).body, expected)
  })

  t.test('422 off the tick, naming the next one; 422 for what is no instant in whole seconds', async (t) => {
    const draft = await article({ title: 'Off the tick' })
    const off = await publish(draft.body.id, { publishAt: '2026-11-01T12:00:01Z' })
    t.equal(off.status, 422)
    t.match(off.body, { nextTick: '2026-11-01T12:01:00Z', errors: [{ pointer: '/publishAt' }] })
    t.match(off.body.detail, '2026-11-01T12:01:00Z')
    for (const publishAt of ['2026-11-01T12:00:00.5Z', '2026-11-31T12:00:00Z', '2026-11-01T12:00:00', 'noon', 7]) {
      const refused = await publish(draft.body.id, { publishAt })
      t.equal(refused.status, 422, String(publishAt))
      t.equal(refused.body.errors[0].pointer, '/publishAt')
    }
    const unknown = await publish(draft.body.id, { publishat: '2026-11-01T12:00:00Z' })
    t.strictSame([unknown.status, unknown.body.errors[0].pointer], [422, '/publishat'])
    t.equal((await get(path(draft.body.id), { as: 'editor' })).etag, draft.etag)
  })

  t.test('200 with a tick in the past: published now, and not dated back', async (t) => {
    const draft = await article({ title: 'Scheduled for yesterday' })
    clock.set('2026-11-01T10:00:30Z')
    const live = await publish(draft.body.id, { publishAt: '2026-10-31T10:00:00Z' })
    t.match(live.body, { state: 'live', publishAt: null, publishedAt: '2026-11-01T10:00:30Z' })
    t.equal((await read(draft.body.id)).status, 200)
  })

  t.test('200 unpublished takes a schedule back, and publishing now replaces it', async (t) => {
    const draft = await article({ title: 'Scheduled and taken back' })
    await publish(draft.body.id, { publishAt: '2026-11-01T10:01:00Z' })
    t.match((await publish(draft.body.id, { publishAt: '2026-11-01T10:02:00Z' })).body, {
      publishAt: '2026-11-01T10:02:00Z',
    })
    t.match((await unpublish(draft.body.id)).body, { state: 'draft', publishAt: null })
    const now = await article({ title: 'Scheduled and published before that' })
    await publish(now.body.id, { publishAt: '2026-11-01T10:02:00Z' })
    t.match((await publish(now.body.id)).body, { state: 'live', publishAt: null, version: 1 })
    clock.set('2026-11-01T10:03:00Z')
    t.equal(await newsroom.carryOutDue(), 0)
    t.equal((await read(draft.body.id)).status, 404)
    t.match((await read(now.body.id)).body, { version: 1, publishedAt: '2026-11-01T10:00:00Z' })
  })

  t.test('200 for all that is due, also behind one that cannot be published', async (t) => {
    const slug = 'wanted-by-two'
    const taken = await article({ title: 'The first to have it', slug }, { publish: true })
    const stuck = await article({ title: 'The second to want it', slug })
    const behind = await article({ title: 'Waiting behind the second' })
    await publish(stuck.body.id, { publishAt: '2026-11-01T10:01:00Z' })
    await publish(behind.body.id, { publishAt: '2026-11-01T10:02:00Z' })
    clock.set('2026-11-01T10:03:00Z')
    await newsroom.carryOutDue().catch(() => undefined)
    t.equal((await read(behind.body.id)).status, 200)
    t.equal((await read(stuck.body.id)).status, 404)
    t.equal((await read(taken.body.id)).status, 200)
    await unpublish(stuck.body.id)
  })

  t.test('428 without If-Match, 412 with an old one or a weak one, 404 for an unknown article', async (t) => {
    const draft = await article({ title: 'Guarded by its tag' })
    const { id } = draft.body
    await patch(id, { summary: 'Newer' })
    for (const method of ['PUT', 'DELETE']) {
      const body = method === 'PUT' ? {} : undefined
      const at = (url: string, ifMatch?: string) =>
        call(method, `${url}/publication`, { as: 'editor', body, ...(ifMatch && { ifMatch }) })
      t.equal((await at(path(id))).status, 428, method)
      t.equal((await at(path(id), draft.etag)).status, 412, method)
      t.equal((await at(path(id), 'W/"r2.2"')).status, 412, method)
      t.equal((await at(path('01907c3e-5a80-7d2e-9f5b-2f1c8a4e6b10'), '*')).status, 404, method)
    }
    t.equal((await read(id)).status, 404)
  })
})

t.test('reprintPolicy', async (t) => {
  const newsroom = await openNewsroom(t)
  const { article, call } = newsroom
  const { publish, patch, read } = operations(newsroom)
  const policy = (reprintPolicy: string) =>
    call('PATCH', '/v1/newsroom/site', {
      as: 'admin',
      body: { reprintPolicy, baseUrl: 'https://www.own.example/' },
      ifMatch: '*',
    })
  const pointers = (list: Array<{ pointer: string }>) => list.map(({ pointer }) => pointer)
  const agency = { slug: 'agency', name: 'An agency' }
  t.equal((await policy('advise')).status, 200)

  t.test('200 with warnings for each duty of a reprint, by advise', async (t) => {
    const reprint = await article({ title: 'A reprint that says little', source: agency }, { publish: true })
    t.strictSame(pointers(reprint.body.warnings), ['/originalTitle', '/authors', '/editor'])
    for (const { detail } of reprint.body.warnings) t.match(detail, /reprint must state/)
    const dutiful = { originalTitle: 'As printed', authors: ['Zhou Min'], editor: { slug: 'lin', name: 'Lin' } }
    t.strictSame((await patch(reprint.body.id, dutiful)).body.warnings, [])
  })

  t.test('200 without warnings for our own text, by the kind of its source or by its address', async (t) => {
    await call('POST', '/v1/newsroom/sources', { as: 'editor', body: { slug: 'own', name: 'Own desk', kind: 'own' } })
    const body = { slug: 'own-site', name: 'Own site', url: 'https://own.example/about' }
    await call('POST', '/v1/newsroom/sources', { as: 'editor', body })
    for (const source of ['own', 'own-site']) {
      t.strictSame((await article({ title: `A text of ${source}`, source }, { publish: true })).body.warnings, [])
    }
  })

  t.test('422 that names each missing one, by require; an unknown author is no obstacle', async (t) => {
    t.equal((await policy('require')).status, 200)
    const reprint = await article({ title: 'A reprint that may not go out', source: agency })
    const refused = await publish(reprint.body.id)
    t.equal(refused.status, 422)
    t.strictSame(pointers(refused.body.errors), ['/originalTitle', '/editor'])
    t.equal((await read(reprint.body.id)).status, 404)
    await patch(reprint.body.id, { originalTitle: 'As printed' })
    t.strictSame(pointers((await publish(reprint.body.id)).body.errors), ['/editor'])
    await patch(reprint.body.id, { editor: { slug: 'lin', name: 'Lin' } })
    t.equal((await publish(reprint.body.id)).status, 200)
    t.equal((await article({ title: 'Our own text', source: 'own' }, { publish: true })).status, 200)
  })
})
