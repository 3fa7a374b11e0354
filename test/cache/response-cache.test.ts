import { once } from 'node:events'
import { request as httpRequest } from 'node:http'
import type { AddressInfo } from 'node:net'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import t from 'tap'
import { openNewsroom, type TestNewsroom } from '../support/newsroom.ts'

const longBody = { html: `<p>${'The first ship docked on Thursday. '.repeat(60)}</p><p>Second paragraph.</p>` }

/** What one request over a socket is answered. */
interface Got {
  status: number
  headers: Record<string, string>
  body: Buffer
}

async function overSocket(url: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Got> {
  const request = httpRequest(url, { headers, method }).end()
  const [response] = await once(request, 'response')
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(chunk)
  return { status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks) }
}

/** Counts of the cache, as the metrics tell them. */
async function counts({ get }: TestNewsroom): Promise<Record<string, number>> {
  const { text } = await get('/metrics', { as: 'admin' })
  const found = text.matchAll(/^masthead_response_cache_requests_total\{result="(\w+)"\} (\d+)$/gm)
  return Object.fromEntries([...found].map(([, result, count]) => [result, Number(count)]))
}

/** How many answers came out of the cache while work ran. */
async function hitsDuring(newsroom: TestNewsroom, work: () => Promise<unknown>): Promise<number> {
  const sum = async () => {
    const { hit = 0, unchanged = 0 } = await counts(newsroom)
    return hit + unchanged
  }
  const before = await sum()
  await work()
  return (await sum()) - before
}

const withoutIds = (headers: object): Record<string, unknown> => {
  const { 'x-request-id': _id, date: _date, ...rest } = headers as Record<string, unknown>
  return rest
}

t.test('a second request is answered out of the cache, with the same bytes and fields', async (t) => {
  const newsroom = await openNewsroom(t)
  const { body: live } = await newsroom.article({ body: longBody }, { publish: true })
  newsroom.clock.forward(10)
  for (const url of [
    '/v1/articles',
    '/v1/articles?include=relatedNews,source&limit=5',
    `/v1/articles/${live.id}`,
    `/v1/articles/${live.id}?format=markdown`,
    `/v1/articles/by-slug/en/${live.slug}`,
    `/v1/articles/${live.id}/related-news`,
    `/v1/articles/${live.id}/neighbours`,
    `/v1/articles/${live.id}/revisions`,
    '/v1/articles/latest',
    '/v1/archive',
    '/v1/sources',
    '/v1/sources/desk',
    '/v1/search?q=ship',
    '/v1/site',
    '/feeds/atom',
    '/sitemap.xml',
  ]) {
    const first = await newsroom.get(url)
    t.equal(first.status, 200, `${url}: ${first.text.slice(0, 200)}`)
    newsroom.statements.length = 0
    const hits = await hitsDuring(newsroom, async () => {
      const second = await newsroom.get(url)
      t.equal(second.text, first.text)
      t.same(withoutIds(second.headers), withoutIds(first.headers), `${url}: fields`)
      t.not(second.headers['x-request-id'], first.headers['x-request-id'])
    })
    t.equal(hits, 1, `${url} is kept`)
  }
  const changes = await hitsDuring(newsroom, async () => {
    await newsroom.get('/v1/changes')
    await newsroom.get('/v1/changes')
  })
  t.equal(changes, 0, 'what tells of changes is not kept')
})

t.test('errors and moved addresses are not kept', async (t) => {
  const newsroom = await openNewsroom(t)
  const hits = await hitsDuring(newsroom, async () => {
    for (const url of ['/v1/articles?x=1', '/v1/articles/nowhere', '/v1/sources/nowhere', '/v1/nowhere']) {
      await newsroom.get(url)
      await newsroom.get(url)
    }
  })
  t.equal(hits, 0)
})

