import t from 'tap'
import { underContract } from '../support/contract.ts'
import { actor, openNewsroom } from '../support/newsroom.ts'

const bearer = (key: string) => ({ authorization: `Bearer ${key}` })

t.test('keys', async (t) => {
  const newsroom = underContract(await openNewsroom(t))
  const { get, call, db, keys, clock, keyTexts } = newsroom
  const list = '/v1/newsroom/articles'

  t.test('401 without a key where one is needed, with a challenge', async (t) => {
    for (const [method, url] of [
      ['GET', list],
      ['POST', list],
      ['GET', '/v1/newsroom/site'],
      ['PATCH', '/v1/newsroom/site'],
      ['GET', '/metrics'],
    ] as const) {
      const answer = await call(method, url, method === 'GET' ? {} : { body: {} })
      t.equal(answer.status, 401, `${method} ${url}`)
      t.equal(answer.headers['www-authenticate'], 'Bearer realm="masthead"')
      t.equal(answer.body.type, 'http://newsroom.test/problems/unauthenticated')
    }
  })

  t.test('401 with a wrong key everywhere, also where none is needed', async (t) => {
    const wrong = [
      bearer('mh_wrong'),
      bearer(''),
      bearer('a b'),
      bearer('ü'),
      { authorization: 'Basic YTpi' },
      { authorization: 'Bearer' },
      { authorization: keyTexts.admin },
      bearer(`${keyTexts.admin}x`),
      bearer(keyTexts.admin.toUpperCase()),
    ]
    for (const headers of wrong) {
      for (const url of ['/v1/articles', '/v1/sources', '/v1/site', list, '/metrics', '/health/live', '/nowhere']) {
        const answer = await get(url, { headers })
        t.equal(answer.status, 401, `${url} ${headers.authorization}`)
        t.match(String(answer.headers['www-authenticate']), 'error="invalid_token"')
      }
    }
    t.equal(
      (await get('/v1/articles', { headers: { authorization: `bearer ${keyTexts.reader}` } })).status,
      200,
      'the scheme in any case',
    )
  })

  t.test('403 with a key that lacks the scope, which is named', async (t) => {
    const forbidden = [
      ['reader', 'GET', list, 'articles:read'],
      ['partner', 'GET', '/v1/newsroom/sources', 'articles:read'],
      ['contributor', 'POST', '/v1/newsroom/sources', 'catalogue:write'],
      ['contributor', 'PUT', `${list}/01907c3e-5a80-7d2e-9f5b-2f1c8a4e6b10/publication`, 'articles:publish'],
      ['contributor', 'POST', '/v1/newsroom/imports', 'imports:write'],
      ['editor', 'PATCH', '/v1/newsroom/site', 'site:write'],
      ['editor', 'GET', '/metrics', 'operate'],
    ] as const
    for (const [as, method, url, scope] of forbidden) {
      const answer = await call(method, url, { as, ...(method !== 'GET' && { body: {} }) })
      t.equal(answer.status, 403, `${as} ${method} ${url}`)
      t.match(answer.body.detail, scope)
    }
  })

  t.test('401 once a key has expired, from that second on', async (t) => {
    const { text } = await db.write((queries) =>
      keys.create(queries, { name: 'short', role: 'editor', expiresAt: '2026-11-01T10:00:10Z' }, actor),
    )
    t.equal((await get(list, { headers: bearer(text) })).status, 200)
    clock.forward(9)
    t.equal((await get(list, { headers: bearer(text) })).status, 200)
    clock.forward(1)
    t.equal((await get(list, { headers: bearer(text) })).status, 401)
    t.equal((await get('/v1/articles', { headers: bearer(text) })).status, 401)
  })

  t.test('401 once a key is revoked, at once', async (t) => {
    const { key, text } = await db.write((queries) => keys.create(queries, { name: 'lost', role: 'editor' }, actor))
    t.equal((await get(list, { headers: bearer(text) })).status, 200)
    await db.write((queries) => keys.revoke(queries, key.id, actor, () => undefined))
    t.equal((await get(list, { headers: bearer(text) })).status, 401)
  })

  t.test('401 that tells nothing of the key', async (t) => {
    const { text } = await db.write((queries) =>
      keys.create(queries, { name: 'Secret desk', role: 'editor', expiresAt: '2020-01-01T00:00:00Z' }, actor),
    )
    const expired = await get(list, { headers: bearer(text) })
    const unknown = await get(list, { headers: bearer(`mh_${'A'.repeat(43)}`) })
    t.same({ ...expired.body, instance: '' }, { ...unknown.body, instance: '' })
    t.notMatch(expired.text, text)
  })

  t.test('200 with the quota on keyed answers only', async (t) => {
    const keyed = await get('/v1/articles', { as: 'partner' })
    t.equal(keyed.headers['ratelimit-policy'], '"key";q=60000;w=60')
    t.match(String(keyed.headers.ratelimit), /^"key";r=599\d\d;t=\d+$/)
    const anonymous = await get('/v1/articles')
    t.notOk('ratelimit' in anonymous.headers || 'ratelimit-policy' in anonymous.headers)
  })
})

t.test('without anonymous reading', async (t) => {
  const { get, call } = underContract(await openNewsroom(t, { ANONYMOUS_READING: 'false' }))

  t.test('401 without a key, 200 with one of any role', async (t) => {
    for (const url of [
      '/v1/articles',
      '/v1/articles/01907c3e-5a80-7d2e-9f5b-2f1c8a4e6b10',
      '/v1/sources',
      '/v1/editors',
      '/v1/tags',
      '/v1/site',
    ]) {
      t.equal((await get(url)).status, 401, url)
      t.equal((await call('HEAD', url)).status, 401, url)
    }
    for (const as of ['reader', 'partner', 'contributor', 'editor', 'admin'] as const)
      t.equal((await get('/v1/articles', { as })).status, 200, as)
  })

  t.test('200 without a key for what says nothing of the news', async (t) => {
    for (const url of [
      '/',
      '/health/live',
      '/health/ready',
      '/openapi.json',
      '/docs',
      '/problems',
      '/problems/unauthenticated',
    ]) {
      t.equal((await get(url)).status, 200, url)
    }
    t.equal((await call('OPTIONS', '/v1/articles')).status, 204)
  })
})

t.test('with a quota of five a minute', async (t) => {
  const { get } = underContract(await openNewsroom(t, { RATE_LIMIT: '5' }))

  t.test('429 for the sixth request with a key, with Retry-After', async (t) => {
    for (const remaining of [4, 3, 2, 1, 0]) {
      const { status, headers } = await get('/v1/articles', { as: 'reader' })
      t.equal(status, 200)
      t.equal(headers['ratelimit-policy'], '"key";q=5;w=60')
      t.match(String(headers.ratelimit), `"key";r=${remaining};t=`)
    }
    const refused = await get('/v1/articles', { as: 'reader' })
    t.equal(refused.status, 429)
    t.equal(refused.body.type, 'http://newsroom.test/problems/too-many-requests')
    const seconds = Number(refused.headers['retry-after'])
    t.ok(seconds >= 1 && seconds <= 60, `${seconds}`)
    t.match(String(refused.headers.ratelimit), `"key";r=0;t=${seconds}`)
  })

  t.test('200 for other keys, and for anonymous readers without end', async (t) => {
    t.equal((await get('/v1/articles', { as: 'partner' })).status, 200)
    for (let count = 0; count < 7; count++) t.equal((await get('/v1/articles')).status, 200)
  })
})
