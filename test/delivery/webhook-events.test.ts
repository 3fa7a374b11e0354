/** What webhooks send: signed by Standard Webhooks, in order, at least once, within the key’s profile. */
import { Readable } from 'node:stream'
import { Webhook as Verifier } from 'standardwebhooks'
import t from 'tap'
import { createReceiver } from '../../examples/webhook-receiver.ts'
import { actor } from '../support/newsroom.ts'
import type { Received } from './receiver.ts'
import { as, type Event, eventOf, inOrder, opened, shortly, withdraw } from './webhook-newsroom.ts'

t.test('events', async (t) => {
  const { make, push, article, call, clock, receiver, ...newsroom } = await opened(t)
  await article({ title: 'Before there was a webhook' }, { publish: true })
  const { body } = await make({ types: ['article.*'] })
  t.strictSame(await push(), [], 'a new one begins at the present')
  await article({ title: 'A draft' })
  const published = await article({ title: 'News' }, { publish: true })
  await withdraw({ call }, published)

  t.test('are signed, thin, and name the one before', async (t) => {
    const received = await push()
    t.strictSame(shortly(received), ['article.published 3 after 0', 'article.withdrawn 4 after 3'])
    const [first] = received as [Received]
    t.match(first, { method: 'POST', path: '/hook', headers: { 'content-type': 'application/json' } })
    const { id } = published.body
    const data = {
      seq: 3,
      prevSeq: 0,
      resource: 'article',
      id,
      version: 1,
      url: `http://newsroom.test/v1/articles/${id}`,
    }
    t.strictSame(eventOf(first), { type: 'article.published', timestamp: published.body.publishedAt, data })
    t.strictSame(new Verifier(body.secret).verify(first.body, first.headers as never), eventOf(first))
    t.throws(() => new Verifier(body.secret).verify(first.body.replace('3', '4'), first.headers as never))
    t.throws(() => new Verifier(`whsec_${'A'.repeat(43)}=`).verify(first.body, first.headers as never))
    t.match(first.headers['webhook-id'], /^evt_[0-9a-f]{32}$/)
    t.equal(first.headers['webhook-timestamp'], String(Math.floor(clock.at.getTime() / 1000)))
    t.strictSame(await push(), [], 'once')
  })

  t.test('come again after a failure, with the same id and a new time, those of one article in order', async (t) => {
    receiver.react(503)
    const one = await article({ title: 'One' }, { publish: true })
    await withdraw({ call }, one)
    const first = await push()
    t.strictSame(shortly(first), ['article.published 5 after 4'])
    const other = await article({ title: 'Other' }, { publish: true })
    receiver.react(204)
    t.strictSame(shortly(await push()), ['article.published 7 after 6'], 'another article is not kept waiting')
    clock.forward(6)
    const second = await push()
    t.strictSame(shortly(second), ['article.published 5 after 4', 'article.withdrawn 6 after 5'])
    t.equal(second[0]?.headers['webhook-id'], first[0]?.headers['webhook-id'])
    t.not(second[0]?.headers['webhook-timestamp'], first[0]?.headers['webhook-timestamp'])
    for (const each of second) new Verifier(body.secret).verify(each.body, each.headers as never)
    t.equal(other.status, 200)
  })

  t.test('of sources, tags and the site say what they are of', async (t) => {
    const all = await make()
    const tag = await call('POST', '/v1/newsroom/tags', {
      as: 'admin',
      body: { kind: 'topic', slug: 'ports', labels: { en: 'Ports' } },
    })
    await call('PATCH', '/v1/newsroom/site', { as: 'admin', body: { name: { en: 'The Desk' } }, ifMatch: '*' })
    const events = inOrder(await push()).map(eventOf)
    t.match(
      events.map(({ type, data }) => [type, data.url]),
      [
        ['tag.created', `http://newsroom.test/v1/tags/${tag.body.id}`],
        ['site.updated', 'http://newsroom.test/v1/site'],
      ],
    )
    t.equal((await newsroom.get(`/v1/tags/${tag.body.id}`)).status, 200)
    await call('DELETE', all.path, { as, ifMatch: '*' })
  })

  t.test('go through the same chain for a receiver: no gap, no doubt', async (t) => {
    const seen = new Set<number>([0])
    for (const { data } of receiver.received.map(eventOf).filter(({ type }) => type.startsWith('article.')))
      seen.add(data.seq)
    for (const { data } of receiver.received.map(eventOf).filter(({ type }) => type.startsWith('article.')))
      t.ok(seen.has(data.prevSeq), `${data.seq} after ${data.prevSeq}`)
  })
})

