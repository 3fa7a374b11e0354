/** What becomes of a recall: who was told of it, who has acknowledged it, and who is overdue. */
import t from 'tap'
import { noId } from '../support/life.ts'
import { deliver, openWithPartners, type Partner } from '../support/partners.ts'

t.test('what becomes of it', async (t) => {
  const play = await openWithPartners(t as never)
  const { partner, follow, read, publish, withdraw, at, clock, life, served, head, recallOf, get, call } = play

  t.test('200 with the time at which the change feed told of it', async (t) => {
    const [prompt, slow] = [await partner('Prompt'), await partner('Slow')]
    const id = await publish()
    for (const each of [prompt, slow]) await follow(each)
    const passed = await head()
    const recall = await withdraw(id)
    t.match(at(recall, prompt), { state: 'pending', deliveredAt: null, deliveredBy: null })
    clock.forward(5)
    await follow(prompt)
    served.position(await slow.viewer(), 'change', passed, await head())
    const told = await recallOf(id)
    t.match(at(told, prompt), {
      state: 'delivered',
      deliveredAt: clock.at.toISOString().replace('.000', ''),
      deliveredBy: 'change',
    })
    t.match(at(told, slow), { state: 'pending', deliveredAt: null })
    clock.forward(5)
    await follow(prompt)
    t.equal(at(await recallOf(id), prompt).deliveredAt, at(told, prompt).deliveredAt, 'the first time stands')
  })

  t.test('200 with the webhook or the answer of 410 that told of it', async (t) => {
    const [hooked, asking] = [await partner('Hooked'), await partner('Asking')]
    const id = await publish()
    for (const each of [hooked, asking]) await read(each, id)
    const { seq } = await withdraw(id)
    await play.db.write((queries) =>
      play.partners.recalls.delivered(queries, { keyId: hooked.id, articleId: id, seq, at: '2026-11-01T11:00:00Z' }),
    )
    t.equal((await asking.get(`/v1/articles/${id}`)).status, 410)
    const recall = await recallOf(id)
    t.match(at(recall, hooked), { deliveredBy: 'webhook', deliveredAt: '2026-11-01T11:00:00Z' })
    t.match(at(recall, asking), { deliveredBy: 'read', state: 'delivered' })
  })

  t.test('200 as delivered where the partner was told before it was listed', async (t) => {
    const [polled, hooked] = [await partner('Quick to poll'), await partner('Quick to answer')]
    const id = await publish()
    const seq = (await head()) + 1
    t.equal((await life.withdraw(id, { reason: 'It was forged.' })).status, 200)
    await follow(polled)
    await deliver(play, hooked, id, seq, 'delivered')
    await served.flush()
    // Another process had noted these before the withdrawal, and writes them only now.
    for (const each of [polled, hooked]) await read(each, id)
    const recall = await recallOf(id)
    t.equal(recall.seq, seq)
    t.match(at(recall, polled), { had: 'read', state: 'delivered', deliveredBy: 'change' })
    t.match(at(recall, hooked), { had: 'read', state: 'delivered', deliveredBy: 'webhook' })
  })

  t.test('201 for the first acknowledgement, 200 without effect for the second', async (t) => {
    const [portal, other] = [await partner('Portal'), await partner('Other')]
    const id = await publish()
    for (const each of [portal, other]) await read(each, id)
    const recall = await withdraw(id)
    const first = await portal.acknowledge(recall.id, { note: 'Gone.' })
    t.equal(first.status, 201, first.text)
    t.equal(first.headers.location, `http://newsroom.test/v1/recalls/${recall.id}`)
    t.match(first.body, { state: 'acknowledged', note: 'Gone.', articleId: id, deliveredBy: 'acknowledgement' })
    clock.forward(60)
    const second = await portal.acknowledge(recall.id, { note: 'Gone twice.' })
    t.equal(second.status, 200)
    t.same(second.body, first.body)
    const now = await recallOf(id)
    t.match(at(now, portal), { state: 'acknowledged', note: 'Gone.', acknowledgedAt: first.body.acknowledgedAt })
    t.match(at(now, other), { state: 'pending', acknowledgedAt: null })
    t.equal(now.state, 'open')
    t.equal((await other.acknowledge(recall.id)).status, 201)
    t.equal((await recallOf(id)).state, 'acknowledged')
  })

  t.test('200 as overdue from dueAt on, until it is acknowledged', async (t) => {
    const [late, done] = [await partner('Late'), await partner('Done')]
    const id = await publish()
    for (const each of [late, done]) await read(each, id)
    const { id: recallId, withdrawnAt, dueAt } = await withdraw(id)
    t.equal(Date.parse(dueAt) - Date.parse(withdrawnAt), 86_400_000)
    await done.acknowledge(recallId)
    const listed = async (state: string) =>
      (await get(`/v1/newsroom/recalls?article=${id}&state=${state}`, { as: 'editor' })).body.data.length
    clock.forward(86_399)
    t.match(at(await recallOf(id), late), { state: 'pending' })
    t.same([await listed('open'), await listed('overdue'), await listed('acknowledged')], [1, 0, 0])
    clock.forward(1)
    const overdue = await recallOf(id)
    t.equal(overdue.state, 'overdue')
    t.match(at(overdue, late), { state: 'overdue' })
    t.match(at(overdue, done), { state: 'acknowledged' })
    t.same([await listed('open'), await listed('overdue'), await listed('acknowledged')], [0, 1, 0])
    t.equal((await late.acknowledge(recallId)).status, 201)
    t.match(at(await recallOf(id), late), { state: 'acknowledged' })
    t.same([await listed('open'), await listed('overdue'), await listed('acknowledged')], [0, 0, 1])
  })

  t.test('200 with one recall for the withdrawal and one for the erasure', async (t) => {
    const portal = await partner('Twice told')
    const id = await publish()
    await follow(portal)
    await withdraw(id)
    t.equal((await life.erase(id, { reason: 'By order of a court.' })).status, 204)
    const { data } = (await get(`/v1/newsroom/recalls?article=${id}`, { as: 'editor' })).body
    t.same(
      data.map((each: { kind: string; reason: string }) => [each.kind, each.reason]),
      [
        ['erased', 'By order of a court.'],
        ['withdrawn', 'By order of a court.'],
      ],
    )
    for (const recall of data) t.match(at(recall, portal), { had: 'change' })
  })

  t.test('200 without a recall for what was only unpublished, or withdrawn in vain', async (t) => {
    const id = await publish()
    t.equal((await life.withdraw(id, { reason: 'It was forged.' }, '"r0.0"')).status, 412)
    t.equal((await life.unpublish(id)).status, 200)
    t.same((await get(`/v1/newsroom/recalls?article=${id}`, { as: 'editor' })).body.data, [])
  })

  t.test('401, 403 and 404 for those whom it does not concern', async (t) => {
    const [portal, stranger] = [await partner('Concerned'), await partner('Stranger')]
    const id = await publish()
    await read(portal, id)
    const recall = await withdraw(id)
    t.equal((await stranger.get(`/v1/recalls/${recall.id}`)).status, 404)
    t.equal((await stranger.acknowledge(recall.id)).status, 404)
    t.equal((await portal.get(`/v1/recalls/${noId}`)).status, 404)
    t.equal((await get(`/v1/recalls/${recall.id}`, { as: 'editor' })).status, 404)
    t.equal((await get('/v1/recalls')).status, 401)
    t.equal((await portal.get(`/v1/newsroom/recalls/${recall.id}`)).status, 403)
    t.equal((await get(`/v1/newsroom/recalls/${noId}`, { as: 'editor' })).status, 404)
    t.same((await stranger.get('/v1/recalls')).body.data, [])
    t.match((await portal.get(`/v1/recalls/${recall.id}`)).body, { state: 'open', kind: 'withdrawn' })
  })

  t.test('422 for a note that is none', async (t) => {
    const portal = await partner('Mumbling')
    const id = await publish()
    await read(portal, id)
    const recall = await withdraw(id)
    for (const body of [{ note: 7 }, { note: '' }, { remark: 'Gone.' }]) {
      const answer = await portal.acknowledge(recall.id, body)
      t.equal(answer.status, 422, answer.text)
    }
    t.equal((await call('GET', `/v1/newsroom/recalls?state=lost`, { as: 'editor' })).status, 400)
  })
})

