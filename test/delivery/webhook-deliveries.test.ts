/** Test events, the log of deliveries, dead events, lag, and replays. */
import { Webhook as Verifier } from 'standardwebhooks'
import t from 'tap'
import type { Received } from './receiver.ts'
import { as, eventOf, inOrder, opened, shortly } from './webhook-newsroom.ts'

t.test('POST /v1/webhooks/{id}/test and the log of deliveries', async (t) => {
  const { make, push, article, call, get, receiver, clock } = await opened(t)
  const { path, body } = await make({ types: ['published'] })

  t.test('202: a signed event of its own type, sent once', async (t) => {
    const asked = await call('POST', `${path}/test`, { as })
    t.equal(asked.status, 202)
    const [event] = (await push()) as [Received]
    t.match(eventOf(event), { type: 'test', data: { seq: 0, prevSeq: 0, resource: 'webhook', id: body.id } })
    new Verifier(body.secret).verify(event.body, event.headers as never)
    receiver.react(500)
    await call('POST', `${path}/test`, { as })
    t.equal((await push()).length, 1)
    clock.forward(600)
    t.equal((await push()).length, 0)
    t.equal((await get(`${path}/deliveries?state=dead`, { as })).body.data.length, 1)
  })

  t.test('200 with each attempt: status, beginning of the answer, time', async (t) => {
    clock.at = new Date()
    receiver.react((_request, response) => response.writeHead(500).end('<h1>broken\0</h1>'))
    await article({ title: 'Unlucky' }, { publish: true })
    await push()
    const [waiting] = (await get(`${path}/deliveries?state=pending`, { as })).body.data
    t.match(waiting, {
      event: { type: 'article.published' },
      eventId: receiver.received.at(-1)?.headers['webhook-id'],
      attempts: [{ status: 500, excerpt: '<h1>broken </h1>' }],
      endedAt: null,
    })
    const wait = (Date.parse(waiting.nextAttemptAt) - clock.at.getTime()) / 1000
    t.ok(wait > 3 && wait < 6, `${wait} s`)
    receiver.react((_request, _response, raw) => raw.socket.destroy())
    clock.forward(6)
    await push()
    receiver.react(503)
    clock.forward(70)
    await push()
    const [dead] = (await get(`${path}/deliveries?state=dead&limit=1`, { as })).body.data
    t.match(dead.attempts, [{ status: 500 }, { status: null, excerpt: /closed|ECONNRESET/ }, { status: 503 }])
    t.equal(dead.nextAttemptAt, null)
    t.match((await get(path, { as })).body.lag, { dead: 2, pending: 0 })
  })

  t.test('202 for a dead one that is tried again, 409 for others, 404 for none', async (t) => {
    receiver.react(204)
    const [dead] = (await get(`${path}/deliveries?state=dead&limit=1`, { as })).body.data
    const retry = `${path}/deliveries/${dead.id}/retry`
    t.equal((await call('POST', retry, { as })).status, 202)
    const [event] = (await push()) as [Received]
    t.equal(event.headers['webhook-id'], dead.eventId)
    t.equal((await call('POST', retry, { as })).status, 409)
    t.equal((await call('POST', `${path}/deliveries/${body.id}/retry`, { as })).status, 404)
    const { data } = (await get(`${path}/deliveries`, { as })).body
    t.same(
      data.map(({ state }: { state: string }) => state),
      ['delivered', 'dead', 'delivered'],
      'the latest first',
    )
    const first = (await get(`${path}/deliveries?limit=2`, { as })).body
    const second = (await get(`${path}/deliveries?limit=2&cursor=${first.page.next}`, { as })).body
    t.same([...first.data, ...second.data], data)
  })

  t.test('200 with an alert for one that is behind and has had nothing for an hour', async (t) => {
    receiver.react((_request, response) => response.writeHead(503, { 'retry-after': '7200' }).end())
    await article({ title: 'Stuck' }, { publish: true })
    await push()
    const lag = async () => (await get('/v1/newsroom/webhooks', { as: 'admin' })).body.data[0].lag
    t.match(await lag(), { pending: 1, idle: false })
    clock.forward(3600)
    t.equal((await push()).length, 0, 'the receiver asked for two hours')
    t.match(await lag(), { pending: 1, idle: true, seconds: 3600 })
    await article({ title: 'Not even looked at' }, { publish: true })
    t.match(await lag(), { changes: 1 })
    receiver.react(204)
    clock.forward(3600)
    t.equal((await push()).length, 2)
    t.match(await lag(), { pending: 0, idle: false, seconds: 0, changes: 0 })
  })
})

t.test('POST /v1/webhooks/{id}/replay', async (t) => {
  const { make, push, article, call, receiver } = await opened(t)
  const { path } = await make({ types: ['published'] })
  for (const title of ['One', 'Two', 'Three']) await article({ title }, { publish: true })
  const first = inOrder(await push())
  t.strictSame(shortly(first), [
    'article.published 1 after 0',
    'article.published 3 after 1',
    'article.published 4 after 3',
  ])

  t.test('202: everything behind a change comes again, with the ids that it had', async (t) => {
    const asked = await call('POST', `${path}/replay`, { as, body: { after: 1 } })
    t.equal(asked.status, 202, asked.text)
    t.equal(asked.body.lag.changes, 3)
    const again = inOrder(await push())
    t.strictSame(shortly(again), ['article.published 3 after 1', 'article.published 4 after 3'])
    t.strictSame(
      again.map(({ headers }) => headers['webhook-id']),
      first.slice(1).map(({ headers }) => headers['webhook-id']),
    )
    await call('POST', `${path}/replay`, { as, body: { after: 0 } })
    t.equal((await push()).length, 3)
  })

  t.test('what is pending of them is not sent twice', async (t) => {
    receiver.react(500)
    await article({ title: 'Four' }, { publish: true })
    t.equal((await push()).length, 1)
    receiver.react(204)
    await call('POST', `${path}/replay`, { as, body: { after: 3 } })
    t.strictSame(shortly(inOrder(await push())), ['article.published 4 after 3', 'article.published 5 after 4'])
  })

  t.test('422 beyond the newest change', async (t) => {
    const answer = await call('POST', `${path}/replay`, { as, body: { after: 6 } })
    t.equal(answer.status, 422)
    t.equal(answer.body.errors[0].pointer, '/after')
  })
})
