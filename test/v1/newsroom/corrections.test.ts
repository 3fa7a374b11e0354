import t from 'tap'
import { underContract } from '../../support/contract.ts'
import { articlePath, lifeOf } from '../../support/life.ts'
import { openNewsroom } from '../../support/newsroom.ts'

t.test('POST /v1/newsroom/articles/{id}/corrections', async (t) => {
  const newsroom = underContract(await openNewsroom(t))
  const { article, get, clock } = newsroom
  const life = lifeOf(newsroom)
  t.beforeEach(() => clock.set('2026-11-01T10:00:00Z'))

  t.test('200 for each kind: a new edition with the notice, newest first, on both surfaces', async (t) => {
    const live = await article({ title: 'Put right again and again' }, { publish: true })
    const { id } = live.body
    const [block] = live.body.body.blocks
    const kinds = ['correction', 'clarification', 'update', 'retraction']
    for (const [index, kind] of kinds.entries()) {
      clock.forward(60)
      const corrected = await life.correct(id, { kind, notice: `The ${kind}.`, blocks: index === 0 ? [block.id] : [] })
      t.equal(corrected.status, 200, kind)
      t.match(corrected.body, {
        state: 'live',
        version: index + 2,
        revision: 1,
        publishedAt: live.body.publishedAt,
        updatedAt: `2026-11-01T10:0${index + 1}:00Z`,
      })
      t.equal((await life.work(id)).etag, corrected.etag)
    }
    const expected = kinds
      .map((kind, index) => ({
        version: index + 2,
        kind,
        notice: `The ${kind}.`,
        blocks: index === 0 ? [block.id] : [],
        at: `2026-11-01T10:0${index + 1}:00Z`,
      }))
      .reverse()
    const shown = (await life.read(id)).body
    const withoutId = ({ id: _, ...rest }: Record<string, unknown>) => rest
    t.strictSame(shown.corrections.map(withoutId), expected)
    t.strictSame((await life.work(id)).body.corrections, shown.corrections)
    t.notMatch(JSON.stringify(shown.corrections), 'test editor')
    t.match(shown, { version: 5, updatedAt: '2026-11-01T10:04:00Z' })
    const [listed] = (await get(`/v1/articles?ids=${id}`)).body.data
    t.strictSame(listed.corrections, shown.corrections)
    t.strictSame((await get(`/v1/articles/${id}?version=2`)).body.corrections, shown.corrections.slice(3))
    t.strictSame((await get(`/v1/articles/${id}?version=1`)).body.corrections, [])
  })

  t.test('200 publishes the pending working copy, and takes a pending schedule back', async (t) => {
    const blocks = (id: string) => ({ blocks: [{ type: 'paragraph', id, html: `Text of ${id}.` }] })
    const live = await article({ title: 'Capacity of 20 berths', body: blocks('twenty') }, { publish: true })
    const { id } = live.body
    await life.patch(id, { title: 'Capacity of 12 berths', body: blocks('twelve') })
    await life.publish(id, { publishAt: '2026-11-01T11:00:00Z', expiresAt: '2026-11-02T00:00:00Z' })
    t.match((await life.read(id)).body, { title: 'Capacity of 20 berths', corrections: [] })
    const corrected = await life.correct(id, {
      kind: 'correction',
      notice: 'An earlier version gave the wrong number.',
      blocks: ['twelve', 'twenty'],
    })
    t.equal(corrected.status, 200, 'blocks of the old text and of the new one')
    t.match(corrected.body, { publishAt: null, dueAt: null, expiresAt: '2026-11-02T00:00:00Z', version: 2 })
    t.match((await life.read(id)).body, {
      title: 'Capacity of 12 berths',
      corrections: [{ version: 2, blocks: ['twelve', 'twenty'] }],
    })
    clock.set('2026-11-01T11:00:00Z')
    t.equal(await newsroom.carryOutDue(), 0)
    t.equal((await life.read(id)).body.version, 2)
  })

  t.test('200 and kept for ever: it comes back with the article', async (t) => {
    const live = await article({ title: 'Corrected and unpublished' }, { publish: true })
    const { id } = live.body
    await life.correct(id, { kind: 'clarification', notice: 'To be clear.' })
    await life.unpublish(id)
    t.match((await life.work(id)).body.corrections, [{ notice: 'To be clear.' }])
    await life.publish(id)
    t.match((await life.read(id)).body, { version: 3, corrections: [{ notice: 'To be clear.', version: 2 }] })
  })

  t.test('422 for blocks that are not in it, unknown kinds and empty notices; nothing is published', async (t) => {
    const live = await article({ title: 'Badly corrected' }, { publish: true })
    const other = await article({ title: 'Of another article' }, { publish: true })
    const { id } = live.body
    await life.patch(id, { title: 'Pending' })
    const [block] = live.body.body.blocks
    const foreign = other.body.body.blocks[0].id
    const bodies: Array<[unknown, string]> = [
      [{ kind: 'correction', notice: 'x', blocks: [block.id, foreign] }, '/blocks/1'],
      [{ kind: 'correction', notice: 'x', blocks: ['nonesuch'] }, '/blocks/0'],
      [{ kind: 'correction', notice: 'x', blocks: [block.id, block.id] }, '/blocks'],
      [{ kind: 'apology', notice: 'x' }, '/kind'],
      [{ kind: 'correction', notice: '' }, '/notice'],
      [{ kind: 'correction' }, '/notice'],
      [{ notice: 'x' }, '/kind'],
    ]
    for (const [body, pointer] of bodies) {
      const refused = await life.correct(id, body)
      t.strictSame([refused.status, refused.body.errors[0].pointer], [422, pointer])
    }
    t.match((await life.read(id)).body, { title: 'Badly corrected', version: 1, corrections: [] })
  })

  t.test('409 for what readers do not see', async (t) => {
    const draft = await article({ title: 'Not yet live' })
    const body = { kind: 'correction', notice: 'x' }
    t.match(await life.correct(draft.body.id, body), { status: 409, body: { state: 'draft' } })
    await life.publish(draft.body.id, { publishAt: '2026-11-01T12:00:00Z' })
    t.match(await life.correct(draft.body.id, body), { status: 409, body: { state: 'scheduled' } })
  })

  t.test('412 with an old ETag: the newer text is not published by surprise', async (t) => {
    const live = await article({ title: 'Corrected in a hurry' }, { publish: true })
    await life.patch(live.body.id, { title: 'Somebody else was at work' })
    const refused = await life.correct(live.body.id, { kind: 'correction', notice: 'x' }, live.etag)
    t.equal(refused.status, 412)
    t.match((await life.read(live.body.id)).body, { title: 'Corrected in a hurry', corrections: [] })
    t.equal((await get(articlePath(live.body.id), { as: 'editor' })).body.corrections.length, 0)
  })
})
