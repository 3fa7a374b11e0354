/** The usage report: what partners were served, in which formats, and how far behind they are. */
import { Readable } from 'node:stream'
import fastify from 'fastify'
import t, { type Test } from 'tap'
import { everything, type Viewer } from '../../src/lib/viewer.ts'
import { registerUsage } from '../../src/partners/index.ts'
import { underContract } from '../support/contract.ts'
import { noId } from '../support/life.ts'
import { actor, openNewsroom, type TestNewsroom } from '../support/newsroom.ts'

const opened = async (t: Test): Promise<TestNewsroom> => underContract(await openNewsroom(t))

async function keyOf({ db, keys }: TestNewsroom, name: string, role: 'partner' | 'reader' | 'editor' = 'partner') {
  const { key } = await db.write((queries) => keys.create(queries, { name, role }, actor))
  return { id: key.id, viewer: (await keys.viewer(db.read, key.id)) as Viewer }
}

t.test('GET /v1/newsroom/partners/usage', async (t) => {
  const newsroom = await opened(t as never)
  const { get, clock, partners } = newsroom
  const { served } = partners
  const report = (path: string, headers: Record<string, string> = {}) =>
    get(`/v1/newsroom/partners/${path}`, { as: 'admin', headers })
  const portal = await keyOf(newsroom, 'Portal')
  const formula = await keyOf(newsroom, '=HYPERLINK("https://evil.example","Portal, ""the best""")')
  const editor = await keyOf(newsroom, 'Desk', 'editor')
  clock.set('2026-11-01T23:59:59Z')
  served.served(portal.viewer, 'json', 20)
  served.served(portal.viewer, 'json', 1)
  served.served(portal.viewer, 'atom', 50)
  served.served(formula.viewer, 'changes', 3)
  served.served(editor.viewer, 'json', 7)
  served.served(everything, 'json', 9)
  clock.forward(1)
  served.served(portal.viewer, 'json', 2)
  const rows = [
    { day: '2026-11-01', keyId: portal.id, name: 'Portal', format: 'atom', requests: 1, articles: 50 },
    { day: '2026-11-01', keyId: portal.id, name: 'Portal', format: 'json', requests: 2, articles: 21 },
    { day: '2026-11-02', keyId: portal.id, name: 'Portal', format: 'json', requests: 1, articles: 2 },
  ]

  t.test('200 by day and format, without the newsroom’s own keys and anonymous readers', async (t) => {
    const answer = await report(`${portal.id}/usage`)
    t.same(answer.body, { from: '2026-10-04', to: '2026-11-02', total: { requests: 4, articles: 73 }, data: rows })
    const all = (await report('usage')).body
    t.equal(all.data.length, 4)
    t.same(all.total, { requests: 5, articles: 76 })
  })

  t.test('200 with what several flushes add up to', async (t) => {
    served.served(portal.viewer, 'rss', 4)
    await served.flush()
    served.served(portal.viewer, 'rss', 5)
    await served.flush()
    const { data } = (await report(`${portal.id}/usage?from=2026-11-02&to=2026-11-02`)).body
    t.match(data, [rows[2], { format: 'rss', requests: 2, articles: 9 }])
  })

  t.test('200 with the days that are asked for, both included', async (t) => {
    const days = async (query: string) =>
      (await report(`${portal.id}/usage?${query}`)).body.data.map(({ day }: { day: string }) => day)
    t.same(await days('from=2026-11-01&to=2026-11-01'), ['2026-11-01', '2026-11-01'])
    t.same(await days('to=2026-10-31'), [])
  })

  t.test('200 as CSV, by parameter or Accept, without formulas', async (t) => {
    const answer = await report('usage?to=2026-11-01&format=csv')
    t.equal(answer.headers['content-type'], 'text/csv; charset=utf-8')
    t.equal(answer.headers['content-disposition'], 'attachment; filename="usage-2026-10-03-2026-11-01.csv"')
    t.equal(
      answer.text,
      [
        'day,keyId,name,format,requests,articles',
        `2026-11-01,${portal.id},Portal,atom,1,50`,
        `2026-11-01,${portal.id},Portal,json,2,21`,
        `2026-11-01,${formula.id},"'=HYPERLINK(""https://evil.example"",""Portal, """"the best"""""")",changes,1,3`,
        '',
      ].join('\r\n'),
    )
    const accepted = await report('usage?to=2026-11-01', { accept: 'text/csv' })
    t.equal(accepted.text, answer.text)
    const json = await report('usage?format=json', { accept: 'text/csv, application/json;q=0.5' })
    t.match(json.headers['content-type'], /^application\/json/)
    t.equal((await report('usage', { accept: 'application/pdf' })).status, 406)
  })

  t.test('400 for days that make no report', async (t) => {
    for (const query of [
      'from=2026-02-30',
      'from=2026-11-02&to=2026-11-01',
      'from=2025-11-01&to=2026-11-02',
      'from=now',
    ])
      t.equal((await report(`usage?${query}`)).status, 400, query)
    t.equal((await report('usage?from=2025-11-02&to=2026-11-02')).status, 200, '366 days')
  })

  t.test('403 and 404 for whoever may not, and for keys that are not served', async (t) => {
    t.equal((await get('/v1/newsroom/partners/usage', { as: 'editor' })).status, 403)
    for (const id of [noId, editor.id]) t.equal((await report(`${id}/usage`)).status, 404)
  })
})

