import t from 'tap'
import { documentOf, operationsOf, underContract } from '../support/contract.ts'
import { openNewsroom } from '../support/newsroom.ts'

const id = '01907c3e-5a80-7d2e-9f5b-2f1c8a4e6b10'

t.test('methods and media types', async (t) => {
  const plain = await openNewsroom(t)
  const { get, call } = underContract(plain)
  const byPath = Map.groupBy(operationsOf(documentOf(plain)), (entry) => entry.path)
  const concrete = (path: string) => path.replace('{language}', 'en').replaceAll(/\{\w+\}/g, id)

  t.test('405 with Allow for every method that an address of the document does not have', async (t) => {
    for (const [path, entries] of byPath) {
      const own = entries.map((entry) => entry.method.toUpperCase())
      const expected = new Set([...own, ...(own.includes('GET') ? ['HEAD'] : []), 'OPTIONS'])
      for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) {
        if (expected.has(method)) continue
        const answer = await call(method, concrete(path), { as: 'admin', ...(method !== 'GET' && { body: {} }) })
        t.equal(answer.status, 405, `${method} ${path}`)
        t.same(new Set(String(answer.headers.allow).split(', ')), expected, path)
        t.equal(answer.body.type, 'http://newsroom.test/problems/method-not-allowed')
      }
    }
  })

  t.test('204 of OPTIONS with Allow, without a key', async (t) => {
    for (const [path, entries] of byPath) {
      const answer = await call('OPTIONS', concrete(path))
      t.equal(answer.status, 204, path)
      for (const { method } of entries) t.match(String(answer.headers.allow), method.toUpperCase(), path)
      t.match(String(answer.headers.allow), 'OPTIONS')
    }
    t.equal((await call('OPTIONS', '/v1/nothing')).status, 404)
  })

  t.test('204 of a CORS preflight, with what a browser may send', async (t) => {
    const headers = {
      origin: 'https://portal.example',
      'access-control-request-method': 'PATCH',
      'access-control-request-headers': 'authorization,content-type,if-match',
    }
    const answer = await call('OPTIONS', `/v1/newsroom/articles/${id}`, { headers })
    t.equal(answer.status, 204)
    t.equal(answer.headers['access-control-allow-origin'], '*')
    t.notOk('access-control-allow-credentials' in answer.headers)
    const methods = String(answer.headers['access-control-allow-methods']).split(', ')
    t.same(methods.sort(), ['DELETE', 'GET', 'HEAD', 'PATCH', 'POST', 'PUT'])
    const allowed = String(answer.headers['access-control-allow-headers']).toLowerCase().split(', ')
    for (const name of [
      'authorization',
      'content-type',
      'if-match',
      'if-none-match',
      'if-modified-since',
      'idempotency-key',
    ])
      t.ok(allowed.includes(name), name)
    t.equal(answer.headers['access-control-max-age'], '86400')
  })

  t.test('200 and errors alike readable for a page of another origin', async (t) => {
    for (const url of [
      '/v1/articles',
      '/v1/articles/nope',
      '/v1/newsroom/articles',
      '/v1/nothing',
      '/v1/articles/%zz',
    ]) {
      const { headers } = await get(url, { headers: { origin: 'https://portal.example' } })
      t.equal(headers['access-control-allow-origin'], '*', url)
      if (url.includes('%')) continue
      for (const name of ['ETag', 'Link', 'Location', 'RateLimit', 'Retry-After', 'X-Request-Id'])
        t.match(String(headers['access-control-expose-headers']), name, url)
    }
  })

  t.test('404 for addresses that do not exist, whatever the method', async (t) => {
    for (const url of [
      '/nowhere',
      '/v1',
      '/v1/',
      '/v1/nothing',
      '/v2/articles',
      '/V1/articles',
      '//v1/articles',
      '/v1/articles/x/y',
      '/v1/newsroom',
      '/problems/x/y',
    ]) {
      for (const method of ['GET', 'HEAD', 'POST', 'DELETE']) {
        const answer = await call(method, url, method === 'POST' ? { body: {} } : {})
        t.equal(answer.status, 404, `${method} ${url}`)
        t.notOk('allow' in answer.headers, 'no Allow where nothing is')
      }
      t.equal((await get(url)).body.type, 'http://newsroom.test/problems/not-found')
    }
  })

  t.test('406 when nothing that is produced is acceptable', async (t) => {
    for (const accept of [
      'text/html',
      'application/xml',
      'application/json;q=0',
      'text/*',
      'image/*, application/xml;q=0.5',
    ]) {
      const answer = await get('/v1/articles', { headers: { accept } })
      t.equal(answer.status, 406, accept)
      t.match(answer.body.detail, 'application/json')
    }
    t.equal((await get('/v1/newsroom/articles', { as: 'editor', headers: { accept: 'text/html' } })).status, 406)
  })

  t.test('200 when it is acceptable in whatever words', async (t) => {
    for (const accept of [
      'application/json',
      '*/*',
      'application/*',
      'text/html, */*;q=0.1',
      'application/json;q=0.1, text/html',
      '',
    ]) {
      t.equal((await get('/v1/articles', { headers: { accept } })).status, 200, accept)
    }
    t.equal((await get('/v1/articles')).headers['content-type'], 'application/json; charset=utf-8')
  })

  t.test('415 for bodies of another type, with those that are read', async (t) => {
    const wrong: Array<[string, string, string]> = [
      ['POST', '/v1/newsroom/articles', 'text/plain'],
      ['POST', '/v1/newsroom/articles', 'application/x-www-form-urlencoded'],
      ['POST', '/v1/newsroom/sources', 'application/merge-patch+json'],
      ['PUT', `/v1/newsroom/articles/${id}/publication`, 'text/json'],
      ['PATCH', '/v1/newsroom/site', 'application/json'],
      ['PATCH', '/v1/newsroom/sources/x', 'application/json-patch+json'],
    ]
    for (const [method, url, type] of wrong) {
      const answer = await call(method, url, { as: 'admin', body: '{}', type, ifMatch: '*' })
      t.equal(answer.status, 415, `${method} ${type}`)
      const [header, read] =
        method === 'PATCH' ? ['accept-patch', 'application/merge-patch+json'] : ['accept-post', 'application/json']
      if (method !== 'PUT') t.equal(answer.headers[header], read)
    }
    t.equal(
      (
        await call('POST', '/v1/newsroom/sources', {
          as: 'editor',
          body: { name: 'A' },
          type: 'Application/JSON; charset=utf-8',
        })
      ).status,
      201,
    )
  })
})
