/** Contributors work on their own drafts and see nothing else of the newsroom's work; and many may write at once. */
import t from 'tap'
import { underContract } from '../../support/contract.ts'
import { articlePath, lifeOf } from '../../support/life.ts'
import { type Call, openNewsroom } from '../../support/newsroom.ts'

const articles = '/v1/newsroom/articles'

t.test('contributors', async (t) => {
  const newsroom = underContract(await openNewsroom(t))
  const { get, call, article } = newsroom
  const life = lifeOf(newsroom)
  const input = { title: 'Mine', language: 'en', source: 'desk' }
  const foreign = await article({ title: 'Somebody else’s work', tags: [] })
  await call('POST', '/v1/newsroom/editors', { as: 'editor', body: { slug: 'lin', name: 'Lin Yue' } })

  /** Calls with a key of its own. */
  async function contributor(name: string, editor?: string) {
    const made = await call('POST', '/v1/newsroom/keys', {
      as: 'admin',
      body: { name, role: 'contributor', ...(editor && { editor }) },
    })
    const headers = { authorization: `Bearer ${made.body.key}` }
    return (method: string, url: string, options: Call = {}) =>
      call(method, url, { ...options, headers: { ...options.headers, ...headers } })
  }
  const alone = await contributor('Alone')

  t.test('201, 200 and 204 with drafts of their own', async (t) => {
    const made = await alone('POST', articles, { body: input })
    t.equal(made.status, 201)
    t.equal(made.body.changedBy, 'Alone')
    const url = articlePath(made.body.id)
    const patched = await alone('PATCH', url, { body: { summary: 'Better' }, ifMatch: made.etag })
    t.strictSame([patched.status, patched.body.summary], [200, 'Better'])
    for (const part of ['', '/revisions', '/revisions/1', '/diff?from=1&to=2', '/preview', '/related-news'])
      t.equal((await alone('GET', `${url}${part}`)).status, 200, part)
    t.equal((await alone('PUT', `${url}/working-copy`, { body: { revision: 1 }, ifMatch: '*' })).status, 200)
    t.equal((await alone('PUT', `${url}/related-news`, { body: { data: [] }, ifMatch: '*' })).status, 200)
    t.equal((await alone('DELETE', url, { ifMatch: '*' })).status, 204)
  })

  t.test('404 for the work of others, as if it were not there', async (t) => {
    const url = articlePath(foreign.body.id)
    const nothing = await alone('GET', articlePath('01907c3e-5a80-7d2e-9f5b-2f1c8a4e6b10'))
    for (const part of [
      '',
      '/revisions',
      '/revisions/1',
      '/diff?from=1&to=1',
      '/preview',
      '/related-news',
      '/provenance',
    ]) {
      const answer = await alone('GET', `${url}${part}`)
      t.equal(answer.status, 404, part)
      t.notMatch(answer.text, /Somebody/)
    }
    const refused = await alone('GET', url)
    t.strictSame({ ...refused.body, instance: '' }, { ...nothing.body, instance: '' })
    t.equal((await alone('PATCH', url, { body: { title: 'Taken over' }, ifMatch: '*' })).status, 404)
    t.equal((await alone('PATCH', url, { body: { title: 'Taken over' }, ifMatch: '"r9.9"' })).status, 404)
    t.equal((await alone('PUT', `${url}/working-copy`, { body: { revision: 1 }, ifMatch: '*' })).status, 404)
    t.equal((await alone('PUT', `${url}/related-news`, { body: { data: [] }, ifMatch: '*' })).status, 404)
    t.equal((await alone('POST', `${url}/publication/checks`)).status, 404)
    t.equal((await alone('DELETE', url, { ifMatch: '*' })).status, 404)
    t.equal((await life.work(foreign.body.id)).etag, foreign.etag)
  })

  t.test('200 with a list of their own only, whatever is asked for and counted', async (t) => {
    const own = await alone('POST', articles, { body: { ...input, title: 'Mine in a list' } })
    for (const query of ['?count=true', '?count=true&state=draft,live', '?count=true&source=desk&language=en']) {
      const { body, text } = await alone('GET', `${articles}${query}`)
      t.strictSame([body.data.map(({ id }: { id: string }) => id), body.page.total], [[own.body.id], 1], query)
      t.notMatch(text, /Somebody/)
    }
    t.strictSame((await alone('GET', `${articles}?ids=${foreign.body.id}`)).body.data, [])
  })

  t.test('200 for every key of one editor, and for no other', async (t) => {
    const [first, second] = [await contributor('Lin at work', 'lin'), await contributor('Lin at home', 'lin')]
    const made = await first('POST', articles, { body: { ...input, title: 'Of Lin' } })
    const url = articlePath(made.body.id)
    t.equal((await second('GET', url)).status, 200)
    t.equal((await second('PATCH', url, { body: { summary: 'From home' }, ifMatch: made.etag })).status, 200)
    t.equal((await alone('GET', url)).status, 404)
    t.strictSame(
      (await second('GET', articles)).body.data.map(({ title }: { title: string }) => title),
      ['Of Lin'],
    )
  })

  t.test('403 for publishing in any way; what is live is not theirs to change', async (t) => {
    const own = await alone('POST', articles, { body: { ...input, title: 'Mine, one day live' } })
    const { id } = own.body
    for (const [method, part, body] of [
      ['PUT', '/publication', {}],
      ['PUT', '/publication', { publishAt: '2026-11-01T12:00:00Z' }],
      ['DELETE', '/publication', undefined],
      ['PUT', '/withdrawal', { reason: 'x' }],
      ['POST', '/corrections', { kind: 'update', notice: 'x' }],
      ['PUT', '/archival', undefined],
      ['DELETE', '/archival', undefined],
      ['PUT', '/erasure', { reason: 'x' }],
    ] as const)
      t.equal((await alone(method, articlePath(id) + part, { ifMatch: '*', ...(body && { body }) })).status, 403, part)
    await life.publish(id)
    const refused = await alone('PATCH', articlePath(id), { body: { title: 'Changed' }, ifMatch: '*' })
    t.equal(refused.status, 403)
    t.match(refused.body.detail, /drafts only.*live/)
    t.equal((await alone('DELETE', articlePath(id), { ifMatch: '*' })).status === 204, false)
    t.equal((await alone('GET', articlePath(id))).status, 200)
    t.equal((await life.read(id)).body.title, 'Mine, one day live')
  })

  t.test('422 for sources and editors that are not there: they create none by name', async (t) => {
    const total = async () => (await get('/v1/newsroom/sources?count=true', { as: 'admin' })).body.page.total
    const before = await total()
    for (const [field, value] of [
      ['source', { slug: 'brand-new', name: 'Brand New' }],
      ['source', { name: 'Brand New' }],
      ['editor', { name: 'Nobody Yet' }],
    ] as const) {
      const refused = await alone('POST', articles, { body: { ...input, [field]: value } })
      t.strictSame([refused.status, refused.body.errors[0].pointer], [422, `/${field}`])
    }
    const own = await alone('POST', articles, { body: { ...input, source: { slug: 'desk', name: 'Desk' } } })
    t.equal(own.status, 201, 'a name that is known will do')
    const patched = await alone('PATCH', articlePath(own.body.id), { body: { source: { name: 'New' } }, ifMatch: '*' })
    t.equal(patched.status, 422)
    t.equal(await total(), before)
  })
})