t.test('GET /v1/newsroom/partners', async (t) => {
  const newsroom = await opened(t as never)
  const { get, clock, partners, changes, db, article } = newsroom
  const { served, recalls } = partners
  const portal = await keyOf(newsroom, 'Portal')

  t.test('200 with how far each has come, and how far that is behind', async (t) => {
    await article({}, { publish: true })
    const { seq } = await changes.log.head(db.read)
    served.position(portal.viewer, 'snapshot', seq - 1, seq)
    served.position(portal.viewer, 'change', seq, seq)
    served.served(portal.viewer, 'changes', 0)
    await db.write((queries) =>
      recalls.delivered(queries, { keyId: portal.id, articleId: noId, seq: seq - 1, at: '2026-11-01T10:00:00Z' }),
    )
    const listed = async () =>
      (await get('/v1/newsroom/partners', { as: 'admin' })).body.data.find(
        ({ keyId }: { keyId: string }) => keyId === portal.id,
      )
    const at = '2026-11-01T10:00:00Z'
    const behind = { changes: 1, seconds: 0 }
    t.same(await listed(), {
      ...{ keyId: portal.id, name: 'Portal', role: 'partner', revokedAt: null, lastServedAt: at },
      channels: [
        { channel: 'change', seq, at, lag: { changes: 0, seconds: 0 } },
        { channel: 'snapshot', seq: seq - 1, at, lag: behind },
        { channel: 'webhook', seq: seq - 1, at, lag: behind },
      ],
    })
    clock.forward(10)
    await article({ title: 'Second ship docks in Haiyan' }, { publish: true })
    const { seq: head } = await changes.log.head(db.read)
    clock.forward(20)
    // A cursor that begins again does not take back how far it had come.
    served.position(portal.viewer, 'change', 1, head)
    const { channels } = await listed()
    t.match(channels[0], { channel: 'change', seq, at, lag: { changes: head - seq, seconds: 20 } })
    t.match(channels[1].lag, { seconds: 30 })
  })

  t.test('200 page by page, in the order of their making', async (t) => {
    const names: string[] = []
    let cursor = ''
    do {
      const { body } = await get(`/v1/newsroom/partners?limit=2${cursor && `&cursor=${cursor}`}`, { as: 'admin' })
      names.push(...body.data.map(({ name }: { name: string }) => name))
      cursor = body.page.next ?? ''
    } while (cursor)
    t.same(names, ['test partner', 'test reader', 'Portal'])
  })
})

