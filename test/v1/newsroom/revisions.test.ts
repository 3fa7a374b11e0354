/** What the newsroom saved of an article: its revisions, their differences, the way back, and the preview. */
import t from 'tap'
import { underContract } from '../../support/contract.ts'
import { articlePath, lifeOf, noId } from '../../support/life.ts'
import { openNewsroom } from '../../support/newsroom.ts'

const paragraph = (id: string, html: string) => ({ type: 'paragraph', id, html })

t.test('revisions', async (t) => {
  const newsroom = underContract(await openNewsroom(t))
  const { article, get, call, clock } = newsroom
  const life = lifeOf(newsroom)
  const revisions = (id: string, rest = '') => get(`${articlePath(id)}/revisions${rest}`, { as: 'editor' })
  const diff = (id: string, from: number, to: number) =>
    get(`${articlePath(id)}/diff?from=${from}&to=${to}`, { as: 'editor' })
  t.beforeEach(() => clock.set('2026-11-01T10:00:00Z'))

  t.test('200 with every save, newest first, page by page there and back', async (t) => {
    const { id } = (await article({ title: 'Save 1' })).body
    for (const number of [2, 3, 4, 5]) {
      clock.forward(60)
      await call('PATCH', articlePath(id), { as: 'admin', ifMatch: '*', body: { title: `Save ${number}` } })
    }
    await life.publish(id)
    const all = await revisions(id)
    t.equal(all.status, 200)
    t.strictSame(all.body.data[0], {
      revision: 5,
      title: 'Save 5',
      savedAt: '2026-11-01T10:04:00Z',
      savedBy: 'test admin',
    })
    t.equal(all.body.data[4].savedBy, 'test editor')
    const seen: number[] = []
    let cursor: string | null = ''
    let last: { previous: string | null } = { previous: null }
    while (cursor !== null) {
      const page: {
        body: { data: Array<{ revision: number }>; page: { next: string | null; previous: string | null } }
      } = await revisions(id, `?limit=2${cursor && `&cursor=${cursor}`}`)
      seen.push(...page.body.data.map(({ revision }) => revision))
      cursor = page.body.page.next
      last = page.body.page
    }
    t.strictSame(seen, [5, 4, 3, 2, 1])
    const back = await revisions(id, `?limit=2&cursor=${last.previous}`)
    t.strictSame(
      back.body.data.map(({ revision }: { revision: number }) => revision),
      [3, 2],
    )
  })

  t.test('200 with one as it was saved, and 404 for one that is not', async (t) => {
    const { id } = (await article({ title: 'As it was', summary: 'Old', tags: [] })).body
    await life.patch(id, { title: 'As it is', summary: null, body: { html: '<p>New.</p>' } })
    const first = await revisions(id, '/1')
    t.equal(first.status, 200)
    t.match(first.body, { revision: 1, title: 'As it was', summary: 'Old', savedBy: 'test editor' })
    t.match(first.body.body.blocks, [{ html: 'The first ship docked on Thursday.' }])
    t.match((await revisions(id, '/2')).body, {
      title: 'As it is',
      summary: null,
      body: { blocks: [{ html: 'New.' }] },
    })
    t.equal((await revisions(id, '/3')).status, 404)
    t.equal((await revisions(id, '/0')).status, 400)
    t.equal((await revisions(noId)).status, 404)
    t.equal((await revisions(noId, '/1')).status, 404)
    t.equal((await diff(noId, 1, 1)).status, 404)
    t.equal((await diff(id, 1, 3)).status, 404)
  })

  t.test('200 with the blocks that were added, removed, changed and moved, and the fields', async (t) => {
    const blocks = ['aaaa', 'bbbb', 'cccc', 'dddd'].map((id) => paragraph(id, `Text ${id}.`))
    const { id } = (await article({ title: 'Before', body: { blocks } })).body
    const [a, b, c, d] = blocks as [object, object, object, object]
    await life.patch(id, {
      title: 'After',
      authors: ['Zhou Min'],
      body: { blocks: [d, a, { ...c, html: 'Changed.' }, paragraph('eeee', 'New.')] },
    })
    const answer = await diff(id, 1, 2)
    t.equal(answer.status, 200)
    t.strictSame(answer.body.fields, [
      { field: 'title', before: 'Before', after: 'After' },
      { field: 'authors', before: [], after: ['Zhou Min'] },
    ])
    t.strictSame(answer.body.blocks, [
      { op: 'moved', id: 'dddd', before: d, after: d, from: 4, to: 1 },
      { op: 'changed', id: 'cccc', before: c, after: { ...c, html: 'Changed.' }, from: 3, to: 3 },
      { op: 'added', id: 'eeee', before: null, after: paragraph('eeee', 'New.'), from: null, to: 4 },
      { op: 'removed', id: 'bbbb', before: b, after: null, from: 2, to: null },
    ])
    const back = await diff(id, 2, 1)
    t.strictSame(back.body.fields[0], { field: 'title', before: 'After', after: 'Before' })
    t.strictSame(back.body.blocks.map(({ op, id }: { op: string; id: string }) => `${op} ${id}`).sort(), [
      'added bbbb',
      'changed cccc',
      'moved dddd',
      'removed eeee',
    ])
    await life.patch(id, { body: { blocks: [{ ...a, html: 'Text aaaa, changed.' }, d] } })
    const both = (await diff(id, 2, 3)).body.blocks.filter((change: { id: string }) => change.id === 'aaaa')
    t.ok(both.some(({ op }: { op: string }) => op === 'changed'))
  })

  t.test('200 restored: an old text under a new number; readers see nothing until it is published', async (t) => {
    const live = await article({ title: 'The good one', summary: 'Good' }, { publish: true })
    const { id } = live.body
    await life.patch(id, { title: 'The bad one', summary: null, body: { html: '<p>Bad.</p>' } })
    await life.publish(id)
    const restored = await life.restore(id, { revision: 1 })
    t.equal(restored.status, 200)
    t.match(restored.body, { revision: 3, version: 2, title: 'The good one', summary: 'Good', state: 'live' })
    t.strictSame(restored.body.body, live.body.body)
    t.strictSame((await diff(id, 1, 3)).body, { from: 1, to: 3, fields: [], blocks: [] })
    t.match((await life.read(id)).body, { title: 'The bad one', version: 2 })
    await life.publish(id, {}, restored.etag)
    t.match((await life.read(id)).body, { title: 'The good one', version: 3 })
    t.equal((await life.restore(id, { revision: 9 })).status, 404)
    t.equal((await life.restore(id, {})).status, 422)
    t.equal((await life.restore(id, { revision: 1 }, live.etag)).status, 412)
    await life.withdraw(id, { reason: 'Wrong.' })
    t.match(await life.restore(id, { revision: 1 }), { status: 409, body: { state: 'withdrawn', allowed: [] } })
  })

  t.test('200 previewed: what readers will see, and do not see yet', async (t) => {
    const other = await article({ title: 'Linked and live' }, { publish: true })
    const draft = await article({
      title: 'To be seen soon',
      summary: 'Soon',
      authors: ['Zhou Min'],
      images: [{ url: 'https://img.example/1.jpg', alt: 'Ships' }],
    })
    const { id } = draft.body
    await life.link(id, { data: [{ article: other.body.id }] })
    const preview = async () => get(`${articlePath(id)}/preview`, { as: 'editor' })
    const shown = await preview()
    t.equal(shown.status, 200)
    t.equal(shown.headers['cache-control'], 'no-store')
    t.equal((await life.read(id)).status, 404)
    await life.publish(id)
    /** What is computed from published texts cannot be foreseen. */
    const read = async () => {
      const { body } = await get(`/v1/articles/${id}?include=relatedNews,translations`)
      const picked = body.relatedNews.filter(({ kind }: { kind: string }) => kind !== 'automatic')
      return { ...body, relatedNews: picked }
    }
    t.strictSame(shown.body, await read())
    await life.patch(id, { title: 'Seen in another form' })
    clock.forward(60)
    const next = (await preview()).body
    t.match(next, { title: 'Seen in another form', version: 2, updatedAt: '2026-11-01T10:01:00Z' })
    t.match(await read(), { title: 'To be seen soon', version: 1 })
    await life.publish(id)
    t.strictSame(next, await read())
    t.equal((await get(`${articlePath(noId)}/preview`, { as: 'editor' })).status, 404)
  })
})
