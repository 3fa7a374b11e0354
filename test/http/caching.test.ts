import t from 'tap'
import { secondsToTick } from '../../src/http/caching.ts'
import { underContract } from '../support/contract.ts'
import { openNewsroom } from '../support/newsroom.ts'

t.test('Cache-Control', async (t) => {
  const newsroom = underContract(await openNewsroom(t))
  const { get, call, article, clock } = newsroom
  const { body: live } = await article({}, { publish: true })
  const cacheable = [
    '/v1/articles',
    `/v1/articles/${live.id}`,
    `/v1/articles/by-slug/en/${live.slug}`,
    `/v1/articles/${live.id}/related-news`,
    '/v1/sources',
    '/v1/sources/desk',
    '/v1/editors',
    '/v1/tags',
    '/v1/site',
  ]

  t.test('200 that expires at the tick, but after a second while a tick is young', async (t) => {
    const expected: Record<string, number> = {
      '10:00:00Z': 1,
      '10:00:02Z': 1,
      '10:00:02.999Z': 1,
      '10:00:03Z': 57,
      '10:00:30Z': 30,
      '10:00:30.900Z': 30,
      '10:00:58Z': 2,
      '10:00:59Z': 1,
      '10:01:00Z': 1,
    }
    for (const [time, seconds] of Object.entries(expected)) {
      clock.set(`2026-11-01T${time}`)
      for (const url of cacheable) {
        const { headers } = await get(url)
        t.equal(headers['cache-control'], `public, max-age=${seconds}, stale-while-revalidate=0`, `${url} at ${time}`)
        t.match(headers.vary, /^(Accept, )?(Accept-Encoding, )?Authorization$/)
      }
    }
  })

  t.test('200 private with a key, for as long', async (t) => {
    clock.set('2026-11-01T10:00:20Z')
    for (const url of cacheable) {
      const { headers } = await get(url, { as: 'reader' })
      t.equal(headers['cache-control'], 'private, max-age=40', url)
      t.match(headers.vary, /^(Accept, )?(Accept-Encoding, )?Authorization$/)
    }
  })

  t.test('200 never stored in the newsroom', async (t) => {
    for (const url of [
      'articles',
      `articles/${live.id}`,
      `articles/${live.id}/related-news`,
      'related-news',
      'sources',
      'editors',
      'tags',
      'site',
    ]) {
      t.equal((await get(`/v1/newsroom/${url}`, { as: 'editor' })).headers['cache-control'], 'no-store', url)
    }
    t.equal((await article({ title: 'Written' })).headers['cache-control'], 'no-store')
    for (const url of ['/health/live', '/health/ready'])
      t.equal((await get(url)).headers['cache-control'], 'no-store', url)
    t.equal((await get('/metrics', { as: 'admin' })).headers['cache-control'], 'no-store')
  })

  t.test('304 and 308 like 200', async (t) => {
    const url = `/v1/articles/${live.id}`
    const { etag } = await get(url)
    const unchanged = await get(url, { headers: { 'if-none-match': etag } })
    t.match(unchanged, {
      status: 304,
      headers: {
        'cache-control': 'public, max-age=40, stale-while-revalidate=0',
        vary: /Accept-Encoding, Authorization$/,
      },
    })
    const own = await get(`/v1/newsroom/articles/${live.id}`, { as: 'editor' })
    const renamed = await call('PATCH', `/v1/newsroom/articles/${live.id}`, {
      as: 'editor',
      body: { slug: 'renamed' },
      ifMatch: own.etag,
    })
    await call('PUT', `/v1/newsroom/articles/${live.id}/publication`, { as: 'editor', body: {}, ifMatch: renamed.etag })
    const moved = await get(`/v1/articles/by-slug/en/${live.slug}`)
    t.match(moved, {
      status: 308,
      headers: {
        'cache-control': 'public, max-age=40, stale-while-revalidate=0',
        vary: /Accept-Encoding, Authorization$/,
      },
    })
  })

  t.test('4xx never stored, with Vary on those under /v1', async (t) => {
    const errors: Array<[string, string, object]> = [
      ['GET', '/v1/articles?x=1', {}],
      ['GET', '/v1/articles/01907c3e-5a80-7d2e-9f5b-2f1c8a4e6b10', {}],
      ['GET', '/v1/newsroom/articles', {}],
      ['GET', '/v1/newsroom/articles', { as: 'reader' }],
      ['DELETE', '/v1/articles', {}],
      ['GET', '/v1/articles', { headers: { accept: 'text/html' } }],
      ['GET', '/v1/articles', { headers: { 'if-match': '"x"' } }],
      ['PATCH', '/v1/newsroom/site', { as: 'admin', body: {} }],
      ['PATCH', '/v1/newsroom/site', { as: 'admin', body: {}, ifMatch: '"x"' }],
      ['POST', '/v1/newsroom/articles', { as: 'editor', body: {} }],
      ['GET', '/v1/nowhere', {}],
    ]
    for (const [method, url, options] of errors) {
      const { status, headers } = await call(method, url, options)
      t.ok(status >= 400, `${method} ${url}: ${status}`)
      t.equal(headers['cache-control'], 'no-store')
      t.match(headers.vary, /^(Accept, )?(Accept-Encoding, )?Authorization$/)
    }
  })
})

t.test('seconds to the tick for other lengths of it', async (t) => {
  const at = (seconds: number) => new Date(Date.UTC(2026, 10, 1, 10, 0, seconds))
  t.equal(secondsToTick(at(0), 1), 1)
  t.equal(secondsToTick(at(1), 2), 1)
  t.equal(secondsToTick(at(0), 3), 3, 'a tick too short to be young')
  t.equal(secondsToTick(at(2), 10), 1)
  t.equal(secondsToTick(at(13), 10), 7)
  for (let second = 0; second < 120; second++) {
    for (const tick of [1, 2, 3, 4, 5, 10, 30, 60]) {
      const left = secondsToTick(at(second), tick)
      t.ok(left >= 1 && left <= tick && (left === 1 || (second + left) % tick === 0), `${second} of ${tick}: ${left}`)
    }
  }
})