t.test('saving a draft flushes nothing; a transition flushes what depends on it', async (t) => {
  const newsroom = await openNewsroom(t)
  const { get, call, article } = newsroom
  const one = await article({ title: 'One', source: { slug: 'desk', name: 'Desk' } }, { publish: true })
  const other = await article({ title: 'Other', source: { slug: 'wire', name: 'Wire' } }, { publish: true })
  newsroom.clock.forward(10)
  const pages = [
    '/v1/articles',
    `/v1/articles/${one.body.id}`,
    `/v1/articles/by-slug/en/${other.body.slug}`,
    '/v1/site',
  ]
  const readAll = async () => {
    for (const page of pages) await get(page)
  }
  await readAll()
  const draft = await article({ title: 'A draft' })
  t.equal(await hitsDuring(newsroom, readAll), 4, 'after a draft was saved')
  await call('PUT', `/v1/newsroom/articles/${draft.body.id}/publication`, {
    as: 'editor',
    body: {},
    ifMatch: draft.etag,
  })
  t.equal(await hitsDuring(newsroom, readAll), 3, 'after another article went live: the list is made anew')
  const source = await get('/v1/newsroom/sources/wire', { as: 'admin' })
  const renamed = await call('PATCH', `/v1/newsroom/sources/${source.body.id}`, {
    as: 'admin',
    body: { name: 'The Wire' },
    ifMatch: source.etag,
  })
  t.equal(renamed.status, 200, renamed.text)
  t.equal(await hitsDuring(newsroom, readAll), 2, 'after a source was renamed: its articles and the list are made anew')
  t.match((await get(pages[2] as string)).body.source, { name: 'The Wire' })
  const site = await get('/v1/newsroom/site', { as: 'admin' })
  await call('PATCH', '/v1/newsroom/site', { as: 'admin', body: { name: { en: 'The Herald' } }, ifMatch: site.etag })
  t.equal(await hitsDuring(newsroom, readAll), 0, 'after a change of the site: everything is')
})

t.test('an article is told anew when it gets a translation, and when it loses one', async (t) => {
  const newsroom = await openNewsroom(t)
  const original = await newsroom.article({}, { publish: true })
  newsroom.clock.forward(10)
  const url = `/v1/articles/${original.body.id}`
  const alone = await newsroom.get(url)
  const draft = await newsroom.article({ title: '新码头', language: 'zh', translationOf: original.body.id })
  t.equal((await newsroom.get(url)).headers.link, alone.headers.link, 'a draft is no translation')
  const live = await newsroom.call('PUT', `/v1/newsroom/articles/${draft.body.id}/publication`, {
    as: 'editor',
    body: {},
    ifMatch: draft.etag,
  })
  t.match((await newsroom.get(url)).headers.link, /hreflang="zh"/)
  await newsroom.call('DELETE', `/v1/newsroom/articles/${draft.body.id}/publication`, {
    as: 'editor',
    ifMatch: live.etag,
  })
  t.equal((await newsroom.get(url)).headers.link, alone.headers.link)
})

t.test('what depends on the clock ends with the tick', async (t) => {
  const newsroom = await openNewsroom(t)
  await newsroom.article({}, { publish: true })
  newsroom.clock.set('2026-11-01T10:00:30Z')
  const urls = ['/sitemap-news.xml', '/v1/search?q=ship']
  for (const url of urls) await newsroom.get(url)
  newsroom.clock.set('2026-11-01T10:00:59Z')
  const read = async () => {
    for (const url of urls) await newsroom.get(url)
  }
  t.equal(await hitsDuring(newsroom, read), 2)
  newsroom.clock.set('2026-11-01T10:01:00Z')
  t.equal(await hitsDuring(newsroom, read), 0)
  newsroom.clock.set('2026-11-04T10:01:00Z')
  t.notMatch((await newsroom.get('/sitemap-news.xml')).text, /<loc>/, 'old news are none')
})

t.test('Last-Modified comes as soon as a date tells', async (t) => {
  const newsroom = await openNewsroom(t)
  const { body } = await newsroom.article({}, { publish: true })
  const url = `/v1/articles/${body.id}`
  t.equal((await newsroom.get(url)).headers['last-modified'], undefined)
  newsroom.clock.forward(10)
  const { headers } = await newsroom.get(url)
  t.ok(headers['last-modified'])
  const since = { 'if-modified-since': headers['last-modified'] as string }
  t.equal((await newsroom.get(url, { headers: since })).status, 304)
})

