import t from 'tap'
import { underContract } from '../support/contract.ts'
import { openNewsroom } from '../support/newsroom.ts'

t.test('conditional requests', async (t) => {
  const newsroom = underContract(await openNewsroom(t))
  const { get, call, article, clock } = newsroom
  const { body: live } = await article({}, { publish: true })
  const url = `/v1/articles/${live.id}`
  const given = (headers: Record<string, string>) => get(url, { headers })
  const tag = (await get(url)).etag

  t.test('200 with a strong ETag: the same for the same bytes, another for others', async (t) => {
    t.match(tag, /^"[\w-]{22}"$/)
    clock.forward(3600)
    t.equal((await get(url)).etag, tag)
    t.equal((await get(url, { as: 'reader' })).etag, tag, 'whoever asks')
    t.equal((await get(`/v1/articles/by-slug/en/${live.slug}`)).etag, tag, 'wherever it stands')
    const forms = ['blocks', 'html', 'text', 'markdown', 'none']
    const tags = await Promise.all(forms.map(async (form) => (await get(`${url}?body=${form}`)).etag))
    t.equal(tags[0], tag, 'blocks are the default')
    t.equal(new Set(tags).size, forms.length)
    t.not((await get(`${url}?include=source`)).etag, tag)
    t.not((await get('/v1/articles')).etag, (await get('/v1/articles?limit=5')).etag)
  })

  t.test('200 with another ETag after a change that readers see', async (t) => {
    const before = await get('/v1/articles')
    await article({ title: 'One more' })
    t.equal((await get('/v1/articles')).etag, before.etag, 'a draft is none')
    await article({ title: 'One more' }, { publish: true })
    t.not((await get('/v1/articles')).etag, before.etag)
  })

  t.test('304 when one of If-None-Match fits, weak or strong, in a list, or for *', async (t) => {
    for (const header of [tag, `W/${tag}`, `"x", ${tag}`, `"x",${tag},W/"y"`, `"a,b", ${tag}`, '*', ` ${tag} `]) {
      const answer = await given({ 'if-none-match': header })
      t.equal(answer.status, 304, header)
    }
  })

  t.test('200 when none of If-None-Match fits', async (t) => {
    for (const header of ['"x"', 'W/"x"', '"x", "y"', `"${tag.slice(1, -2)}"`, '""']) {
      t.equal((await given({ 'if-none-match': header })).status, 200, header)
    }
  })

  t.test('400 when If-None-Match is no list of entity tags', async (t) => {
    for (const header of ['x', tag.slice(1), `${tag} x`, '"x" "y"']) {
      t.match(
        (await given({ 'if-none-match': header })).body,
        { status: 400, errors: [{ parameter: 'if-none-match' }] },
        header,
      )
    }
  })

  t.test('304 with what a cache needs, and without a body', async (t) => {
    const fresh = await get(url)
    const answer = await given({ 'if-none-match': tag })
    t.equal(answer.text, '')
    for (const name of ['etag', 'cache-control', 'vary', 'last-modified'])
      t.equal(answer.headers[name], fresh.headers[name], name)
    for (const name of ['content-type', 'content-length']) t.notOk(name in answer.headers, name)
    const head = await call('HEAD', url, { headers: { 'if-none-match': tag } })
    t.equal(head.status, 304)
    const list = await get('/v1/articles?limit=1')
    const unchanged = await get('/v1/articles?limit=1', { headers: { 'if-none-match': list.etag } })
    t.equal(unchanged.status, 304)
    t.equal(unchanged.headers.link, list.headers.link)
  })

  t.test('304 by If-Modified-Since only without If-None-Match', async (t) => {
    const modified = String((await get(url)).headers['last-modified'])
    const earlier = new Date(Date.parse(modified) - 1000).toUTCString()
    const later = new Date(Date.parse(modified) + 1000).toUTCString()
    t.equal((await given({ 'if-modified-since': modified })).status, 304)
    t.equal((await given({ 'if-modified-since': later })).status, 304)
    t.equal((await given({ 'if-modified-since': earlier })).status, 200)
    t.equal((await given({ 'if-modified-since': 'yesterday' })).status, 200, 'what is no date is ignored')
    t.equal((await given({ 'if-modified-since': later, 'if-none-match': '"x"' })).status, 200)
    t.equal((await given({ 'if-modified-since': earlier, 'if-none-match': tag })).status, 304)
    t.equal((await get('/v1/articles', { headers: { 'if-modified-since': later } })).status, 200, 'a list has no date')
  })

  t.test('412 when If-Match or If-Unmodified-Since of a read does not fit', async (t) => {
    const modified = String((await get(url)).headers['last-modified'])
    const earlier = new Date(Date.parse(modified) - 1000).toUTCString()
    t.equal((await given({ 'if-match': tag })).status, 200)
    t.equal((await given({ 'if-match': '*' })).status, 200)
    t.equal((await given({ 'if-match': '"x"' })).status, 412)
    t.equal((await given({ 'if-match': `W/${tag}` })).status, 412, 'weak tags never fit here')
    t.equal((await given({ 'if-match': '"x"', 'if-none-match': tag })).status, 412, 'If-Match comes first')
    t.equal((await given({ 'if-unmodified-since': modified })).status, 200)
    t.equal((await given({ 'if-unmodified-since': earlier })).status, 412)
    t.equal(
      (await given({ 'if-match': tag, 'if-unmodified-since': earlier })).status,
      200,
      'If-Match replaces the date',
    )
  })

  t.test('304 in the newsroom too, by the whole tag', async (t) => {
    const own = `/v1/newsroom/articles/${live.id}`
    const { etag } = await get(own, { as: 'editor' })
    t.match(etag, /^"r1\.\d+-[\w-]{22}"$/)
    t.equal((await get(own, { as: 'editor', headers: { 'if-none-match': etag } })).status, 304)
    t.not((await get(`${own}?body=none`, { as: 'editor' })).etag, etag)
    t.equal((await get(`${own}?body=none`, { as: 'editor', headers: { 'if-none-match': etag } })).status, 200)
    t.equal((await get(own, { headers: { 'if-none-match': etag } })).status, 401, 'never before the key is checked')
  })

  t.test('200 with a state in the ETag that every form of the newsroom’s view shares', async (t) => {
    const own = `/v1/newsroom/articles/${live.id}`
    const { etag } = await get(`${own}?body=none`, { as: 'editor' })
    t.equal((await call('PATCH', own, { as: 'editor', body: { summary: 'New' }, ifMatch: etag })).status, 200)
    t.equal((await call('PATCH', own, { as: 'editor', body: { summary: 'Newer' }, ifMatch: etag })).status, 412)
  })

  t.test('HEAD with the status and headers of GET, and no body', async (t) => {
    const urls = [
      '/v1/articles?count=true',
      url,
      `${url}/related-news`,
      '/v1/sources',
      '/v1/editors',
      '/v1/tags',
      '/v1/site',
      '/v1/articles/nope',
      '/v1/articles?x=1',
      '/health/live',
      '/',
      '/problems',
      '/openapi.json',
      '/nowhere',
    ]
    for (const path of urls) {
      const [read, head] = [await get(path), await call('HEAD', path)]
      t.equal(head.status, read.status, path)
      t.equal(head.text, '', path)
      for (const each of [read, head])
        for (const name of ['date', 'x-request-id', 'connection']) delete each.headers[name]
      t.same(head.headers, read.headers, path)
    }
  })
})
