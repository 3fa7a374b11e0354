/** The WebSub hub (W3C Recommendation): verification of intent, leases, signed content, and whom it does not serve. */
import { createHmac } from 'node:crypto'
import t, { type Test } from 'tap'
import { createDeliveries, createSender, parseAllowedHosts } from '../src/delivery/index.ts'
import { newId } from '../src/lib/ids.ts'
import { createHub } from '../src/websub/index.ts'
import { openReceiver, type Received } from './delivery/receiver.ts'
import { openNewsroom } from './support/newsroom.ts'

const form = 'application/x-www-form-urlencoded'
const topic = 'http://newsroom.test/feeds/atom'

/** A hub over a newsroom, with feeds that say how often they were rendered; the newsroom’s own hub has the real ones. */
async function opened(t: Test) {
  const receiver = await openReceiver(t)
  const newsroom = await openNewsroom(t, { DELIVERY_ALLOWED_HOSTS: receiver.host })
  const { db, changes, clock, call, article } = newsroom
  const now = () => clock.at
  const allowed = parseAllowedHosts(receiver.host)
  const sender = createSender({ allowed, timeoutMilliseconds: 1000, now })
  const deliveries = createDeliveries({ db, now, newId, sender, retrySeconds: [5, 60], timeoutMilliseconds: 1000 })
  const state = { open: true, rendered: 0, content: 'first' }
  const hub = createHub({
    ...{ db, log: changes.log, deliveries, allowed, now, newId, publicUrl: 'http://newsroom.test' },
    isOpen: () => state.open,
    renderTopic: async (of) => {
      state.rendered++
      return { type: 'application/atom+xml; charset=utf-8', body: `<feed>${of} ${state.content} 新闻</feed>` }
    },
  })
  const ask = (mode: string, more: Record<string, string> = {}) =>
    hub.request({ 'hub.mode': mode as 'subscribe', 'hub.topic': topic, 'hub.callback': `${receiver.url}/cb`, ...more })
  /** Sends all that is due. Answers what was sent. */
  const push = async (): Promise<Received[]> => {
    const before = receiver.received.length
    await hub.fanOut()
    await deliveries.runDue()
    return receiver.received.slice(before)
  }
  /** From now on every verification is confirmed, and content taken. */
  const confirm = () =>
    receiver.react(({ method, path }, response) =>
      response.writeHead(200).end(method === 'GET' ? parameterOf(path, 'hub.challenge') : ''),
    )
  const subscribed = async (more: Record<string, string> = {}) => {
    confirm()
    await ask('subscribe', more)
    return push()
  }
  const rows = () => db.read.select().from(db.tables.subscriptions)
  return { receiver, newsroom, call, article, clock, state, hub, ask, push, confirm, subscribed, rows, deliveries }
}

const parameterOf = (path: string, name: string): string => new URL(path, 'http://x').searchParams.get(name) ?? ''
const publish = ({ article }: Awaited<ReturnType<typeof opened>>, title: string) =>
  article({ title }, { publish: true })