t.test('readers with different profiles never share an answer', async (t) => {
  const newsroom = await openNewsroom(t)
  const { call, get, article } = newsroom
  await article({ title: 'Ours', source: { slug: 'desk', name: 'Desk' } }, { publish: true })
  await article({ title: 'Theirs', source: { slug: 'wire', name: 'Wire' } }, { publish: true })
  const titles = async (headers: Record<string, string> = {}) =>
    (await get('/v1/articles', { headers })).body.data.map(({ title }: { title: string }) => title).sort()
  t.same(await titles(), ['Ours', 'Theirs'])
  const key = await call('POST', '/v1/newsroom/keys', {
    as: 'admin',
    body: { name: 'Narrow', role: 'partner', profile: { sources: ['desk'] } },
  })
  const narrow = { authorization: `Bearer ${key.body.key}` }
  t.same(await titles(narrow), ['Ours'])
  t.same(await titles(), ['Ours', 'Theirs'])
  t.same(await titles(narrow), ['Ours'])
  const profile = await get(`/v1/newsroom/profiles/${key.body.id}`, { as: 'admin' })
  const put = await call('PUT', `/v1/newsroom/profiles/${key.body.id}`, {
    as: 'admin',
    body: { sources: ['wire'] },
    ifMatch: profile.etag,
  })
  t.equal(put.status, 200, put.text)
  t.same(await titles(narrow), ['Theirs'])
  const anonymous = await get('/v1/newsroom/profiles/anonymous', { as: 'admin' })
  await call('PUT', '/v1/newsroom/profiles/anonymous', {
    as: 'admin',
    body: { sources: ['desk'] },
    ifMatch: anonymous.etag,
  })
  t.same(await titles(), ['Ours'], 'from its commit on')
  t.equal((await get('/v1/articles', { headers: { authorization: 'Bearer mh_wrong' } })).status, 401)
})

t.test('what partners are shown out of the cache is counted as if it were made for them', async (t) => {
  const newsroom = await openNewsroom(t)
  const { body } = await newsroom.article({}, { publish: true })
  for (let time = 0; time < 3; time++) await newsroom.get(`/v1/articles/${body.id}`, { as: 'partner' })
  await newsroom.get(`/v1/articles/${body.id}`, { as: 'editor' })
  await newsroom.get(`/v1/articles/${body.id}`, { as: 'reader' })
  const { etag } = await newsroom.get('/v1/articles', { as: 'reader' })
  await newsroom.get('/v1/articles', { as: 'reader', headers: { 'if-none-match': etag } })
  await newsroom.partners.served.flush()
  const { body: report } = await newsroom.get('/v1/newsroom/partners/usage?from=2026-11-01&to=2026-11-01', {
    as: 'admin',
  })
  const rows = report.data.map(({ name, requests, articles }: Record<string, unknown>) => [name, requests, articles])
  t.same(rows.sort(), [
    ['test partner', 3, 3],
    ['test reader', 3, 2],
  ])
})

t.test('answers that are asked for together are made once', async (t) => {
  const newsroom = await openNewsroom(t)
  await newsroom.article({}, { publish: true })
  const before = (await counts(newsroom)).miss ?? 0
  const all = await Promise.all(Array.from({ length: 20 }, () => newsroom.get('/v1/articles')))
  t.equal(new Set(all.map(({ text }) => text)).size, 1)
  t.equal(((await counts(newsroom)).miss ?? 0) - before, 1)
})

t.test('what is kept is bounded by bytes', async (t) => {
  const newsroom = await openNewsroom(t, { CACHE_BYTES: '60000' })
  await newsroom.article({}, { publish: true })
  for (let limit = 1; limit <= 60; limit++) await newsroom.get(`/v1/articles?limit=${limit}`)
  const { text } = await newsroom.get('/metrics', { as: 'admin' })
  const metric = (name: string) => Number(new RegExp(`^masthead_response_cache_${name} (\\d+)$`, 'm').exec(text)?.[1])
  t.ok(metric('bytes') > 0 && metric('bytes') <= 60_000, `${metric('bytes')} bytes`)
  t.ok(metric('evictions_total') > 30, `${metric('evictions_total')} evictions`)
  t.ok(metric('entries') < 30)
})

t.test('CACHE_BYTES=0 keeps nothing', async (t) => {
  const newsroom = await openNewsroom(t, { CACHE_BYTES: '0' })
  t.equal(
    await hitsDuring(newsroom, async () => {
      await newsroom.get('/v1/articles')
      await newsroom.get('/v1/articles')
    }),
    0,
  )
})

async function listening(newsroom: TestNewsroom): Promise<string> {
  await newsroom.app.listen({ host: '127.0.0.1', port: 0 })
  return `http://127.0.0.1:${(newsroom.app.server.address() as AddressInfo).port}`
}

/** Asks until an answer comes in this encoding: compressing takes its time. */
async function untilEncoded(url: string, encoding: string): Promise<Got> {
  for (;;) {
    const got = await overSocket(url, { 'accept-encoding': encoding })
    if (got.headers['content-encoding'] === encoding) return got
    if (got.headers['content-encoding'] !== undefined) throw new Error('another encoding')
  }
}

