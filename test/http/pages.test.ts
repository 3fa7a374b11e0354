import t from 'tap'
import { buildApp } from '../../src/app.ts'
import { problemTypes } from '../../src/http/problems.ts'
import { underContract } from '../support/contract.ts'
import { openNewsroom } from '../support/newsroom.ts'

const html = { headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' } }
const json = { headers: { accept: 'application/json' } }

t.test('pages for people and programs', async (t) => {
  const newsroom = underContract(await openNewsroom(t))
  const { get, call, statements } = newsroom

  t.test('200 of / with links: HTML for a browser, JSON otherwise', async (t) => {
    const page = await get('/', html)
    t.match(page.headers['content-type'], 'text/html; charset=utf-8')
    t.equal(page.headers.vary, 'Accept')
    const hrefs = [...page.text.matchAll(/href="([^"]+)"/g)].map(([, href]) => String(href))
    t.ok(hrefs.includes('/docs') && hrefs.includes('/v1/articles') && hrefs.includes('/openapi.json'))
    for (const href of hrefs) t.equal((await get(href)).status, 200, href)
    for (const accept of [json, { headers: { accept: '*/*' } }, {}]) {
      const answer = await get('/', accept)
      t.match(answer.headers['content-type'], 'application/json')
      for (const link of Object.values(answer.body.links as Record<string, string>)) {
        t.ok(link.startsWith('http://newsroom.test/'), link)
        t.equal((await get(link.replace('http://newsroom.test', ''))).status, 200, link)
      }
    }
  })

  t.test('200 of each problem’s page, as HTML and JSON', async (t) => {
    const list = await get('/problems', json)
    t.same(
      list.body.data.map((each: { type: string }) => each.type),
      Object.keys(problemTypes).map((name) => `http://newsroom.test/problems/${name}`),
    )
    const index = await get('/problems', html)
    for (const [name, { status, title, description }] of Object.entries(problemTypes)) {
      t.match(index.text, `href="/problems/${name}"`)
      const own = await get(`/problems/${name}`, json)
      t.match(own, { status: 200, body: { type: `http://newsroom.test/problems/${name}`, status, title, description } })
      const page = await get(`/problems/${name}`, html)
      t.match(page.headers['content-type'], 'text/html')
      t.match(page.text, title)
      t.notMatch(page.text, '`', 'code is marked up')
    }
  })

  t.test('404 for a problem that is none', async (t) => {
    t.match(await get('/problems/no-such-thing', html), {
      status: 404,
      headers: { 'content-type': 'application/problem+json' },
    })
  })

  t.test('4xx whose type leads to its page on this server', async (t) => {
    const answers = [
      await get('/v1/articles/%'),
      await get('/v1/articles?x=1'),
      await get('/v1/articles?cursor=x'),
      await get('/v1/newsroom/articles'),
      await get('/v1/newsroom/articles', { as: 'reader' }),
      await get('/nowhere'),
      await call('DELETE', '/v1/articles'),
      await get('/v1/articles', html.headers.accept ? { headers: { accept: 'image/png' } } : {}),
      await call('PATCH', '/v1/newsroom/site', { as: 'admin', body: {} }),
      await call('PATCH', '/v1/newsroom/site', { as: 'admin', body: {}, ifMatch: '"x"' }),
      await call('PATCH', '/v1/newsroom/site', { as: 'admin', body: {}, type: 'text/plain' }),
      await call('POST', '/v1/newsroom/sources', { as: 'admin', body: {} }),
      await call('POST', '/v1/newsroom/sources', { as: 'admin', body: 'x'.repeat(3_000_000) }),
    ]
    for (const { status, body } of answers) {
      t.ok(status >= 400 && body.status === status)
      const page = await get(body.type.replace('http://newsroom.test', ''), json)
      t.match(page, { status: 200, body: { title: body.title, status } }, body.type)
    }
    t.equal(new Set(answers.map(({ body }) => body.type)).size, answers.length, 'each its own')
  })

  t.test('200 of /docs and what it loads', async (t) => {
    const docs = await get('/docs', html)
    t.equal(docs.status, 200)
    for (const [, path] of docs.text.matchAll(/(?:src|href)="(\/docs\/static\/[^"]+)"/g))
      t.equal((await get(String(path))).status, 200, String(path))
  })

  t.test('200 of /openapi.json as JSON', async (t) => {
    const answer = await get('/openapi.json')
    t.match(answer.headers['content-type'], 'application/json')
    t.equal(answer.body.openapi, '3.1.0')
  })

  t.test('200 of the process’s health, without asking the database', async (t) => {
    const before = statements.length
    t.match(await get('/health/live'), { status: 200, body: { status: 'live' } })
    t.equal(statements.length, before)
    t.match(await get('/health/ready'), { status: 200, body: { status: 'ready' } })
  })

  t.test('200 of the metrics for an admin’s key only', async (t) => {
    t.equal((await get('/metrics')).status, 401)
    for (const as of ['editor', 'contributor', 'partner', 'reader'] as const)
      t.equal((await get('/metrics', { as })).status, 403, as)
    const answer = await get('/metrics', { as: 'admin' })
    t.match(answer.headers['content-type'], 'text/plain')
    t.match(
      answer.text,
      /http_request_duration_seconds_count\{method="GET",route="\/v1\/articles",status="400"\} [1-9]/,
    )
    t.match(answer.text, 'process_cpu_seconds_total')
  })
})

t.test('when the database does not answer', async (t) => {
  const newsroom = await openNewsroom(t)
  let error: Error = new Error('nothing is wrong yet')
  const fail = () => Promise.reject(error)
  const db = { ...newsroom.db, ping: fail, snapshot: fail }
  const app = await buildApp({ config: newsroom.config, newsroom: { ...newsroom, db } })
  t.teardown(() => app.close())
  const get = async (url: string) => {
    const { statusCode, headers, payload } = await app.inject(url)
    return { status: statusCode, headers, payload, problem: JSON.parse(payload) }
  }
  const inside = 'connect ECONNREFUSED 10.0.0.7:5432'

  t.test('503 of readiness and of reading, with Retry-After, but 200 of liveness', async (t) => {
    error = Object.assign(new Error(inside), { code: 'ECONNREFUSED' })
    for (const url of ['/health/ready', '/v1/articles']) {
      const answer = await get(url)
      t.equal(answer.status, 503, url)
      t.equal(answer.headers['retry-after'], '1')
      t.equal(answer.headers['content-type'], 'application/problem+json')
      t.equal(answer.headers['cache-control'], 'no-store')
      t.equal(answer.problem.type, 'http://newsroom.test/problems/unavailable')
      t.notMatch(answer.payload, inside)
    }
    t.equal((await get('/health/live')).status, 200)
  })

  t.test('500 for what nobody foresaw, as a problem that says nothing of the inside', async (t) => {
    error = new TypeError(inside)
    const answer = await get('/v1/articles')
    t.equal(answer.status, 500)
    t.equal(answer.headers['cache-control'], 'no-store')
    t.match(answer.problem, {
      type: 'http://newsroom.test/problems/internal-error',
      instance: `urn:request:${answer.headers['x-request-id']}`,
    })
    t.notMatch(answer.payload, inside)
  })
})