t.test('POST /hub', async (t) => {
  const receiver = await openReceiver(t)
  const { call, deliveries, hub } = await openNewsroom(t, { DELIVERY_ALLOWED_HOSTS: receiver.host })
  const asked = { 'hub.mode': 'subscribe', 'hub.topic': topic, 'hub.callback': `${receiver.url}/cb?a=%20b` }
  const post = (fields: Record<string, string>, type = form) =>
    call('POST', '/hub', { body: new URLSearchParams(fields).toString(), type })

  t.test('202, and the callback is asked afterwards', async (t) => {
    const answer = await post({ ...asked, 'hub.lease_seconds': '7200', 'hub.unknown': 'x', other: 'y' })
    t.equal(answer.status, 202, answer.text)
    t.same(receiver.received, [], 'not while it is asked')
    t.match(answer.body, { mode: 'subscribe', topic, callback: asked['hub.callback'] })
    await hub.fanOut()
    await deliveries.runDue()
    const [{ method, path }] = receiver.received as [Received]
    t.equal(method, 'GET')
    t.match(path, /^\/cb\?a=%20b&hub\.mode=subscribe&/, 'the callback’s own query stays as it is')
    t.equal(parameterOf(path, 'hub.topic'), topic)
    t.equal(parameterOf(path, 'hub.lease_seconds'), '7200')
    t.ok(parameterOf(path, 'hub.challenge').length >= 20)
  })

  t.test('422 for other topics and callbacks that may not be reached', async (t) => {
    const wrong: Array<[Record<string, string>, string]> = [
      [{ 'hub.topic': 'http://newsroom.test/feeds/atom?tag=x' }, '/hub.topic'],
      [{ 'hub.topic': 'http://elsewhere.example/feed' }, '/hub.topic'],
      [{ 'hub.topic': 'http://newsroom.test/feeds/ninjs' }, '/hub.topic'],
      [{ 'hub.callback': 'http://127.0.0.1:1/' }, '/hub.callback'],
      [{ 'hub.callback': 'http://[::ffff:10.0.0.1]/' }, '/hub.callback'],
      [{ 'hub.callback': 'http://me@portal.example/' }, '/hub.callback'],
      [{ 'hub.callback': 'gopher://portal.example/' }, '/hub.callback'],
      [{ 'hub.mode': 'publish' }, '/hub.mode'],
      [{ 'hub.lease_seconds': 'long' }, '/hub.lease_seconds'],
      [{ 'hub.secret': 'x'.repeat(200) }, '/hub.secret'],
      [{ 'hub.secret': '新'.repeat(67) }, '/hub.secret'],
    ]
    for (const [fields, pointer] of wrong) {
      const answer = await post({ ...asked, ...fields })
      t.equal(answer.status, 422, `${JSON.stringify(fields)} ${answer.text}`)
      t.equal(answer.body.errors[0].pointer, pointer)
    }
    const { 'hub.callback': _, ...less } = asked
    t.equal((await post(less)).status, 422)
  })

  t.test('415 for anything but a form', async (t) => {
    t.equal((await call('POST', '/hub', { body: asked })).status, 415)
    t.equal((await call('POST', '/v1/webhooks', { as: 'partner', body: 'url=x', type: form })).status, 415)
  })

  t.test('202 for the end of what was never subscribed: nobody learns who subscribes', async (t) => {
    const before = receiver.received.length
    t.equal((await post({ ...asked, 'hub.mode': 'unsubscribe', 'hub.callback': `${receiver.url}/none` })).status, 202)
    await deliveries.runDue()
    t.equal(receiver.received.length, before)
  })
})

t.test('a verification', async (t) => {
  const context = await opened(t)
  const { receiver, ask, push, rows, confirm, clock } = context

  t.test('that is not confirmed subscribes nobody', async (t) => {
    for (const reaction of [200, 404, 302] as const) {
      receiver.react(reaction)
      await ask('subscribe')
      t.equal((await push()).length, 1, `${reaction}`)
      t.same(await rows(), [], `${reaction}`)
    }
    receiver.react((_request, response) => response.writeHead(404).end(''))
    receiver.react(({ path }, response) => response.writeHead(404).end(parameterOf(path, 'hub.challenge')))
    await ask('subscribe')
    await push()
    t.same(await rows(), [], 'the challenge of an error is none')
    receiver.react(({ path }, response) => response.end(`${parameterOf(path, 'hub.challenge')} `))
    await ask('subscribe')
    await push()
    t.same(await rows(), [], 'nor is nearly the challenge')
  })

  t.test('that is not answered is tried again, three times in all', async (t) => {
    receiver.react(503)
    await ask('subscribe')
    t.equal((await push()).length, 1)
    clock.forward(6)
    t.equal((await push()).length, 1)
    clock.forward(70)
    t.equal((await push()).length, 1)
    t.same(await rows(), [])
    clock.forward(86_400)
    t.equal((await push()).length, 0)
  })

  t.test('that is confirmed gives a lease within the bounds', async (t) => {
    confirm()
    for (const [asked, given] of [
      [undefined, 864_000],
      ['1', 3600],
      ['86400', 86_400],
      ['99999999', 2_592_000],
    ] as const) {
      await ask('subscribe', asked ? { 'hub.lease_seconds': asked } : {})
      const [{ path }] = (await push()) as [Received]
      t.equal(parameterOf(path, 'hub.lease_seconds'), String(given))
      const [row] = await rows()
      t.match(row, { state: 'active', topic })
      t.equal(Date.parse(row?.expiresAt ?? '') - clock.at.getTime(), given * 1000)
    }
    t.equal((await rows()).length, 1, 'a second request renews')
  })

  t.test('of the latest request is the one that counts', async (t) => {
    await ask('subscribe', { 'hub.lease_seconds': '4000' })
    await ask('unsubscribe')
    t.match(await push(), [{ path: /hub\.mode=unsubscribe/ }])
    t.same(await rows(), [])
  })
})

