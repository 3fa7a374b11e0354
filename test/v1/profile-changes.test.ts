/** Profiles: what changes when articles, rights of sources and profiles themselves change; and who may set them. */
import t from 'tap'
import { openProfiled } from '../support/profiled.ts'

t.test('what changes', async (t) => {
  const { ids, partner, patch, withdraw, write, call, clock, put } = await openProfiled(t)
  const narrow = await partner({ sources: ['free'] })

  t.test('200 and 404 as soon as an article moves in and out, with its former editions and slugs', async (t) => {
    const url = `/v1/articles/${ids.desk}`
    t.equal((await narrow.get(url)).status, 404)
    clock.forward(60)
    await patch('desk', { source: 'free', slug: 'freed', title: 'A freed story' })
    t.equal((await narrow.get(url)).status, 200)
    t.equal((await narrow.get('/v1/articles/by-slug/en/story-of-desk')).status, 308)
    t.same(
      (await narrow.get(`${url}/revisions`)).body.data.map(({ version }: { version: number }) => version),
      [2],
    )
    t.equal((await narrow.get(`${url}?version=2`)).status, 200)
    t.equal((await narrow.get(`${url}?version=1`)).status, 404, 'an edition that lay outside')
    t.equal((await narrow.get(`${url}?asOf=2026-11-01T12:01:30Z`)).status, 404)
    t.equal((await narrow.get(`${url}/diff?from=1&to=2`)).status, 404)
    clock.forward(60)
    await patch('desk', { source: 'desk' })
    for (const each of [
      url,
      `${url}/revisions`,
      '/v1/articles/by-slug/en/freed',
      '/v1/articles/by-slug/en/story-of-desk',
    ])
      t.equal((await narrow.get(each)).status, 404, each)
    const types = (await narrow.get('/v1/changes?history=true')).body.data
    t.same(
      types.filter(({ id }: { id: string }) => id === ids.desk).map(({ type }: { type: string }) => type),
      ['entitlementGained', 'entitlementLost'],
    )
  })

  t.test('410 for what was withdrawn within it, 404 outside, with a replacement that lies within', async (t) => {
    await put('recalled', { source: 'free' })
    await put('recalled outside', { source: 'agency' })
    await put('recalled for one outside', { source: 'free' })
    await withdraw('recalled', { reason: 'It was wrong.', replacement: ids.free })
    await withdraw('recalled outside', { reason: 'It was wrong.', replacement: ids.free })
    await withdraw('recalled for one outside', { reason: 'It was wrong.', replacement: ids.agency })
    const gone = async (name: string) => narrow.get(`/v1/articles/${ids[name]}`)
    t.match(await gone('recalled'), { status: 410, body: { reason: 'It was wrong.', replacement: { id: ids.free } } })
    t.equal((await narrow.get('/v1/articles/by-slug/en/story-of-recalled')).status, 410)
    t.equal((await gone('recalled outside')).status, 404)
    t.equal((await narrow.get('/v1/articles/by-slug/en/story-of-recalled-outside')).status, 404)
    t.match(await gone('recalled for one outside'), { status: 410, body: { replacement: null } })
    const all = await partner({})
    t.equal((await all.get(`/v1/articles/${ids['recalled outside']}`)).status, 410)
  })

  t.test('200 with what the rights of a source let pass from then on', async (t) => {
    const open = await partner({ rights: ['open'] })
    t.same(await open.listed(), ['own right', 'free'])
    await write('PATCH', '/v1/newsroom/sources/agency', { rights: { syndication: 'open' } })
    t.same(await open.listed(), ['own right', 'free', 'agency'])
    t.equal((await open.get('/v1/articles?count=true')).body.page.total, 3)
    t.same(
      (await open.get('/v1/search?q=agency')).body.data
        .map(({ article }: { article: { id: string } }) => article.id)
        .includes(ids.agency),
      true,
    )
    await write('PATCH', '/v1/newsroom/sources/free', { rights: null })
    t.same(await open.listed(), ['own right', 'agency'])
    t.equal((await open.get(`/v1/articles/${ids.free}`)).status, 404)
    await write('PATCH', '/v1/newsroom/sources/free', { rights: { syndication: 'open' } })
    await write('PATCH', '/v1/newsroom/sources/agency', { rights: { syndication: 'licensed' } })
    t.same(await open.listed(), ['own right', 'free'])
  })

  t.test('200 with the new profile at once', async (t) => {
    const { id, get, listed } = await partner({ sources: ['free'] })
    t.same(await listed(), ['no right', 'free'])
    const before = (await get(`/v1/articles/${ids.free}`)).headers
    const url = `/v1/newsroom/profiles/${id}`
    const read = await call('GET', url, { as: 'admin' })
    t.match(read.body, { sources: [/^[0-9a-f-]{36}$/], tags: null, content: 'full', images: true })
    const set = await call('PUT', url, {
      as: 'admin',
      body: { tags: ['rail'], content: 'summary' },
      ifMatch: read.etag,
    })
    t.equal(set.status, 200)
    t.not(set.etag, read.etag)
    t.same(await listed(), ['free', 'agency'])
    const since = { 'if-modified-since': new Date(clock.at).toUTCString() }
    t.equal(before['last-modified'], undefined, 'no date that would hide a new profile')
    t.equal((await get(`/v1/articles/${ids.free}`)).body.body, null, `also since ${since['if-modified-since']}`)
    t.equal((await call('DELETE', url, { as: 'admin', ifMatch: set.etag })).status, 204)
    t.ok((await listed()).includes('old'))
    t.match((await call('GET', url, { as: 'admin' })).body, { sources: null, tags: null, content: 'full' })
  })

  t.test('200 without a key by the profile of anonymous readers', async (t) => {
    const reader = (url: string) => call('GET', url)
    const url = '/v1/newsroom/profiles/anonymous'
    const { etag } = await call('GET', url, { as: 'admin' })
    const set = await call('PUT', url, { as: 'admin', body: { sources: ['free'] }, ifMatch: etag })
    t.equal(set.status, 200)
    t.same((await reader('/v1/articles')).body.data.length, 2)
    t.equal((await reader(`/v1/articles/${ids.agency}`)).status, 404)
    t.equal((await reader('/v1/sources/agency')).status, 404)
    t.equal(
      (await call('GET', `/v1/articles/${ids.agency}`, { as: 'reader' })).status,
      200,
      'keys are not narrowed by it',
    )
    t.equal((await call('DELETE', url, { as: 'admin', ifMatch: set.etag })).status, 204)
    t.equal((await reader(`/v1/articles/${ids.agency}`)).status, 200)
  })

  t.test('422 that names what is not there', async (t) => {
    const put = (body: object) => call('PUT', '/v1/newsroom/profiles/anonymous', { as: 'admin', body, ifMatch: '*' })
    const invalid: Array<[object, string]> = [
      [{ sources: ['free', 'nowhere'] }, '/sources/1'],
      [{ tags: ['nowhere'] }, '/tags/0'],
      [{ tags: ['free'] }, '/tags/0'],
    ]
    for (const [input, pointer] of invalid) {
      const answer = await put(input)
      t.equal(answer.status, 422, JSON.stringify(answer.body))
      t.equal(answer.body.errors[0].pointer, pointer)
    }
    const made = await call('POST', '/v1/newsroom/keys', {
      as: 'admin',
      body: { name: 'x', role: 'partner', profile: { sources: ['nowhere'] } },
    })
    t.equal(made.status, 422)
    t.equal(made.body.errors[0].pointer, '/profile/sources/0')
  })

  t.test('201 for a key with a profile', async (t) => {
    const input = { name: 'Portal', role: 'partner', profile: { sources: ['free'] } }
    const made = await call('POST', '/v1/newsroom/keys', { as: 'admin', body: input })
    t.equal(made.status, 201)
    const headers = { authorization: `Bearer ${made.body.key}` }
    t.equal((await call('GET', `/v1/articles/${ids.agency}`, { headers })).status, 404)
    t.equal((await call('GET', `/v1/articles/${ids.free}`, { headers })).status, 200)
  })

  t.test('428, 412, 404 and 403 for who may not set it', async (t) => {
    const url = `/v1/newsroom/profiles/${narrow.id}`
    t.equal((await call('PUT', url, { as: 'admin', body: {} })).status, 428)
    t.equal((await call('PUT', url, { as: 'admin', body: {}, ifMatch: '"p000000000000"' })).status, 412)
    t.equal((await call('DELETE', url, { as: 'admin' })).status, 428)
    t.equal((await call('DELETE', url, { as: 'admin', ifMatch: '"p000000000000"' })).status, 412)
    t.equal((await call('PUT', '/v1/newsroom/profiles/nobody', { as: 'admin', body: {}, ifMatch: '*' })).status, 404)
    t.equal((await call('GET', '/v1/newsroom/profiles/nobody', { as: 'admin' })).status, 404)
    t.equal((await call('PUT', url, { as: 'editor', body: {}, ifMatch: '*' })).status, 403)
    t.equal((await call('GET', url, { as: 'partner' })).status, 403)
    t.same(await narrow.listed(), ['recalled for one outside', 'recalled', 'no right', 'free'].slice(2))
  })
})