t.test('what is counted', async (t) => {
  const newsroom = await opened(t as never)
  const { partners, clock, get } = newsroom
  const { served } = partners
  const portal = await keyOf(newsroom, 'Portal')
  const articles = [
    { id: noId, version: 1 },
    { id: portal.id, version: 3 },
  ]
  /** A server with the same hooks, whose routes answer in every way. */
  const app = fastify()
  app.decorateRequest('principal', undefined)
  app.decorateRequest('viewer')
  app.addHook('onRequest', async (request) => {
    const role = request.headers['x-role'] as 'partner' | undefined
    request.viewer = role ? portal.viewer : everything
    if (role) request.principal = { role } as never
  })
  app.addHook('onSend', async (request, reply, payload) => {
    if (request.headers['if-none-match'] === undefined) return payload
    reply.code(304).removeHeader('content-type')
    return null
  })
  registerUsage(app, { served })
  const shows = (path: string, type: string, body: () => unknown = () => 'text') =>
    app.get(path, async (request, reply) => {
      await new Promise((resolve) => setImmediate(resolve))
      served.read(request.viewer, articles)
      return reply.type(type).send(body())
    })
  shows('/v1/articles', 'application/json; charset=utf-8')
  shows('/v1/search', 'application/json')
  shows('/v1/changes', 'application/json')
  shows('/v1/articles/:id', 'application/ld+json')
  shows('/feeds/ninjs', 'application/json; profile="https://example/ninjs-schema_3.1.json"')
  shows('/feeds/json', 'application/feed+json')
  shows('/v1/recalls', 'application/json')
  shows('/v1/newsroom/articles', 'application/json')
  shows('/openapi.json', 'application/json')
  async function* lines() {
    yield 'first\n'
    await new Promise((resolve) => setImmediate(resolve))
    yield 'second\n'
  }
  shows('/v1/snapshot', 'application/x-ndjson', () => Readable.from(lines()))
  app.get('/v1/tags', async (_request, reply) => reply.code(404).send('no'))
  t.teardown(() => app.close())
  let day = 1
  /** Makes requests on a day of their own. Answers what they were counted as. */
  async function counted(work: () => Promise<unknown>): Promise<Record<string, [number, number]>> {
    const date = `2026-10-${String(day++).padStart(2, '0')}`
    clock.set(`${date}T12:00:00Z`)
    await work()
    const { data } = (await get(`/v1/newsroom/partners/usage?from=${date}&to=${date}`, { as: 'admin' })).body
    return Object.fromEntries(
      data.map((row: { format: string; requests: number; articles: number }) => [
        row.format,
        [row.requests, row.articles],
      ]),
    )
  }
  const ask = (url: string, headers: Record<string, string> = {}, method: 'GET' | 'HEAD' = 'GET') =>
    app.inject({ method, url, headers: { 'x-role': 'partner', ...headers } })

  t.test('each format, with the articles that its answers showed', async (t) => {
    const paths = ['/v1/articles', '/v1/articles', '/v1/search', '/v1/changes', `/v1/articles/${noId}`]
    const work = () => Promise.all([...paths, '/feeds/ninjs', '/feeds/json'].map((path) => ask(path)))
    t.same(await counted(work), {
      json: [2, 4],
      search: [1, 2],
      changes: [1, 2],
      'json-ld': [1, 2],
      ninjs: [1, 2],
      'json-feed': [1, 2],
    })
  })

  t.test('a stream when it ends', async (t) => {
    t.same(await counted(() => ask('/v1/snapshot')), { snapshot: [1, 2] })
  })

  t.test('304 without articles', async (t) => {
    t.same(await counted(() => ask('/v1/articles', { 'if-none-match': '*' })), { json: [1, 0] })
    const url = `/v1/articles/${noId}?format=newsml-g2`
    t.same(await counted(() => ask(url, { 'if-none-match': '*' })), { 'newsml-g2': [1, 0] })
  })

  t.test('nothing of errors, HEAD, other surfaces, anonymous readers and the newsroom', async (t) => {
    const work = async () => {
      for (const path of ['/v1/tags', '/v1/nowhere', '/v1/recalls', '/v1/newsroom/articles', '/openapi.json'])
        await ask(path)
      await ask('/v1/articles', {}, 'HEAD')
      await ask('/v1/articles', { 'x-role': 'editor' })
      await app.inject({ url: '/v1/articles' })
    }
    t.same(await counted(work), {})
  })
})