t.test('content', async (t) => {
  const context = await opened(t)
  const { receiver, push, subscribed, state, clock, rows, ask, confirm } = context
  const secret = 'it is ours'
  await subscribed({ 'hub.secret': secret })

  t.test('is the whole feed, with its type and links, signed over its bytes', async (t) => {
    t.same(await push(), [], 'nothing has happened yet')
    await publish(context, 'News')
    const [content] = (await push()) as [Received]
    const { method, path, headers, body } = content
    t.match({ method, path }, { method: 'POST', path: '/cb' })
    t.equal(body, `<feed>${topic} first 新闻</feed>`)
    t.equal(headers['content-type'], 'application/atom+xml; charset=utf-8')
    t.equal(headers.link, `<http://newsroom.test/hub>; rel="hub", <${topic}>; rel="self"`)
    t.equal(headers['x-hub-signature'], `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`)
    t.same(await push(), [], 'once')
  })

  t.test('is sent once for several changes, and is the newest', async (t) => {
    receiver.react(503)
    for (const title of ['Two', 'Three', 'Four']) await publish(context, title)
    t.equal((await push()).length, 1)
    for (const title of ['Five', 'Six']) {
      await publish(context, title)
      t.equal((await push()).length, 0)
    }
    state.content = 'newest'
    confirm()
    clock.forward(6)
    const sent = await push()
    t.match(sent, [{ body: /newest/ }])
    t.equal(sent.length, 1, 'what was queued behind has nothing newer')
  })

  t.test('is not signed without a secret; a renewal may change that', async (t) => {
    await subscribed()
    await publish(context, 'Seven')
    const [{ headers }] = (await push()) as [Received]
    t.notOk('x-hub-signature' in headers)
  })

  t.test('is rendered once for all who are sent it', async (t) => {
    for (const name of ['a', 'b', 'c']) await ask('subscribe', { 'hub.callback': `${receiver.url}/${name}` })
    await push()
    const before = state.rendered
    await publish(context, 'Eight')
    t.equal((await push()).length, 4)
    t.equal(state.rendered, before + 1)
  })

  t.test('goes no more to a callback that answers 410, nor after the lease', async (t) => {
    receiver.react(({ path }, response) => response.writeHead(path === '/a' ? 410 : 200).end())
    await publish(context, 'Nine')
    t.equal((await push()).length, 4)
    t.equal((await rows()).length, 3)
    await publish(context, 'Ten')
    t.equal((await push()).length, 3)
    clock.forward(10 * 86_400)
    await publish(context, 'Eleven')
    t.equal((await push()).length, 0)
    t.same(await rows(), [])
  })
})

t.test('when reading needs a key, there is no hub, and those who had the feeds are told', async (t) => {
  const context = await opened(t)
  const { state, push, subscribed, ask, rows } = context
  await subscribed()
  state.open = false
  await publish(context, 'Not for everybody')
  const sent = await push()
  t.match(sent, [{ method: 'GET', path: /hub\.mode=denied/ }])
  t.match(parameterOf(sent[0]?.path ?? '', 'hub.reason'), /not public/)
  t.same(await rows(), [])
  await t.rejects(ask('subscribe'), { message: 'No hub is here.' })
})
