/** What readers may know of an article's past: its editions. */
import t from 'tap'
import { underContract } from '../../support/contract.ts'
import { lifeOf, noId } from '../../support/life.ts'
import { openNewsroom } from '../../support/newsroom.ts'

t.test('the public history of articles', async (t) => {
  const newsroom = underContract(await openNewsroom(t))
  const { article, get, clock } = newsroom
  const life = lifeOf(newsroom)
  t.beforeEach(() => clock.set('2026-11-01T10:00:00Z'))

  /** Three editions at 10:00, 11:00 and 13:00, unpublished from 12:00 to 13:00; a secret save in between each. */
  async function threeEditions(title: string) {
    const live = await article(
      { title: `${title} one`, summary: 'First', body: { blocks: [paragraph('Alpha.'), paragraph('Beta.')] } },
      { publish: true },
    )
    const { id } = live.body
    const texts = [(await life.read(id)).text]
    clock.set('2026-11-01T10:30:00Z')
    await life.patch(id, { summary: 'Secretive' })
    clock.set('2026-11-01T11:00:00Z')
    await life.patch(id, { title: `${title} two`, summary: 'Second', body: { blocks: [paragraph('Beta.')] } })
    await life.publish(id)
    texts.push((await life.read(id)).text)
    clock.set('2026-11-01T12:00:00Z')
    await life.unpublish(id)
    clock.set('2026-11-01T13:00:00Z')
    await life.patch(id, { title: `${title} three`, body: { blocks: [paragraph('Beta.'), paragraph('Gamma.')] } })
    await life.publish(id)
    texts.push((await life.read(id)).text)
    await life.patch(id, { title: 'Secretive title' })
    return { id, texts }
  }

  const paragraph = (html: string) => ({ type: 'paragraph', html })

  t.test('200 with the editions only, newest first, and when readers saw each', async (t) => {
    const { id } = await threeEditions('Listed')
    const { status, body, text } = await get(`/v1/articles/${id}/revisions`)
    t.equal(status, 200)
    t.strictSame(body.data, [
      { version: 3, title: 'Listed three', shownFrom: '2026-11-01T13:00:00Z', shownUntil: null },
      { version: 2, title: 'Listed two', shownFrom: '2026-11-01T11:00:00Z', shownUntil: '2026-11-01T12:00:00Z' },
      { version: 1, title: 'Listed one', shownFrom: '2026-11-01T10:00:00Z', shownUntil: '2026-11-01T11:00:00Z' },
    ])
    t.notMatch(text, /Secretive/)
  })

  t.test('200 as of any second: byte for byte what readers got', async (t) => {
    const { id, texts } = await threeEditions('Asked for')
    const cases: Array<[string, number]> = [
      ['2026-11-01T10:00:00Z', 0],
      ['2026-11-01T10:59:59Z', 0],
      ['2026-11-01T11:00:00Z', 1],
      ['2026-11-01T11:59:59Z', 1],
      ['2026-11-01T13:00:00Z', 2],
      ['2027-01-01T00:00:00Z', 2],
      ['2026-11-01T19:30:00%2B08:00', 1],
    ]
    for (const [asOf, index] of cases) {
      const answer = await get(`/v1/articles/${id}?asOf=${asOf}`)
      t.equal(answer.status, 200, asOf)
      t.equal(answer.text, texts[index], asOf)
    }
    for (const [index, text] of texts.entries()) {
      t.equal((await get(`/v1/articles/${id}?version=${index + 1}`)).text, text, `version ${index + 1}`)
    }
  })

  t.test('200 with fields, body and include as for the article of today', async (t) => {
    const { id } = await threeEditions('Shaped')
    const text = await get(`/v1/articles/${id}?version=1&body=text`)
    t.strictSame(text.body.body, { text: 'Alpha.\n\nBeta.' })
    const other = await article({ title: 'Linked only today' }, { publish: true })
    await life.link(id, { data: [{ article: other.body.id }] })
    const included = await get(`/v1/articles/${id}?asOf=2026-11-01T10:00:00Z&include=relatedNews,source`)
    t.match(included.body, {
      version: 1,
      relatedNews: [{ title: 'Linked only today' }],
      source: { slug: 'desk', kind: String },
    })
  })

  t.test('404 before the first publication, in the gap, and for versions that are not', async (t) => {
    const { id } = await threeEditions('Missed')
    for (const query of [
      'asOf=2026-11-01T09:59:59Z',
      'asOf=2026-11-01T12:00:00Z',
      'asOf=2026-11-01T12:59:59Z',
      'version=4',
    ]) {
      const answer = await get(`/v1/articles/${id}?${query}`)
      t.equal(answer.status, 404, query)
      t.notMatch(answer.text, /Missed|Secretive/)
    }
  })

  t.test('404 for drafts, unpublished and unknown articles, however they are asked for', async (t) => {
    const { id } = await threeEditions('Away')
    await life.unpublish(id)
    const draft = await article({ title: 'A draft has no history' })
    const bodies = new Set<string>()
    for (const each of [id, draft.body.id, noId])
      for (const query of ['/revisions', '/diff?from=1&to=2', '?version=1', '?asOf=2026-11-01T10:00:00Z']) {
        const answer = await get(`/v1/articles/${each}${query}`)
        t.equal(answer.status, 404, query)
        bodies.add(JSON.stringify({ ...answer.body, instance: '' }))
      }
    t.equal(bodies.size, 1, 'one answer for all')
  })

  t.test('400 for both parameters, and for values that are none', async (t) => {
    const { id } = (await article({ title: 'Asked wrongly' }, { publish: true })).body
    const cases: Array<[string, string]> = [
      ['asOf=2026-11-01T10:00:00Z&version=1', 'version'],
      ['version=0', 'version'],
      ['version=one', 'version'],
      ['version=1000001', 'version'],
      ['asOf=yesterday', 'asOf'],
      ['asOf=2026-11-31T10:00:00Z', 'asOf'],
      ['asof=2026-11-01T10:00:00Z', 'asof'],
    ]
    for (const [query, parameter] of cases) {
      const answer = await get(`/v1/articles/${id}?${query}`)
      t.strictSame([answer.status, answer.body.errors[0].parameter], [400, parameter], query)
    }
    for (const query of ['', '?from=1', '?from=0&to=1', '?from=1&to=x'])
      t.equal((await get(`/v1/articles/${id}/diff${query}`)).status, 400, query)
  })

  t.test('200 with what changed between two editions', async (t) => {
    const { id } = await threeEditions('Compared')
    const { status, body, text } = await get(`/v1/articles/${id}/diff?from=1&to=3`)
    t.equal(status, 200)
    t.match(body, { from: 1, to: 3 })
    t.strictSame(body.fields, [
      { field: 'title', before: 'Compared one', after: 'Compared three' },
      { field: 'summary', before: 'First', after: 'Second' },
    ])
    type Change = {
      op: string
      before: { html: string } | null
      after: { html: string } | null
      from: number
      to: number
    }
    const steps = body.blocks.map(({ op, before, after, from, to }: Change) => [
      op,
      before?.html ?? null,
      after?.html ?? null,
      from,
      to,
    ])
    t.strictSame(steps, [
      ['added', null, 'Gamma.', null, 2],
      ['removed', 'Alpha.', null, 1, null],
    ])
    t.notMatch(text, /Secretive/)
    t.strictSame((await get(`/v1/articles/${id}/diff?from=2&to=2`)).body, { from: 2, to: 2, fields: [], blocks: [] })
    t.equal((await get(`/v1/articles/${id}/diff?from=1&to=4`)).status, 404)
  })

  t.test('200 at the end of a second in which it changed twice', async (t) => {
    const live = await article({ title: 'Fast first' }, { publish: true })
    const { id } = live.body
    await life.patch(id, { title: 'Fast second' })
    await life.publish(id)
    t.equal((await get(`/v1/articles/${id}?asOf=2026-11-01T10:00:00Z`)).body.title, 'Fast second')
    t.equal((await get(`/v1/articles/${id}?version=1`)).body.title, 'Fast first')
  })
})