t.test('fifty writers', async (t) => {
  const newsroom = underContract(await openNewsroom(t))
  const { call, get, article } = newsroom
  const path = articlePath

  t.test('200 for one of fifty with the same ETag, 412 for the others, and nothing is lost', async (t) => {
    const draft = await article({ title: 'Wanted by fifty', subtitle: 'Stays' })
    const { id } = draft.body
    const write = (number: number, ifMatch: string) =>
      call('PATCH', path(id), { as: number % 2 ? 'admin' : 'editor', ifMatch, body: { summary: `By ${number}` } })
    const answers = await Promise.all(Array.from({ length: 50 }, (_, number) => write(number, draft.etag)))
    const won = answers.filter(({ status }) => status === 200)
    const lost = answers.filter(({ status }) => status === 412)
    t.strictSame([won.length, lost.length], [1, 49])
    const number = answers.findIndex(({ status }) => status === 200)
    for (const { body, headers } of lost) {
      t.match(body, {
        currentETag: '"r2.2"',
        changedBy: number % 2 ? 'test admin' : 'test editor',
        changedAt: '2026-11-01T10:00:00Z',
      })
      t.equal(headers.etag, '"r2.2"')
    }
    const now = await get(path(id), { as: 'editor' })
    t.match(now.body, { summary: `By ${number}`, subtitle: 'Stays', revision: 2 })
    t.equal(now.etag, won[0]?.etag)
    t.equal((await get(`${path(id)}/revisions`, { as: 'editor' })).body.data.length, 2)
  })

  t.test('200 for all fifty who read again and merge: every change is there', async (t) => {
    const draft = await article({ title: 'Merged by fifty', authors: [] })
    const { id } = draft.body
    const add = async (name: string): Promise<void> => {
      for (;;) {
        const { body, etag } = await get(path(id), { as: 'editor' })
        const answer = await call('PATCH', path(id), {
          as: 'editor',
          ifMatch: etag,
          body: { authors: [...body.authors, name] },
        })
        if (answer.status === 200) return
        if (answer.status !== 412) throw new Error(answer.text)
      }
    }
    const names = Array.from({ length: process.env.MASTHEAD_SOAK ? 50 : 10 }, (_, number) => `Author ${number}`)
    await Promise.all(names.map(add))
    const { body } = await get(path(id), { as: 'editor' })
    t.strictSame([...body.authors].sort(), [...names].sort())
    t.equal(body.revision, names.length + 1)
  })
})
