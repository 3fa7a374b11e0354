import t from 'tap'
import { secondsToTick } from '../../src/http/caching.ts'
import { isPublicReading, isReading, isWellKnown } from '../../src/http/surfaces.ts'
import { telephoneUri } from '../../src/well-known/documents.ts'
import { underContract } from '../support/contract.ts'
import { openNewsroom } from '../support/newsroom.ts'

async function open(t: Parameters<typeof openNewsroom>[0], settings: Record<string, string> = {}) {
  const newsroom = underContract(await openNewsroom(t, settings))
  const { call, get, clock } = newsroom
  const url = '/v1/newsroom/site'
  /** Changes the site, and lets a second pass. */
  const site = async (body: object) => {
    const answer = await call('PATCH', url, { as: 'admin', body, ifMatch: (await get(url, { as: 'admin' })).etag })
    if (answer.status !== 200) throw new Error(answer.text)
    clock.forward(1)
  }
  return { ...newsroom, site }
}

t.test('well-known documents', async (t) => {
  const newsroom = await open(t, { PUBLIC_URL: 'https://api.qinghe.example' })
  const { get, call, site, clock } = newsroom

  await t.test('200 robots.txt with the newsroom closed and the sitemaps named', async (t) => {
    const { status, headers, text } = await get('/robots.txt')
    t.equal(status, 200)
    t.equal(headers['content-type'], 'text/plain; charset=utf-8')
    t.equal(
      text,
      `User-agent: *
Allow: /
Disallow: /v1/newsroom
Content-Usage: train-ai=n

Sitemap: https://api.qinghe.example/sitemap.xml
Sitemap: https://api.qinghe.example/sitemap-news.xml
`,
    )
    await site({ textMining: { reserved: false } })
    t.match((await get('/robots.txt')).text, '\nContent-Usage: train-ai=y\n')
  })

  await t.test('200 tdmrep.json as the site has it', async (t) => {
    t.same((await get('/.well-known/tdmrep.json')).body, [{ location: '/', 'tdm-reservation': 0 }])
    await site({ textMining: { reserved: true, policy: 'https://qinghe.example/tdm.json' } })
    const { status, headers, body } = await get('/.well-known/tdmrep.json')
    t.match([status, headers['content-type']], [200, /^application\/json/])
    t.same(body, [{ location: '/', 'tdm-reservation': 1, 'tdm-policy': 'https://qinghe.example/tdm.json' }])
  })

  await t.test('200 the API catalogue, and its links lead somewhere', async (t) => {
    const { status, headers, body } = await get('/.well-known/api-catalog')
    t.equal(status, 200)
    t.equal(headers['content-type'], 'application/linkset+json; profile="https://www.rfc-editor.org/info/rfc9727"')
    t.equal(headers.link, '<https://api.qinghe.example/.well-known/api-catalog>; rel="api-catalog"')
    t.same(body.linkset[0].item[0].href, 'https://api.qinghe.example/v1')
    const [, api] = body.linkset
    t.equal(api.anchor, 'https://api.qinghe.example/v1')
    for (const relation of ['service-desc', 'service-doc', 'status']) {
      const [{ href, type }] = api[relation]
      const answer = await get(href.replace('https://api.qinghe.example', ''))
      t.match([answer.status, answer.headers['content-type']], [/200|302/, answer.status === 200 ? type : ''], href)
    }
  })

  await t.test('200 to HEAD with the same headers and no body', async (t) => {
    for (const url of ['/.well-known/api-catalog', '/robots.txt', '/.well-known/tdmrep.json']) {
      const [head, full] = [await call('HEAD', url), await get(url)]
      t.match(head, { status: 200, text: '', etag: full.etag }, url)
      t.equal(head.headers.link, full.headers.link)
      t.equal(head.headers['content-type'], full.headers['content-type'])
    }
  })

  await t.test('404 security.txt without contact, 200 with one', async (t) => {
    const url = '/.well-known/security.txt'
    await site({ contact: { email: null, phone: null } })
    t.match(await get(url), { status: 404, headers: { 'content-type': /problem\+json/, 'cache-control': 'no-store' } })
    await site({ contact: { phone: 'ask at the gate' } })
    t.equal((await get(url)).status, 404, 'what is no number is no contact')
    clock.set('2026-11-01T10:00:00Z')
    await site({
      contact: { email: 'desk+news@qinghe.example', phone: '0551-65179860-203' },
      baseUrl: 'https://www.qinghe.example/',
    })
    const { status, headers, text } = await get(url)
    t.equal(status, 200)
    t.equal(headers['content-type'], 'text/plain; charset=utf-8')
    t.equal(
      text,
      `Contact: mailto:desk+news@qinghe.example
Contact: tel:0551-65179860-203;phone-context=www.qinghe.example
Expires: 2027-04-30T00:00:00Z
Preferred-Languages: en, zh-Hans
Canonical: https://api.qinghe.example/.well-known/security.txt
`,
    )
    clock.set('2026-11-01T23:59:59Z')
    t.equal((await get(url)).text, text, 'the same all day long')
    clock.set('2026-11-02T00:00:00Z')
    t.match((await get(url)).text, 'Expires: 2027-05-01T00:00:00Z')
  })

  await t.test('200 that expires at the tick and is unchanged until something changes', async (t) => {
    clock.set('2026-11-02T10:00:20Z')
    for (const url of [
      '/robots.txt',
      '/.well-known/tdmrep.json',
      '/.well-known/api-catalog',
      '/.well-known/security.txt',
    ]) {
      const { headers, etag } = await get(url)
      t.equal(headers['cache-control'], 'public, max-age=40, stale-while-revalidate=0', url)
      t.equal((await get(url, { headers: { 'if-none-match': etag } })).status, 304, url)
    }
    t.equal(secondsToTick(clock.at, 60), 40)
  })
})

