/** Who had a withdrawn article, by the change log and what partners were served. */
import t from 'tap'
import { actor } from '../../support/newsroom.ts'
import { deliver, openWithPartners, type Partner } from '../../support/partners.ts'

t.test('GET /v1/newsroom/recalls', async (t) => {
  const play = await openWithPartners(t as never)
  const { partner, follow, snapshot, read, publish, withdraw, had, life, served, head, recallOf, narrow } = play

  t.test('200 with every partner that had the article, and how', async (t) => {
    const early = await partner('Early')
    await follow(early)
    const id = await publish()
    const [follower, copier, browser, idle] = [
      await partner('Follower'),
      await partner('Copier'),
      await partner('Browser'),
      await partner('Idle'),
    ]
    const reader = await partner('Reader', {}, 'reader')
    const revoked = await partner('Revoked')
    await follow(follower)
    await read(follower, id)
    await snapshot(copier)
    await read(browser, id)
    await read(reader, id)
    await read(revoked, id)
    await follow(revoked)
    await served.flush()
    await play.db.write((queries) => play.keys.revoke(queries, revoked.id, actor, () => undefined))
    const recall = await withdraw(id)
    t.same(had(recall, [early, follower, copier, browser, idle, reader, revoked]), {
      Browser: 'read',
      Copier: 'snapshot',
      Follower: 'change',
    })
    t.match(recall, { articleId: id, kind: 'withdrawn', reason: 'It was forged.', state: 'open', seq: await head() })
    t.equal((await play.get(`/v1/newsroom/recalls/${recall.id}`, { as: 'editor' })).body.partners.length, 3)
  })

  t.test('200 without those whose profile did not let the article through', async (t) => {
    const english = await partner('English', { languages: ['en'] })
    const chinese = await partner('Chinese', { languages: ['zh-Hans'] })
    const both = [english, chinese]
    const id = await publish({ language: 'en' })
    for (const each of both) await follow(each)
    for (const each of both) await snapshot(each)
    t.same(had(await withdraw(id), both), { English: 'change' })
    const other = await publish({
      language: 'zh-Hans',
      title: '新港口码头启用',
      body: { html: '<p>周四，首艘船靠泊。</p>' },
    })
    for (const each of both) await snapshot(each)
    t.same(had(await withdraw(other), both), { Chinese: 'snapshot' })
  })

  t.test('200 with those whose profile let it through before they came by', async (t) => {
    const waits = await partner('Waits', { languages: ['fr'] })
    const comes = await partner('Comes', { languages: ['fr'] })
    const id = await publish({ language: 'en' })
    for (const each of [waits, comes]) await follow(each)
    for (const each of [waits, comes]) await narrow(each.id, { languages: ['en'] })
    await follow(comes)
    await served.flush()
    t.same(had(await withdraw(id), [waits, comes]), { Comes: 'change' })
  })

  t.test('200 with those whose profile let it through once', async (t) => {
    const former = await partner('Former', { languages: ['en'] })
    const never = await partner('Never', { languages: ['fr'] })
    const id = await publish({ language: 'en' })
    for (const each of [former, never]) await follow(each)
    await narrow(former.id, { languages: ['fr'] })
    for (const each of [former, never]) await follow(each)
    t.same(had(await withdraw(id), [former, never]), { Former: 'change' })
  })

  t.test('200 with snapshots of the times when the article was there', async (t) => {
    const names = ['Before', 'During', 'Between', 'Across']
    const [before, during, between, across] = (await Promise.all(names.map((name) => partner(name)))) as [
      ...[Partner, Partner, Partner, Partner],
    ]
    await snapshot(before)
    const began = await head()
    await snapshot(across)
    const id = await publish()
    await snapshot(during)
    // One that began before the publication and went on after it may have it.
    await snapshot(across, began)
    await life.unpublish(id)
    await snapshot(between)
    await life.publish(id)
    await served.flush()
    t.same(had(await withdraw(id), [before, during, between, across]), { During: 'snapshot', Across: 'snapshot' })
  })

  t.test('200 with what was still in memory when the recall opened', async (t) => {
    const [browser, follower, copier, after] = [
      await partner('Unflushed browser'),
      await partner('Unflushed follower'),
      await partner('Unflushed copier'),
      await partner('Passer-by'),
    ]
    const id = await publish()
    const seen = await head()
    await read(browser, id)
    await follow(follower)
    await snapshot(copier)
    t.equal((await life.withdraw(id, { reason: 'It was forged.' })).status, 200)
    // This one came from before the publication: it was told that the article went, and nothing else.
    await follow(after)
    await snapshot(after)
    // Going on with an older snapshot, it got nothing any more of what had gone.
    await snapshot(after, seen)
    const recall = await recallOf(id)
    t.same(had(recall, [browser, follower, copier, after]), {
      'Unflushed browser': 'read',
      'Unflushed copier': 'snapshot',
      'Unflushed follower': 'change',
    })
  })

  t.test('200 without those that read only a later edition than the recalled one', async (t) => {
    const [first, second, both] = [await partner('First'), await partner('Second'), await partner('Both')]
    const id = await publish()
    const { id: recallId } = await withdraw(id)
    await read(first, id, 1)
    await read(both, id, 1)
    await read(both, id, 2)
    await read(second, id, 2)
    const recall = (await play.get(`/v1/newsroom/recalls/${recallId}`, { as: 'editor' })).body
    t.same(had(recall, [first, second, both]), { First: 'read', Both: 'read' })
  })

  t.test('200 with those whom a webhook told of the article', async (t) => {
    const [told, failed, late] = [await partner('Told'), await partner('Failed'), await partner('Told late')]
    const id = await publish()
    const seq = await head()
    for (const [each, state] of [
      [told, 'delivered'],
      [failed, 'dead'],
    ] as const)
      await deliver(play, each, id, seq, state)
    const recall = await withdraw(id)
    t.same(had(recall, [told, failed, late]), { Told: 'webhook' })
    await play.db.write((queries) =>
      play.partners.recalls.delivered(queries, { keyId: late.id, articleId: id, seq, at: '2026-11-01T10:00:00Z' }),
    )
    t.same(had(await recallOf(id), [told, failed, late]), { Told: 'webhook', 'Told late': 'webhook' })
  })
})
