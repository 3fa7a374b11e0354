/** The stream of changes over a real socket: events, going on after a break, and its end. */
import { createParser } from 'eventsource-parser'
import t, { type Test } from 'tap'
import { actor, openNewsroom } from '../support/newsroom.ts'

interface Event {
  id: string
  data: { seq: number; resource: string; type: string; id: string; article?: { title: string } }
}

/** Opens the stream. `next` gives the next event, `ended` whether it has ended instead. */
async function follow(t: Test, url: string, headers: Record<string, string> = {}) {
  const stopped = new AbortController()
  t.teardown(() => stopped.abort())
  const answer = await fetch(url, { headers, signal: stopped.signal })
  const events: Event[] = []
  const parser = createParser({ onEvent: ({ id = '', data }) => void events.push({ id, data: JSON.parse(data) }) })
  const reader = (answer.body as ReadableStream<Uint8Array>).getReader()
  const decoder = new TextDecoder()
  async function next(): Promise<Event | undefined> {
    while (events.length === 0) {
      const { done, value } = await reader.read()
      if (done) return undefined
      parser.feed(decoder.decode(value, { stream: true }))
    }
    return events.shift()
  }
  return { answer, next, stop: () => stopped.abort() }
}

t.test('GET /v1/changes/stream', async (t) => {
  const newsroom = await openNewsroom(t)
  const { app, article, db, keys } = newsroom
  const url = `${await app.listen({ host: '127.0.0.1', port: 0 })}/v1/changes/stream`
  const first = await article({ title: 'First' }, { publish: true })

  await t.test('200 with what happened since, and with what happens', async (t) => {
    const { answer, next } = await follow(t, `${url}?after=0&include=resource`)
    t.equal(answer.status, 200)
    t.match(answer.headers.get('content-type'), /^text\/event-stream/)
    t.equal(answer.headers.get('cache-control'), 'no-store')
    t.match(await next(), { data: { seq: 1, type: 'published', id: first.body.id, article: { title: 'First' } } })
    t.match(await next(), { data: { seq: 2, resource: 'source', type: 'created' } })
    const second = await article({ title: 'Second' }, { publish: true })
    t.match(await next(), { data: { seq: 3, type: 'published', id: second.body.id, article: { title: 'Second' } } })
  })

  await t.test('200 from the end on when nothing is said, and from Last-Event-ID on after a break', async (t) => {
    const { next, stop } = await follow(t, url)
    const third = await article({ title: 'Third' }, { publish: true })
    const event = await next()
    t.equal(event?.data.id, third.body.id)
    stop()
    const fourth = await article({ title: 'Fourth' }, { publish: true })
    const again = await follow(t, url, { 'last-event-id': event?.id ?? '' })
    t.equal((await again.next())?.data.id, fourth.body.id)
  })

  await t.test('200 that ends when the key is revoked', async (t) => {
    const make = { name: 'short', role: 'partner' as const }
    const { key, text } = await db.write((queries) => keys.create(queries, make, actor))
    const { next } = await follow(t, `${url}?after=3`, { authorization: `Bearer ${text}` })
    t.equal((await next())?.data.seq, 4)
    t.equal((await next())?.data.seq, 5)
    await db.write((queries) => keys.revoke(queries, key.id, actor, () => undefined))
    await article({ title: 'Not for that key' }, { publish: true })
    const after = await next().catch(() => undefined)
    t.equal(after, undefined)
  })

  await t.test('400 for a cursor that is none, 401 for a wrong key', async (t) => {
    t.equal((await fetch(`${url}?after=x`)).status, 400)
    t.equal((await fetch(url, { headers: { 'last-event-id': 'x' } })).status, 400)
    t.equal((await fetch(url, { headers: { authorization: 'Bearer mh_wrong' } })).status, 401)
  })
})
