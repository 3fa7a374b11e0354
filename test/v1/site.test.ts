import t from 'tap'
import { underContract } from '../support/contract.ts'
import { openNewsroom } from '../support/newsroom.ts'

t.test('the site', async (t) => {
  const newsroom = underContract(await openNewsroom(t))
  const { get, call, article, clock } = newsroom
  const url = '/v1/newsroom/site'
  const patch = async (body: object) =>
    call('PATCH', url, { as: 'admin', body, ifMatch: (await get(url, { as: 'admin' })).etag })

  t.test('200 from the first day, the policies for the newsroom only', async (t) => {
    const site = await get('/v1/site')
    t.match(site, {
      status: 200,
      body: { name: { en: 'Masthead' }, timeZone: 'Asia/Shanghai', languages: ['en', 'zh-Hans'], licences: [] },
    })
    t.notOk('reprintPolicy' in site.body || 'revision' in site.body)
    t.match((await get(url, { as: 'contributor' })).body, { reprintPolicy: 'advise', revision: 0 })
  })

  t.test('200 with a merge patch: maps and objects merged, arrays replaced, null removing', async (t) => {
    clock.forward(60)
    const first = await patch({
      name: { en: 'Qinghe News', 'zh-Hans': '清河新闻网' },
      baseUrl: 'https://qinghe.example/',
      articleUrl: 'https://qinghe.example/{language}/{slug}.html',
      contact: { email: 'desk@qinghe.example', phone: '0551-65179860' },
      copyright: '©2019-2026 Qinghe News',
      licences: [{ kind: 'icp', number: '清ICP备20190012号-3' }],
      timeZone: 'Europe/Paris',
    })
    t.match(first, { status: 200, body: { revision: 1, updatedAt: '2026-11-01T10:01:00Z' } })
    const second = await patch({
      name: { fr: 'Nouvelles' },
      contact: { phone: null },
      copyright: null,
      languages: ['fr'],
    })
    t.match(second.body, {
      name: { en: 'Qinghe News', 'zh-Hans': '清河新闻网', fr: 'Nouvelles' },
      contact: { email: 'desk@qinghe.example', phone: null },
      copyright: null,
      languages: ['fr'],
      timeZone: 'Europe/Paris',
    })
    t.equal((await patch({ name: { fr: null } })).body.name.fr, undefined)
    const read = await get('/v1/site')
    t.equal(read.body.baseUrl, 'https://qinghe.example/')
    const { body: live } = await article({}, { publish: true })
    t.equal(
      (await get(`/v1/articles/${live.id}`)).body.url,
      `https://qinghe.example/en/${live.slug}.html`,
      'the address of pages follows',
    )
  })

  t.test('200 without a new revision when nothing changes', async (t) => {
    const before = await get(url, { as: 'admin' })
    const same = await patch({ timeZone: 'Europe/Paris' })
    t.equal(same.body.revision, before.body.revision)
    t.equal(same.etag, before.etag)
  })

  t.test('422 for what cannot be, and nothing is changed', async (t) => {
    const before = await get(url, { as: 'admin' })
    const wrong: Array<[object, string]> = [
      [{ timeZone: 'Asia/Atlantis' }, '/timeZone'],
      [{ timeZone: '+08:00' }, '/timeZone'],
      [{ timeZone: null }, '/timeZone'],
      [{ articleUrl: 'https://a.example/page' }, '/articleUrl'],
      [{ articleUrl: 'https://a.example/{title}' }, '/articleUrl'],
      [{ languages: [] }, '/languages'],
      [{ languages: ['en', 'en'] }, '/languages'],
      [{ languages: ['xx!'] }, '/languages/0'],
      [{ name: null }, '/name'],
      [{ name: { en: null, 'zh-Hans': null } }, '/name'],
      [{ contact: { email: 'x' } }, '/contact/email'],
      [{ reprintPolicy: 'maybe' }, '/reprintPolicy'],
      [{ nmae: {} }, '/nmae'],
    ]
    for (const [body, pointer] of wrong) {
      t.match(await patch(body), { status: 422, body: { errors: [{ pointer }] } }, JSON.stringify(body))
    }
    const after = await get(url, { as: 'admin' })
    t.equal(after.etag, before.etag)
    t.same(after.body, before.body)
  })

  t.test('428, 412 and 415 as everywhere; 403 without the scope; 405 for what a singleton has not', async (t) => {
    t.equal((await call('PATCH', url, { as: 'admin', body: {} })).status, 428)
    const late = await call('PATCH', url, { as: 'admin', body: {}, ifMatch: '"r0"' })
    t.equal(late.status, 412)
    t.equal((await call('PATCH', url, { as: 'admin', body: {}, ifMatch: String(late.headers.etag) })).status, 200)
    const refused = await call('PATCH', url, { as: 'admin', body: {}, type: 'application/json', ifMatch: '*' })
    t.match(refused, { status: 415, headers: { 'accept-patch': 'application/merge-patch+json' } })
    t.equal((await call('PATCH', url, { as: 'editor', body: {}, ifMatch: '*' })).status, 403)
    t.equal((await call('PATCH', url, { body: {}, ifMatch: '*' })).status, 401)
    t.match(await call('DELETE', url, { as: 'admin' }), {
      status: 405,
      headers: { allow: 'GET, HEAD, PATCH, OPTIONS' },
    })
  })
})
