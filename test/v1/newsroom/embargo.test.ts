/** The whole wish of a publication, and the embargo that holds it back. */
import t from 'tap'
import { underContract } from '../../support/contract.ts'
import { articlePath, lifeOf } from '../../support/life.ts'
import { openNewsroom } from '../../support/newsroom.ts'

t.test('publication and embargo', async (t) => {
  const newsroom = underContract(await openNewsroom(t))
  const { article, get, call, clock, carryOutDue } = newsroom
  const life = lifeOf(newsroom)
  t.beforeEach(() => clock.set('2026-11-01T10:00:00Z'))
  t.afterEach(async () => {
    clock.set('2026-11-09T00:00:00Z')
    await carryOutDue()
  })

  t.test('200 with the whole wish: what is left out is taken back', async (t) => {
    const { id } = (await article({ title: 'Wished twice' })).body
    const both = { publishAt: '2026-11-01T11:00:00Z', expiresAt: '2026-11-01T12:00:00Z' }
    t.match((await life.publish(id, both)).body, { state: 'scheduled', ...both, dueAt: both.publishAt })
    t.match((await life.publish(id, { publishAt: both.publishAt })).body, { state: 'scheduled', expiresAt: null })
    t.match((await life.publish(id, { expiresAt: both.expiresAt })).body, {
      state: 'live',
      publishAt: null,
      dueAt: null,
      expiresAt: both.expiresAt,
    })
    t.match((await life.publish(id, { publishAt: null, expiresAt: null })).body, { state: 'live', expiresAt: null })
    clock.set('2026-11-01T12:00:00Z')
    t.equal(await carryOutDue(), 0)
    t.equal((await life.read(id)).body.version, 1)
  })

  t.test('200 for one that comes and goes by itself, also when nobody was there at the time', async (t) => {
    const wish = { publishAt: '2026-11-01T11:00:00Z', expiresAt: '2026-11-01T12:00:00Z' }
    const { id } = (await article({ title: 'For one hour' })).body
    await life.publish(id, wish)
    clock.set('2026-11-01T11:00:00Z')
    t.equal(await carryOutDue(), 1)
    t.match((await life.read(id)).body, { version: 1 })
    clock.set('2026-11-01T12:00:00Z')
    t.equal(await carryOutDue(), 1)
    t.equal((await life.read(id)).status, 404)
    clock.set('2026-11-01T10:00:00Z')
    const missed = await article({ title: 'For an hour that was missed' })
    const last = await article({ title: 'The last one of the day' })
    await life.publish(missed.body.id, wish)
    await life.publish(last.body.id, { publishAt: '2026-11-01T13:00:00Z' })
    clock.set('2026-11-01T15:00:00Z')
    await carryOutDue()
    t.match((await life.work(missed.body.id)).body, { state: 'expired', version: 1, publishedAt: wish.publishAt })
    const { data } = (await get('/v1/newsroom/audit?action=publish,expire&limit=3', { as: 'admin' })).body
    t.strictSame(
      new Set(data.map((entry: Record<string, string>) => [entry.action, entry.resourceId, entry.keyName].join())),
      new Set([
        `publish,${last.body.id},scheduler`,
        `expire,${missed.body.id},scheduler`,
        `publish,${missed.body.id},scheduler`,
      ]),
    )
    t.equal((await life.read(missed.body.id)).status, 404)
  })

  t.test('422 off the tick with the next one; 422 for an end that is not after the beginning', async (t) => {
    const { id } = (await article({ title: 'Wished wrongly' })).body
    for (const name of ['publishAt', 'expiresAt']) {
      const off = await life.publish(id, { [name]: '2026-11-01T11:00:30Z' })
      t.match(off, { status: 422, body: { nextTick: '2026-11-01T11:01:00Z', errors: [{ pointer: `/${name}` }] } })
    }
    for (const wish of [
      { expiresAt: '2026-11-01T10:00:00Z' },
      { expiresAt: '2026-11-01T09:00:00Z' },
      { publishAt: '2026-11-01T11:00:00Z', expiresAt: '2026-11-01T11:00:00Z' },
      { publishAt: '2026-11-01T11:00:00Z', expiresAt: '2026-11-01T10:30:00Z' },
    ]) {
      const refused = await life.publish(id, wish)
      t.strictSame([refused.status, refused.body.errors[0].pointer], [422, '/expiresAt'])
    }
    t.equal((await life.work(id)).body.state, 'draft')
  })

  t.test('200 with pending=true: only what is still to come is taken back', async (t) => {
    const live = await article({ title: 'Live and pending' }, { publish: true })
    const { id } = live.body
    await life.patch(id, { title: 'Live and to come' })
    await life.publish(id, { publishAt: '2026-11-01T11:00:00Z' })
    const back = await life.takeBackPending(id)
    t.match(back, { status: 200, body: { state: 'live', publishAt: null, dueAt: null, version: 1 } })
    clock.set('2026-11-01T11:00:00Z')
    t.equal(await carryOutDue(), 0)
    t.equal((await life.read(id)).body.title, 'Live and pending')
    t.match(await life.takeBackPending(id), { status: 409, body: { state: 'live' } })
    t.match((await life.unpublish(id)).body, { state: 'draft' })
    t.equal((await life.read(id)).status, 404)
    const draft = await article({ title: 'Only scheduled' })
    await life.publish(draft.body.id, { publishAt: '2026-11-01T12:00:00Z' })
    t.match(await life.takeBackPending(draft.body.id), { status: 200, body: { state: 'draft', publishAt: null } })
    t.match(await life.takeBackPending(draft.body.id), { status: 409, body: { state: 'draft' } })
  })

  t.test('200 but scheduled: an embargo holds back what is published now, until the later of the two', async (t) => {
    const embargoUntil = '2026-11-01T12:00:00Z'
    const cases: Array<[Record<string, string>, string]> = [
      [{}, embargoUntil],
      [{ publishAt: '2026-11-01T11:00:00Z' }, embargoUntil],
      [{ publishAt: '2026-11-01T13:00:00Z' }, '2026-11-01T13:00:00Z'],
    ]
    for (const [wish, dueAt] of cases) {
      clock.set('2026-11-01T10:00:00Z')
      const { id } = (await article({ title: `Embargoed ${dueAt}`, embargoUntil: '2026-11-01T20:00:00+08:00' })).body
      const held = await life.publish(id, wish)
      t.match(held, {
        status: 200,
        body: { state: 'scheduled', embargoUntil, dueAt, publishAt: wish.publishAt ?? null, publishedAt: null },
      })
      t.equal((await life.read(id)).status, 404)
      clock.set(new Date(Date.parse(dueAt) - 1000).toISOString())
      t.equal(await carryOutDue(), 0)
      clock.set(dueAt)
      t.equal(await carryOutDue(), 1)
      t.match((await life.read(id)).body, { publishedAt: dueAt })
    }
    clock.set('2026-11-01T10:00:00Z')
    const short = await article({ title: 'Would expire before', embargoUntil })
    const refused = await life.publish(short.body.id, { expiresAt: embargoUntil })
    t.strictSame([refused.status, refused.body.errors?.[0].pointer], [422, '/expiresAt'])
    clock.set('2026-11-01T12:00:00Z')
    t.match((await life.publish(short.body.id)).body, { state: 'live' }, 'an embargo that is over holds nothing back')
  })

  t.test('200 changed while scheduled: the time moves with it, and never back', async (t) => {
    const { id } = (await article({ title: 'Held longer', embargoUntil: '2026-11-01T12:00:00Z' })).body
    await life.publish(id, { expiresAt: '2026-11-01T18:00:00Z' })
    const later = await life.patch(id, { embargoUntil: '2026-11-01T14:00:00Z' })
    t.match(later.body, { state: 'scheduled', embargoUntil: '2026-11-01T14:00:00Z', dueAt: '2026-11-01T14:00:00Z' })
    clock.set('2026-11-01T12:00:00Z')
    t.equal(await carryOutDue(), 0)
    const beyond = await life.patch(id, { embargoUntil: '2026-11-01T18:00:00Z' })
    t.strictSame([beyond.status, beyond.body.errors?.[0].pointer], [422, '/embargoUntil'], 'it expires before that')
    clock.set('2026-11-01T12:00:30Z')
    t.match((await life.patch(id, { embargoUntil: null })).body, {
      state: 'scheduled',
      embargoUntil: null,
      dueAt: '2026-11-01T12:01:00Z',
    })
    clock.set('2026-11-01T12:01:00Z')
    t.equal(await carryOutDue(), 1)
    t.match((await life.read(id)).body, { publishedAt: '2026-11-01T12:01:00Z' })
    t.equal((await get(`/v1/articles/${id}?asOf=2026-11-01T12:00:59Z`)).status, 404)
  })

  t.test('422 off the tick, for what is no instant, and on a live article', async (t) => {
    const input = { title: 'x', language: 'en', source: 'desk' }
    for (const embargoUntil of ['2026-11-01T12:00:01Z', '2026-11-31T12:00:00Z', 'noon']) {
      const refused = await call('POST', '/v1/newsroom/articles', { as: 'editor', body: { ...input, embargoUntil } })
      t.strictSame([refused.status, refused.body.errors[0].pointer], [422, '/embargoUntil'], embargoUntil)
    }
    const live = await article({ title: 'Live already' }, { publish: true })
    const refused = await life.patch(live.body.id, { embargoUntil: '2026-11-01T12:00:00Z' })
    t.strictSame([refused.status, refused.body.errors[0].pointer], [422, '/embargoUntil'])
    t.equal((await life.work(live.body.id)).etag, live.etag)
    await life.unpublish(live.body.id)
    t.equal((await life.patch(live.body.id, { embargoUntil: '2026-11-01T12:00:00Z' })).status, 200)
    t.match((await life.publish(live.body.id)).body, { state: 'scheduled', version: 1 })
  })

  t.test('403 for contributors who change what is scheduled', async (t) => {
    const own = await call('POST', '/v1/newsroom/articles', {
      as: 'contributor',
      body: { title: 'Mine', language: 'en', source: 'desk' },
    })
    const { id } = own.body
    const scheduled = await life.publish(id, { publishAt: '2026-11-01T12:00:00Z' })
    for (const [method, part, body] of [
      ['PATCH', '', { title: 'Mine still' }],
      ['PATCH', '', { embargoUntil: null }],
      ['PUT', '/working-copy', { revision: 1 }],
      ['PUT', '/related-news', { data: [] }],
    ] as const) {
      const refused = await call(method, `${articlePath(id)}${part}`, { as: 'contributor', ifMatch: '*', body })
      t.equal(refused.status, 403, `${method} ${part}`)
      t.match(refused.body.detail, /drafts only.*scheduled/)
    }
    t.equal((await life.work(id)).etag, scheduled.etag)
    t.equal((await life.work(id, 'contributor')).status, 200, 'but may look')
  })
})