t.test('within the profile', async (t) => {
  const { db, keys, call, article, push, receiver, profiles, webhooks } = await opened(t)
  const profile = {
    ...{ sources: null, tags: null, languages: ['zh'], publishedSince: null, rights: null },
    ...{ content: 'full' as const, images: true },
  }
  const { key, text } = await db.write((queries) =>
    keys.create(queries, { name: 'narrow', role: 'partner', profile }, actor),
  )
  const headers = { authorization: `Bearer ${text}` }
  const made = await call('POST', '/v1/webhooks', { headers, body: { url: receiver.url, types: ['article.*'] } })
  t.equal(made.status, 201, made.text)
  const zh = (await article({ language: 'zh', title: '新港口' }, { publish: true })).body
  const en = (await article({ title: 'Hidden from it' }, { publish: true })).body
  const again = (await article({ language: 'zh', title: '港口新闻' }, { publish: true })).body

  t.test('only what the key may see is sent, and prevSeq skips the rest', async (t) => {
    const events = (await push()).map(eventOf)
    t.strictSame(events.map(({ data }) => data.id).sort(), [zh.id, again.id].sort())
    t.notMatch(JSON.stringify(events), en.id)
    const [one, other] = events.map((event) => event.data).sort((a, b) => a.seq - b.seq)
    t.equal(one?.prevSeq, 0)
    t.equal(other?.prevSeq, one?.seq)
  })

  t.test('a change of the profile is one row that tells of many: their prevSeq is their seq', async (t) => {
    await db.write((queries) => profiles.put(queries, key.id, { ...profile, languages: ['en'] }, actor))
    const events = (await push()).map(eventOf).sort((a, b) => a.data.prevSeq - b.data.prevSeq)
    t.strictSame(events.map(({ type }) => type).sort(), [
      'article.entitlementGained',
      'article.entitlementLost',
      'article.entitlementLost',
    ])
    const [{ data: first }, ...later] = events as [Event, ...Event[]]
    t.ok(first.prevSeq < first.seq)
    for (const { data } of later) t.equal(data.prevSeq, first.seq)
    t.equal(new Set(events.map(({ data }) => data.seq)).size, 1)
    t.equal(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size, receiver.received.length)
  })

  t.test('a revoked key stops its webhooks', async (t) => {
    await article({ title: 'Queued, but not sent any more' }, { publish: true })
    await webhooks.fanOut()
    await db.write((queries) => keys.revoke(queries, key.id, actor, () => undefined))
    t.strictSame(await push(), [])
    await article({ title: 'Not even queued' }, { publish: true })
    t.strictSame(await push(), [])
    const { data } = (await call('GET', '/v1/newsroom/webhooks', { as: 'admin' })).body
    t.match(data[0], { state: 'disabled', stateReason: /key is revoked/, lag: { pending: 1 } })
  })
})

t.test('the receiver of the examples takes each event once, and knows what it misses', async (t) => {
  const { make, push, article, call, receiver } = await opened(t)
  const { body, path } = await make({ types: ['published'] })
  const taken: Array<[string, number]> = []
  let fails = true
  const example = createReceiver({
    secret: body.secret,
    onChange({ type, data }) {
      if (fails && data.seq === 3) throw new Error('not now')
      taken.push([type, data.seq])
    },
  })
  // What has come to the test's receiver comes to the one of the example in its place.
  receiver.react((request, response) => {
    const raw = Object.assign(Readable.from([request.body]), { headers: request.headers })
    example.server.emit('request', raw, response)
  })
  for (const title of ['One', 'Two', 'Three']) await article({ title }, { publish: true })
  await call('POST', `${path}/test`, { as })
  t.equal((await push()).length, 4)
  t.strictSame(taken.sort(), [
    ['article.published', 1],
    ['article.published', 4],
  ])
  t.strictSame(example.missing(), [3])
  fails = false
  await call('POST', `${path}/replay`, { as, body: { after: 0 } })
  t.equal((await push()).length, 3)
  t.equal(taken.length, 3, 'what it has it does not take again')
  t.strictSame(example.missing(), [])
  const forged = { method: 'POST', body: '{}', headers: { 'webhook-id': 'x', 'webhook-timestamp': '1' } }
  t.equal((await fetch(receiver.url, forged)).status, 401)
})
