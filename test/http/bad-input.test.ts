import fc from 'fast-check'
import t from 'tap'
import { underContract } from '../support/contract.ts'
import { openNewsroom } from '../support/newsroom.ts'

t.test('bad input', async (t) => {
  const newsroom = underContract(await openNewsroom(t))
  const { get, call, article } = newsroom
  const url = '/v1/newsroom/sources'
  const post = (body: unknown, type?: string) => call('POST', url, { as: 'editor', body, ...(type && { type }) })
  const everything = async () => {
    const lists = ['articles', 'sources', 'editors', 'tags', 'site'].map((name) =>
      get(`/v1/newsroom/${name}`, { as: 'admin' }),
    )
    return (await Promise.all(lists)).map((answer) => answer.text)
  }
  const { body: live } = await article({}, { publish: true })

  t.test('400 for JSON that is malformed or empty', async (t) => {
    const before = await everything()
    for (const body of [
      '{',
      '{"name":"A"',
      '{"name":"A"}}',
      "{'name':'A'}",
      '{"name":A}',
      '\u0000',
      'undefined',
      '{"name":"A",}',
      '// x',
    ]) {
      t.match(
        (await post(body)).body,
        { status: 400, type: 'http://newsroom.test/problems/malformed-request', detail: /not well-formed JSON/ },
        body,
      )
    }
    t.match((await post('')).body, { status: 400, detail: /empty/ })
    t.equal((await post(' ')).status, 400)
    t.equal((await call('PATCH', '/v1/newsroom/site', { as: 'admin', body: '', ifMatch: '*' })).status, 400)
    t.same(await everything(), before)
  })

  t.test('422 where there is no body at all', async (t) => {
    t.match((await call('POST', url, { as: 'editor' })).body, { status: 422, errors: [{ pointer: '' }] })
    const { etag } = await get(`/v1/newsroom/articles/${live.id}`, { as: 'editor' })
    const bare = await call('PUT', `/v1/newsroom/articles/${live.id}/publication`, { as: 'editor', ifMatch: etag })
    t.equal(bare.status, 422)
  })

  t.test('400 for __proto__ and constructor.prototype, which change nothing of anybody', async (t) => {
    const bodies = [
      '{"name":"A","__proto__":{"polluted":true}}',
      '{"name":"A","names":{"__proto__":{"polluted":true}}}',
      '{"__proto__":null}',
      '{"name":"A","constructor":{"prototype":{"polluted":true}}}',
      '{"name":"A","\\u005f_proto__":{"polluted":true}}',
    ]
    for (const body of bodies) t.match((await post(body)).body, { status: 400, detail: /__proto__/ }, body)
    t.match((await post('{"name":"A","constructor":"x"}')).body, { status: 422, errors: [{ pointer: '/constructor' }] })
    t.match((await post('{"name":"A","toString":"x"}')).body, { status: 422, errors: [{ pointer: '/toString' }] })
    t.match((await post('{"name":"A","names":{"constructor":"x"}}')).body, {
      status: 422,
      errors: [{ pointer: '/names/constructor' }],
    })
    t.equal((await get('/v1/articles?__proto__=1')).status, 400)
    t.equal((await get('/v1/articles?constructor=1')).status, 400)
    t.equal((await get('/v1/sources/__proto__')).status, 404)
    t.equal((await get('/v1/sources/constructor')).status, 404)
    t.equal(({} as { polluted?: unknown }).polluted, undefined)
  })

  t.test('422 for NUL and half surrogate pairs in a body, with the pointer', async (t) => {
    const wrong: Array<[string, string]> = [
      ['{"name":"A\\u0000B"}', '/name'],
      ['{"name":"A\\ud800"}', '/name'],
      ['{"name":"\\udc00A"}', '/name'],
      ['{"name":"A","names":{"en":"\\u0000"}}', '/names/en'],
      ['{"name":"A","names":{"e\\u0000":"B"}}', '/names'],
      ['{"name":"A","licences":[{"kind":"icp","number":"1"},{"kind":"icp","number":"\\ud83d"}]}', '/licences/1/number'],
    ]
    for (const [body, pointer] of wrong) t.match((await post(body)).body, { status: 422, errors: [{ pointer }] }, body)
    t.equal((await post('{"name":"\\ud83d\\ude00 whole"}')).status, 201)
    const patched = await call('PATCH', '/v1/newsroom/site', {
      as: 'admin',
      body: '{"copyright":"\\u0000"}',
      ifMatch: '*',
    })
    t.match(patched.body, { status: 422, errors: [{ pointer: '/copyright' }] })
  })

  t.test('400 for NUL, half surrogate pairs and broken encoding in path and query', async (t) => {
    const wrong = [
      '/v1/articles?source=%00',
      '/v1/articles?source=a%00b',
      '/v1/sources/%00',
      '/v1/articles/by-slug/en/%00',
      '/v1/articles?source=%ED%A0%80',
      '/v1/articles?source=%ff',
      '/v1/articles?source=%zz',
      '/v1/articles?source=%',
      '/v1/articles?%E0%A4%A=1',
      '/v1/articles/%zz',
      '/v1/articles/%',
      '/v1/sources/%ED%A0%80',
      '/v1/articles/by-slug/en/%c3%28',
    ]
    for (const path of wrong) {
      const answer = await get(path)
      t.equal(answer.status, 400, path)
      t.match(answer.body.type, /malformed-request|invalid-parameter/)
    }
  })

  t.test('400 for an unknown parameter, naming the nearest', async (t) => {
    const cases: Array<[string, string, string]> = [
      ['/v1/articles?sorce=x', 'sorce', 'source'],
      ['/v1/articles?Source=x', 'Source', 'source'],
      ['/v1/articles?published_after=x', 'published_after', 'publishedAfter'],
      ['/v1/articles?page=2', 'page', 'tag'],
      [`/v1/articles/${live.id}?includ=x`, 'includ', 'include'],
      ['/v1/tags?knd=x', 'knd', 'kind'],
      ['/v1/site?x=1', 'x', ''],
      ['/v1/sources/desk?x=1', 'x', ''],
      [`/v1/articles/${live.id}/related-news?sort=x`, 'sort', ''],
      ['/v1/articles?limit[]=1', 'limit[]', 'limit'],
    ]
    for (const [path, parameter, nearest] of cases) {
      const { status, body } = await get(path)
      t.match({ status, ...body }, { status: 400, type: /invalid-parameter/, errors: [{ parameter }] }, path)
      if (nearest !== '' && parameter !== 'page') t.match(body.errors[0].detail, `the nearest known is ${nearest}`)
    }
    const two = await get('/v1/articles?foo=1&bar=2')
    t.same(two.body.errors.map((error: { parameter: string }) => error.parameter).sort(), ['bar', 'foo'])
    t.equal((await call('POST', `${url}?dry=1`, { as: 'editor', body: { name: 'A' } })).status, 400, 'writes have none')
  })

  t.test('400 for a repeated parameter', async (t) => {
    for (const query of ['source=a&source=b', 'limit=1&limit=1', 'sort=-publishedAt&sort=publishedAt', 'ids=&ids=']) {
      const { body } = await get(`/v1/articles?${query}`)
      t.match(body, { status: 400, errors: [{ parameter: query.split('=')[0], detail: /is repeated/ }] }, query)
    }
  })

  t.test('413 for a body above the limit, 414 for a path too long, and no 500', async (t) => {
    t.equal((await post({ name: 'x'.repeat(10 * 1024 * 1024) })).status, 413)
    t.equal(
      (await call('POST', '/v1/newsroom/articles', { as: 'editor', body: { title: 'x'.repeat(10 * 1024 * 1024) } }))
        .status,
      413,
    )
    t.match((await post({ name: 'x'.repeat(1024 * 1024) })).body, { status: 422, errors: [{ pointer: '/name' }] })
    t.equal((await get(`/v1/articles/${'a'.repeat(500)}`)).status, 414)
    t.equal((await get(`/v1/sources/${'a'.repeat(121)}`)).status, 400)
    t.equal((await get(`/v1/articles?source=${'a'.repeat(5000)}`)).status, 400)
  })

  t.test('422 for bodies nested without end', async (t) => {
    const deep = `{"name":${'['.repeat(50_000)}${']'.repeat(50_000)}}`
    t.equal((await post(deep)).status, 422)
  })

  t.test('4xx and never 5xx for anything at all', async (t) => {
    const value = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.integer(),
      fc.constant(null),
      fc.boolean(),
      fc.array(fc.string()),
      fc.dictionary(fc.string({ unit: 'binary' }), fc.string()),
    )
    const fields = fc.constantFrom(
      'name',
      'names',
      'slug',
      'url',
      'kind',
      'contact',
      'licences',
      'rights',
      'listed',
      'other',
    )
    const property = fc.asyncProperty(fc.dictionary(fields, value), async (body) => {
      const answer = await post(JSON.stringify(body))
      t.ok([201, 400, 409, 422].includes(answer.status), `${answer.status}`)
    })
    await fc.assert(property, { seed: 20261104, numRuns: 150 })
    const parameter = fc.constantFrom(
      'source',
      'editor',
      'tag',
      'language',
      'ids',
      'publishedAfter',
      'sort',
      'include',
      'body',
      'limit',
      'cursor',
      'count',
    )
    const query = fc.asyncProperty(parameter, fc.string({ unit: 'binary' }), async (name, text) => {
      const answer = await get(`/v1/articles?${name}=${encodeURIComponent(text.toWellFormed())}`)
      t.ok([200, 400].includes(answer.status), `${name} ${JSON.stringify(text)}`)
    })
    await fc.assert(query, { seed: 20261105, numRuns: 200 })
  })
})
