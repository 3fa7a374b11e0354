/** A recall reaches everyone: a long poll, a stream and a webhook within a second, and the newsroom sees that it did. */
import t from 'tap'
import { openDatabase } from '../../src/db/open.ts'
import { createNewsroom } from '../../src/newsroom.ts'
import { openCli } from '../cli/run-cli.ts'
import { openReceiver } from '../delivery/receiver.ts'
import { actor } from '../support/newsroom.ts'

const withinMilliseconds = 1000

type Json = ReturnType<typeof JSON.parse>

t.test('a withdrawal reaches a long poll, a stream and a webhook within a second', { timeout: 60_000 }, async (t) => {
  const cli = await openCli(t)
  const receiver = await openReceiver(t)
  const db = await openDatabase({ url: cli.databaseUrl })
  t.teardown(() => db.close())
  const newsroom = createNewsroom({ db, publicUrl: 'http://newsroom.test', tickSeconds: 60 })
  const keyOf = async (name: string, role: 'admin' | 'partner') =>
    (await db.write((queries) => newsroom.keys.create(queries, { name, role }, actor))).text
  const admin = await keyOf('desk', 'admin')
  const partners = {
    poll: await keyOf('poll', 'partner'),
    stream: await keyOf('stream', 'partner'),
    push: await keyOf('push', 'partner'),
  }
  const { url } = await cli.start(['serve'], /serves http\S+/, { DELIVERY_ALLOWED_HOSTS: receiver.host })
  const ask = async (key: string, path: string, init: RequestInit & { body?: string } = {}) => {
    const headers = {
      authorization: `Bearer ${key}`,
      ...(init.body && { 'content-type': 'application/json' }),
      ...(init.headers as object),
    }
    const answer = await fetch(url + path, { ...init, headers })
    const text = await answer.text()
    return { status: answer.status, etag: answer.headers.get('etag') ?? '', body: (text && JSON.parse(text)) as Json }
  }
  const change = (key: string, method: string, path: string, body: object, ifMatch?: string) =>
    ask(key, path, {
      method,
      body: JSON.stringify(body),
      ...(ifMatch !== undefined && { headers: { 'if-match': ifMatch } }),
    })

  const webhook = await change(partners.push, 'POST', '/v1/webhooks', { url: receiver.url, types: ['article.*'] })
  t.equal(webhook.status, 201, JSON.stringify(webhook.body))
  const draft = await change(admin, 'POST', '/v1/newsroom/articles', {
    ...{ title: 'A report that is not true', language: 'en', source: { slug: 'desk', name: 'Desk' } },
  })
  const { id } = draft.body
  const path = `/v1/newsroom/articles/${id}`
  const published = await change(admin, 'PUT', `${path}/publication`, {}, draft.etag)
  for (const key of Object.values(partners)) t.equal((await ask(key, `/v1/articles/${id}`)).status, 200)
  const first = await ask(partners.poll, '/v1/changes')
  const stream = await fetch(`${url}/v1/changes/stream?after=0`, {
    headers: { authorization: `Bearer ${partners.stream}`, accept: 'text/event-stream' },
  })
  const reader = (stream.body as ReadableStream<Uint8Array>).getReader()
  t.teardown(() => reader.cancel())
  let streamed = ''
  const untilStreamed = async (wanted: string) => {
    while (!streamed.includes(wanted)) streamed += new TextDecoder().decode((await reader.read()).value)
    return performance.now()
  }
  await untilStreamed('"type":"published"')
  await receiver.got(1)

  const polled = ask(partners.poll, `/v1/changes?wait=30&after=${first.body.page.next}`).then(({ body }) => ({
    types: body.data.map(({ type }: { type: string }) => type),
    at: performance.now(),
  }))
  const began = performance.now()
  const withdrawn = await change(admin, 'PUT', `${path}/withdrawal`, { reason: 'It was not true.' }, published.etag)
  t.equal(withdrawn.status, 200)
  const poll = await polled
  t.strictSame(poll.types, ['withdrawn'])
  const streamedAt = await untilStreamed('"type":"withdrawn"')
  const [, event] = await receiver.got(2)
  const pushedAt = performance.now()
  t.equal(JSON.parse(event?.body ?? '{}').type, 'article.withdrawn')
  for (const [name, at] of Object.entries({ poll: poll.at, stream: streamedAt, push: pushedAt }))
    t.ok(at - began < withinMilliseconds, `${name} after ${Math.round(at - began)} ms`)

  const { body: recalls } = await ask(admin, `/v1/newsroom/recalls?article=${id}`)
  const recallPath = `/v1/newsroom/recalls/${recalls.data[0].id}`
  const isDelivered = (recall: Json) => recall.partners.every((each: Json) => each.deliveredAt !== null)
  let recall: Json
  // What partners were served is written once a second.
  do recall = (await ask(admin, recallPath)).body
  while (!isDelivered(recall) && performance.now() < began + 10_000)
  t.strictSame(recall.partners.map((each: Json) => [each.keyName ?? each.name, each.deliveredAt !== null]).sort(), [
    ['poll', true],
    ['push', true],
    ['stream', true],
  ])
  const acknowledged = await change(partners.poll, 'POST', `/v1/recalls/${recall.id}/acknowledgements`, {})
  t.equal(acknowledged.status, 201)
})