t.test('a newsroom that wants keys tells robots of no sitemaps', async (t) => {
  const { get } = await open(t, { ANONYMOUS_READING: 'false' })
  const robots = await get('/robots.txt')
  t.equal(robots.status, 200)
  t.notMatch(robots.text, 'Sitemap')
  t.equal((await get('/.well-known/tdmrep.json')).status, 200)
})

t.test('text and data mining on the reading surface', async (t) => {
  const { get, site, article } = await open(t)
  const { body: live } = await article({}, { publish: true })
  const reading = ['/v1/articles', `/v1/articles/${live.id}`, '/v1/site', '/sitemap.xml', '/sitemap-news.xml']
  await site({
    licence: 'https://creativecommons.org/licenses/by/4.0/',
    textMining: { reserved: true, policy: 'https://qinghe.example/tdm.json' },
  })

  await t.test('200 with the reservation, the policy and the licence', async (t) => {
    for (const url of reading) {
      const { status, headers } = await get(url)
      t.equal(status, 200, url)
      t.equal(headers['tdm-reservation'], '1', url)
      t.equal(headers['tdm-policy'], 'https://qinghe.example/tdm.json', url)
      t.match(headers.link, /<https:\/\/creativecommons\.org\/licenses\/by\/4\.0\/>; rel="license"$/, url)
    }
    t.match((await get('/v1/articles?limit=1')).headers.link, /rel="first".*rel="license"/, 'beside the links of pages')
  })

  await t.test('304 and 404 with them too', async (t) => {
    const { etag } = await get('/v1/articles')
    const headers = { 'tdm-reservation': '1', link: /rel="license"/ }
    t.match(await get('/v1/articles', { headers: { 'if-none-match': etag } }), { status: 304, headers })
    t.match(await get('/v1/nowhere'), { status: 404, headers })
    t.match(await get('/feeds/nowhere'), { status: 404, headers: { ...headers, vary: 'Authorization' } })
  })

  await t.test('200 without them elsewhere', async (t) => {
    for (const url of ['/v1/newsroom/articles', '/health/live', '/openapi.json', '/robots.txt'])
      t.equal((await get(url, { as: 'editor' })).headers['tdm-reservation'], undefined, url)
  })

  await t.test('200 with what the site says now, at once after a change', async (t) => {
    await site({ licence: null, textMining: { reserved: false, policy: null } })
    const { headers } = await get('/v1/articles')
    t.equal(headers['tdm-reservation'], '0')
    t.equal(headers['tdm-policy'], undefined)
    t.notMatch(headers.link, 'license')
  })
})

t.test('surfaces', async (t) => {
  const reading = [
    '/v1/articles',
    '/v1/articles?limit=1',
    '/feeds/atom',
    '/sitemap.xml',
    '/sitemap-news.xml?x=1',
    '/sitemaps/2024-06.xml',
  ]
  for (const path of reading) t.ok(isReading(path) && isPublicReading(path) && !isWellKnown(path), path)
  for (const path of ['/v1/newsroom', '/v1/newsroom/articles', '/v1/newsroom?x=1'])
    t.ok(isReading(path) && !isPublicReading(path), path)
  t.ok(isPublicReading('/v1/newsrooms'))
  for (const path of ['/', '/docs', '/openapi.json', '/health/live', '/metrics', '/feeds', '/sitemap.xmlx/'])
    t.notOk(isPublicReading(path) && path !== '/sitemap.xmlx/', path)
  for (const path of ['/robots.txt', '/.well-known/security.txt']) t.ok(isWellKnown(path) && !isReading(path), path)
})

t.test('telephone numbers as URIs', async (t) => {
  const host = 'qinghe.example'
  t.equal(telephoneUri('+86 551 6517 9860', host), 'tel:+8655165179860')
  t.equal(telephoneUri('(0551) 65179860', host), 'tel:(0551)65179860;phone-context=qinghe.example')
  for (const printed of ['0551-65179860 ext. 5', '65179860 转 203', 'none', '-', '+', '1\r\nContact: x'])
    t.equal(telephoneUri(printed, host), undefined, JSON.stringify(printed))
})
