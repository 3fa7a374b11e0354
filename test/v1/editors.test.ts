import t from 'tap'
import { underContract } from '../support/contract.ts'
import { type Answer, openNewsroom } from '../support/newsroom.ts'

const slugsOf = (answer: Answer): string[] => answer.body.data.map((each: { slug: string }) => each.slug)

t.test('editors', async (t) => {
  const newsroom = underContract(await openNewsroom(t))
  const { get, call, article } = newsroom
  const create = (body: unknown) => call('POST', '/v1/newsroom/editors', { as: 'editor', body })
  const lin = {
    slug: 'lin-yue',
    name: 'Lin Yue',
    names: { 'zh-Hans': '林悦' },
    title: 'Senior editor',
    email: 'lin@secret.example',
    active: true,
  }

  t.test('201 with all that was sent, the e-mail address for the newsroom only', async (t) => {
    const created = await create(lin)
    t.equal(created.status, 201)
    t.match(created.body, { ...lin, listed: true, revision: 1 })
    t.equal((await get('/v1/newsroom/editors/lin-yue', { as: 'contributor' })).body.email, lin.email)
    t.equal((await get('/v1/newsroom/editors', { as: 'contributor' })).body.data[0].email, lin.email)
    const live = await article({ editor: 'lin-yue' }, { publish: true })
    const reading = [
      '/v1/editors',
      '/v1/editors/lin-yue',
      '/v1/articles?include=editor',
      `/v1/articles/${live.body.id}?include=editor`,
      '/v1/articles/by-slug/en/new-port-terminal-opens-in-haiyan?include=editor',
    ]
    for (const url of reading) {
      for (const as of [undefined, 'admin'] as const) {
        const answer = await get(url, as && { as })
        t.equal(answer.status, 200)
        t.match(answer.text, 'Senior editor', `${url} shows the editor`)
        t.notMatch(answer.text, lin.email, `${url} without the address`)
      }
    }
    t.same(Object.keys((await get('/v1/editors/lin-yue')).body).sort(), [
      'active',
      'articles',
      'createdAt',
      'id',
      'name',
      'names',
      'slug',
      'title',
      'updatedAt',
    ])
  })

  t.test('201 from a name alone', async (t) => {
    t.match((await create({ name: '赵敏' })).body, {
      slug: 'zhao-min',
      names: null,
      title: null,
      email: null,
      active: true,
    })
  })

  t.test('409 for a slug that is taken', async (t) => {
    t.match(await create({ slug: 'lin-yue', name: 'Other' }), {
      status: 409,
      body: { errors: [{ pointer: '/slug', detail: 'is taken' }] },
    })
    const made = await create({ slug: 'other', name: 'Other' })
    t.match(
      await call('PATCH', '/v1/newsroom/editors/other', {
        as: 'editor',
        body: { slug: 'lin-yue' },
        ifMatch: made.etag,
      }),
      { status: 409 },
    )
  })

  t.test('422 for what is no name, address or field', async (t) => {
    const wrong: Array<[object, string]> = [
      [{}, '/name'],
      [{ name: 'A', email: 'x' }, '/email'],
      [{ name: 'A', active: 'yes' }, '/active'],
      [{ name: 'A', phone: '1' }, '/phone'],
    ]
    for (const [body, pointer] of wrong)
      t.match(await create(body), { status: 422, body: { errors: [{ pointer }] } }, pointer)
  })

  t.test('200 with a merge patch, null removing', async (t) => {
    const url = '/v1/newsroom/editors/lin-yue'
    const { etag } = await get(url, { as: 'editor' })
    const patched = await call('PATCH', url, {
      as: 'editor',
      body: { title: null, email: null, names: { fr: 'Line' } },
      ifMatch: etag,
    })
    t.match(patched, {
      status: 200,
      body: { title: null, email: null, names: { 'zh-Hans': '林悦', fr: 'Line' }, revision: 2 },
    })
    t.not(patched.etag, etag)
    t.equal((await call('PATCH', url, { as: 'editor', body: {}, ifMatch: etag })).status, 412)
    t.equal((await call('PATCH', url, { as: 'editor', body: {} })).status, 428)
    const refused = await call('PATCH', url, { as: 'editor', body: {}, type: 'application/json', ifMatch: '*' })
    t.match(refused, { status: 415, headers: { 'accept-patch': 'application/merge-patch+json' } })
  })

  t.test('200 with those who still work here, or no longer', async (t) => {
    await create({ slug: 'gone', name: 'Gone', active: false })
    t.same(slugsOf(await get('/v1/editors?kind=former')), ['gone'])
    t.notOk(slugsOf(await get('/v1/editors?kind=active')).includes('gone'))
    t.equal((await get('/v1/editors?kind=retired')).status, 400)
  })

  t.test('404 and not in the list while listed is false, until a live article shows them', async (t) => {
    await create({ slug: 'quiet', name: 'Quiet', listed: false })
    t.equal((await get('/v1/editors/quiet')).status, 404)
    t.notOk(slugsOf(await get('/v1/editors')).includes('quiet'))
    const before = (await get('/v1/editors?count=true')).body.page.total
    await article({ editor: 'quiet' }, { publish: true })
    t.equal((await get('/v1/editors/quiet')).status, 200)
    t.equal((await get('/v1/editors?count=true')).body.page.total, before + 1)
  })

  t.test('409 for the deletion of one who is named, with the reason; 204 otherwise', async (t) => {
    const named = await get('/v1/newsroom/editors/quiet', { as: 'editor' })
    const refused = await call('DELETE', '/v1/newsroom/editors/quiet', { as: 'editor', ifMatch: named.etag })
    t.match(refused, { status: 409, body: { detail: /1 articles name this editor/, articles: 1 } })
    t.equal((await get('/v1/editors/quiet')).status, 200, 'and nothing is half done')
    const idle = await get('/v1/newsroom/editors/gone', { as: 'editor' })
    t.equal((await call('DELETE', '/v1/newsroom/editors/gone', { as: 'editor', ifMatch: idle.etag })).status, 204)
    t.equal((await get('/v1/editors/gone')).status, 404)
  })

  t.test('403 for those who may not write, 401 for strangers', async (t) => {
    t.equal((await call('POST', '/v1/newsroom/editors', { as: 'contributor', body: { name: 'A' } })).status, 403)
    t.equal((await call('POST', '/v1/newsroom/editors', { body: { name: 'A' } })).status, 401)
    t.equal((await get('/v1/newsroom/editors', { as: 'reader' })).status, 403)
  })
})
