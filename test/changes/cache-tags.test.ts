/** Which tags the rows of the log touch: what must be purged, and no more. */
import t from 'tap'
import { cacheTag, liveTag, siteTag } from '../../src/lib/cache-tags.ts'
import { openNewsroom } from '../support/newsroom.ts'

t.test('touched tags', async (t) => {
  const newsroom = await openNewsroom(t)
  const { db, changes, call, article } = newsroom

  /** What an act touches. */
  async function touchedBy(act: () => Promise<unknown>): Promise<string[]> {
    const { seq: before } = await changes.log.head(db.read)
    await act()
    const { seq, tags, everything } = await changes.touchedTags(db.read, before)
    t.equal(seq, (await changes.log.head(db.read)).seq, 'looks up to the head')
    t.equal(everything, false)
    return [...tags].sort()
  }
  const tagsOf = (...ids: string[]): string[] => ids.map((id) => cacheTag('article', id))
  const put = (id: string, what: string, ifMatch: string, body: unknown = {}) =>
    call('PUT', `/v1/newsroom/articles/${id}/${what}`, { as: 'admin', body, ifMatch })

  const first = await article({}, { publish: true })
  const { id } = first.body
  const sourceId: string = first.body.source.id

  t.test('nothing behind the head touches nothing', async (t) => {
    const { seq } = await changes.log.head(db.read)
    t.same(await changes.touchedTags(db.read, seq), { seq, tags: new Set(), everything: false })
  })

  t.test('an article touches itself and lists; a draft touches nothing', async (t) => {
    t.same(await touchedBy(() => article({ title: 'A draft' })), [])
    const patched = await call('PATCH', `/v1/newsroom/articles/${id}`, {
      as: 'editor',
      body: { title: 'Another title' },
      ifMatch: first.etag,
    })
    t.same(await touchedBy(() => put(id, 'publication', patched.etag)), [...tagsOf(id), liveTag].sort())
  })

  t.test('a translation touches the pages that name it, and those that do not know of it yet', async (t) => {
    const draft = await article({ title: '海盐新港', language: 'zh', translationOf: id, tags: [] })
    const published = () => put(draft.body.id, 'publication', draft.etag)
    t.same(await touchedBy(published), [...tagsOf(id, draft.body.id), liveTag].sort())
    const { etag } = await call('GET', `/v1/newsroom/articles/${draft.body.id}`, { as: 'editor' })
    const withdrawn = () => put(draft.body.id, 'withdrawal', etag, { reason: 'It was wrong.' })
    t.same(await touchedBy(withdrawn), [...tagsOf(draft.body.id), liveTag].sort())
  })

  t.test('a source touches itself and lists; its right touches everything', async (t) => {
    const url = `/v1/newsroom/sources/${sourceId}`
    const { etag } = await call('GET', url, { as: 'admin' })
    const renamed = await call('PATCH', url, { as: 'admin', body: { name: 'The desk' }, ifMatch: etag })
    t.equal(renamed.status, 200, renamed.text)
    const own = cacheTag('source', sourceId)
    const again = () => call('PATCH', url, { as: 'admin', body: { name: 'Desk' }, ifMatch: renamed.etag })
    t.same(await touchedBy(again), [liveTag, own])
    const present = await call('GET', url, { as: 'admin' })
    const body = { rights: { syndication: 'none' } }
    const righted = () => call('PATCH', url, { as: 'admin', body, ifMatch: present.etag })
    t.same(await touchedBy(righted), [liveTag, siteTag, own])
  })

  t.test('the site, and what anonymous readers may see, touch everything; the profile of a key does not', async (t) => {
    const named = () =>
      call('PATCH', '/v1/newsroom/site', {
        as: 'admin',
        body: { baseUrl: 'https://www.haiyan.example/' },
        ifMatch: '*',
      })
    t.same(await touchedBy(named), [liveTag, siteTag])
    const at = '2026-11-01T10:00:00Z'
    const profile = (of: string) =>
      db.write((queries) =>
        changes.log.append(queries, {
          ...{ resource: 'profile', id: of, type: 'updated', at, before: { profile: null }, after: { profile: null } },
        }),
      )
    t.same(await touchedBy(() => profile('anonymous')), [liveTag, siteTag])
    t.same(await touchedBy(() => profile(id)), [liveTag, cacheTag('profile', id)])
  })

  t.test('more than a thousand rows touch everything', async (t) => {
    const { seq: before } = await changes.log.head(db.read)
    const append = (queries: Parameters<Parameters<typeof db.write>[0]>[0]) =>
      changes.log.append(queries, {
        resource: 'site',
        id: 'site',
        type: 'updated',
        at: '2026-11-01T10:00:00Z',
        after: {},
      })
    await db.write(async (queries) => {
      for (let number = 0; number < 1000; number++) await append(queries)
    })
    t.match(await changes.touchedTags(db.read, before), { seq: before + 1000, everything: false })
    await db.write(append)
    await db.write(append)
    const touched = await changes.touchedTags(db.read, before)
    t.same(touched, { seq: before + 1002, tags: new Set([siteTag, liveTag]), everything: true })
  })
})