t.test('GET /v1/recalls', async (t) => {
  const play = await openWithPartners(t as never)
  const { partner, follow, publish, withdraw, get } = play

  t.test('200 with a partner’s own recalls, page by page, the latest first', async (t) => {
    const portal = await partner('Paging')
    const ids: string[] = []
    for (let count = 0; count < 3; count++) ids.unshift(await publish({ title: `Report ${count}` }))
    await follow(portal)
    for (const id of [...ids].reverse()) await withdraw(id)
    const seen: string[] = []
    let cursor = ''
    for (let turns = 0; turns < 3; turns++) {
      const page = await portal.get(`/v1/recalls?limit=1${cursor && `&cursor=${cursor}`}`)
      t.equal(page.headers['cache-control'], 'no-store')
      seen.push(...page.body.data.map((each: { articleId: string }) => each.articleId))
      cursor = page.body.page.next ?? ''
    }
    t.equal(cursor, '')
    t.same(seen, ids)
    const newsroomSeen = (await get('/v1/newsroom/recalls?limit=2', { as: 'editor' })).body
    t.same(
      newsroomSeen.data.map((each: { articleId: string }) => each.articleId),
      ids.slice(0, 2),
    )
    const { data } = (await portal.get('/v1/recalls')).body
    await portal.acknowledge(data[1].id)
    const articles = async (state: string) =>
      (await portal.get(`/v1/recalls?state=${state}`)).body.data.map((each: { articleId: string }) => each.articleId)
    t.same(await articles('acknowledged'), [ids[1]])
    t.same(await articles('open'), [ids[0], ids[2]])
  })

  t.test('200 with a replacement while the partner can read it', async (t) => {
    const [wide, narrowed] = [await partner('Wide'), await partner('Narrowed', { languages: ['en'] })]
    const id = await publish({ language: 'en' })
    const replacement = await publish({ language: 'fr', title: 'Le nouveau terminal' })
    for (const each of [wide, narrowed]) await follow(each)
    const recall = await withdraw(id, { reason: 'It was forged.', replacement })
    const shown = async (each: Partner) => (await each.get(`/v1/recalls/${recall.id}`)).body.replacement
    t.equal(await shown(wide), replacement)
    t.equal(await shown(narrowed), null)
    await play.life.unpublish(replacement)
    t.equal(await shown(wide), null)
  })
})