t.test('over a socket', async (t) => {
  const newsroom = await openNewsroom(t)
  const { body: live } = await newsroom.article({ body: longBody }, { publish: true })
  newsroom.clock.forward(10)
  const base = await listening(newsroom)
  const url = `${base}/v1/articles/${live.id}`
  const first = await overSocket(url)

  t.test('200 out of the cache, with the same fields', async (t) => {
    const hits = await hitsDuring(newsroom, async () => {
      const second = await overSocket(url)
      t.same(second.body, first.body)
      t.same(withoutIds(second.headers), withoutIds(first.headers))
      t.not(second.headers['x-request-id'], first.headers['x-request-id'])
    })
    t.equal(hits, 1)
  })

  t.test('200 compressed, each with an entity tag of its own', async (t) => {
    const br = await untilEncoded(url, 'br')
    const gzip = await untilEncoded(url, 'gzip')
    t.same(brotliDecompressSync(br.body), first.body)
    t.same(gunzipSync(gzip.body), first.body)
    t.equal(new Set([first, br, gzip].map(({ headers }) => headers.etag)).size, 3)
    t.match(br.headers.vary, /Accept-Encoding/)
    const best = await overSocket(url, { 'accept-encoding': 'gzip, deflate, br, zstd' })
    t.equal(best.headers['content-encoding'], 'br')
    const none = await overSocket(url, { 'accept-encoding': 'br;q=0, deflate' })
    t.equal(none.headers['content-encoding'], undefined)
    for (const got of [br, gzip]) {
      const unchanged = await overSocket(url, {
        'accept-encoding': got.headers['content-encoding'] as string,
        'if-none-match': got.headers.etag as string,
      })
      t.match(unchanged, { status: 304, headers: { etag: got.headers.etag } })
      t.equal(unchanged.body.length, 0)
      t.equal(unchanged.headers['content-encoding'], undefined)
    }
  })

  t.test(
    '304 for an entity tag that the client has in another encoding, also when the answer is made anew',
    async (t) => {
      const { headers } = await untilEncoded(url, 'br')
      const conditional = { 'accept-encoding': 'br', 'if-none-match': `"other", ${headers.etag}` }
      t.equal((await overSocket(url, conditional)).status, 304)
      await newsroom.article({ title: 'Another' }, { publish: true })
      const { etag } = (await overSocket(`${base}/v1/site`)).headers
      t.equal((await overSocket(`${base}/v1/site?`, { 'if-none-match': `${etag?.slice(0, -1)}-gzip"` })).status, 304)
    },
  )

  t.test('HEAD like GET, without the body', async (t) => {
    const head = await overSocket(url, {}, 'HEAD')
    t.equal(head.body.length, 0)
    t.same(withoutIds(head.headers), withoutIds((await overSocket(url)).headers))
  })

  t.test('412 and 400 as without the cache', async (t) => {
    t.equal((await overSocket(url, { 'if-match': '"other"' })).status, 412)
    t.equal((await overSocket(url, { 'if-none-match': 'no tag' })).status, 400)
    t.equal((await overSocket(url, { accept: 'text/html' })).status, 406)
  })

  t.test('304 by date', async (t) => {
    const { headers } = await overSocket(url)
    const since = { 'if-modified-since': headers['last-modified'] as string }
    t.equal((await overSocket(url, since)).status, 304)
  })

  t.test('a commit is seen by the next request', async (t) => {
    for (let time = 0; time < 20; time++) {
      const title = `Title ${time}`
      const own = await newsroom.get(`/v1/newsroom/articles/${live.id}`, { as: 'editor' })
      const changed = await newsroom.call('PATCH', `/v1/newsroom/articles/${live.id}`, {
        as: 'editor',
        body: { title },
        ifMatch: own.etag,
      })
      await newsroom.call('PUT', `/v1/newsroom/articles/${live.id}/publication`, {
        as: 'editor',
        body: {},
        ifMatch: changed.etag,
      })
      const [one, list] = await Promise.all([overSocket(url), overSocket(`${base}/v1/articles`)])
      t.equal(JSON.parse(String(one.body)).title, title)
      t.equal(JSON.parse(String(list.body)).data.find(({ id }: { id: string }) => id === live.id).title, title)
    }
  })
})
