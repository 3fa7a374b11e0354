/** Erasure: the texts of an article go from the whole database; a tombstone and the audit stay. */
import t from 'tap'
import { underContract } from '../../support/contract.ts'
import { dumpDatabase, tablesWith } from '../../support/dump.ts'
import { articlePath, lifeOf } from '../../support/life.ts'
import { openNewsroom } from '../../support/newsroom.ts'

/** Words that stand in one place of the erased article each. */
const words = [
  'Wombatstadt',
  'Xylograph',
  'Quetzalfeder',
  'Kumquatpresse',
  'Zirbelnuss',
  'Ocelotberg',
  'Yggdrasil',
  'Jabberwock',
  'Flibustier',
  'Gnurksberg',
]

const page = (title: string, related: string[]) =>
  [
    title,
    '',
    'Pub Date:24-06-21 16:53 Source:Qinghe News',
    '',
    'The Ocelotberg hosted the delegates on Thursday.',
    '',
    'Editor:Lin Yue',
    '',
    ...(related.length > 0 ? ['Related News', '', ...related, ''] : []),
  ].join('\n')

t.test('PUT /v1/newsroom/articles/{id}/erasure', async (t) => {
  const newsroom = underContract(await openNewsroom(t))
  const { article, get, call, config, clock } = newsroom
  const life = lifeOf(newsroom)
  const url = config.DATABASE_URL

  const post = (path: string, body: unknown, key: string, extra = {}) =>
    call('POST', path, { as: 'editor', body, headers: { 'idempotency-key': `"${key}"` }, ...extra })

  /** An article with a word in each of its places, and other articles that link to it. */
  async function build() {
    const created = await post(
      '/v1/newsroom/articles',
      {
        title: 'Wombatstadt falls',
        subtitle: 'Yggdrasil shaken',
        summary: 'Xylograph of a fall',
        slug: 'zirbelnuss-falls',
        language: 'en',
        source: { slug: 'desk', name: 'Desk' },
        authors: ['Jabberwock Smith'],
        images: [{ url: 'https://img.example/flibustier.jpg', alt: 'Flibustier at sea' }],
        body: { html: '<p>Quetzalfeder everywhere.</p>' },
      },
      'create',
    )
    const { id } = created.body
    await life.publish(id)
    await life.patch(id, { summary: 'Xylograph, corrected' })
    const corrected = await post(
      `${articlePath(id)}/corrections`,
      { kind: 'correction', notice: 'Kumquatpresse was misspelt.' },
      'correct',
      { ifMatch: '*' },
    )
    await life.patch(id, { slug: 'zirbelnuss-has-fallen', title: 'Wombatstadt has fallen' })
    await life.publish(id)
    await life.patch(id, { summary: 'Gnurksberg, never published' })
    await post(`${articlePath(id)}/publication/checks`, undefined, 'check')
    const other = await article({ title: 'Another that links' }, { publish: true })
    const linked = await life.link(other.body.id, { data: [{ article: id }] })
    if (linked.status !== 200) throw new Error(linked.text)
    return { id, other: other.body.id, created, corrected }
  }

  t.test('204: no table has a word of it, nor has any answer', async (t) => {
    const { id, other, created, corrected } = await build()
    t.strictSame([created.status, corrected.status], [201, 200])
    const before = await Promise.all(words.map((word) => tablesWith(url, word)))
    for (const [index, found] of before.entries()) {
      if (words[index] !== 'Ocelotberg') t.ok(found.length > 0, `${words[index]} is in ${found}`)
    }
    t.equal((await get(`/v1/articles/by-slug/en/zirbelnuss-falls`)).status, 308)
    clock.forward(60)
    const erased = await life.erase(id, { reason: 'Erased by order of a court.' })
    t.strictSame([erased.status, erased.text], [204, ''])
    for (const word of words) t.strictSame(await tablesWith(url, word), [], word)
    for (const address of [
      `/v1/articles/${id}`,
      '/v1/articles/by-slug/en/zirbelnuss-falls',
      '/v1/articles/by-slug/en/zirbelnuss-has-fallen',
      `/v1/articles/${id}/revisions`,
    ]) {
      const answer = await get(address)
      t.equal(answer.status, 410, address)
      t.match(answer.body, {
        reason: 'Erased by order of a court.',
        erased: true,
        withdrawnAt: '2026-11-01T10:01:00Z',
        replacement: null,
      })
    }
    t.equal((await life.work(id)).status, 404)
    t.equal((await get(`${articlePath(id)}/revisions`, { as: 'admin' })).status, 404)
    t.strictSame((await get(`/v1/articles/${other}/related-news`)).body.data, [])
    t.notMatch((await get('/v1/articles?limit=200')).text, id)
  })

  t.test('204 keeps who did what: the whole audit of the article, with the erasure last', async (t) => {
    const live = await article({ title: 'Audited and erased' }, { publish: true })
    const { id } = live.body
    await life.erase(id, { reason: 'Ordered.' }, live.etag)
    const { data } = (await get(`/v1/newsroom/audit?resourceId=${id}`, { as: 'admin' })).body
    t.strictSame(
      data.map((entry: { action: string }) => entry.action),
      ['erase', 'publish', 'create'],
    )
    t.match(data[0], { fromState: 'live', toState: null, fromRevision: 1, toRevision: null, keyName: 'test admin' })
  })

  t.test('204 for what is unpublished, expired, archived or withdrawn; its former reasons go too', async (t) => {
    const dead = await article({ title: 'Withdrawn, then erased' }, { publish: true })
    await life.withdraw(dead.body.id, { reason: 'Because of Brunhild.', internalReason: 'Kriemhild said so.' })
    t.equal((await life.erase(dead.body.id, { reason: 'Ordered.' })).status, 204)
    for (const word of ['Brunhild', 'Kriemhild']) t.strictSame(await tablesWith(url, word), [], word)
    t.match((await life.read(dead.body.id)).body, { reason: 'Ordered.', erased: true })
    const gone = await article({ title: 'Unpublished, then erased' }, { publish: true })
    await life.unpublish(gone.body.id)
    t.equal((await life.erase(gone.body.id, { reason: 'Ordered.' })).status, 204)
    t.equal((await life.read(gone.body.id)).status, 410)
    t.equal((await life.erase(gone.body.id, { reason: 'Again.' })).status, 404, 'there is nothing to erase any more')
  })

  t.test('409 for what was never public: that is deleted, and leaves nothing either', async (t) => {
    const draft = await article({ title: 'Draft about Rumpelstilz' })
    const linking = await article({ title: 'Links to a draft' })
    t.equal((await life.link(linking.body.id, { data: [{ article: draft.body.id }] })).status, 200)
    const refused = await life.erase(draft.body.id, { reason: 'Ordered.' })
    t.match(refused, { status: 409, body: { state: 'draft', allowed: ['delete'] } })
    t.equal((await life.remove(draft.body.id)).status, 409, 'while something links to it')
    await life.link(linking.body.id, { data: [] })
    t.equal((await life.remove(draft.body.id)).status, 204)
    t.strictSame(await tablesWith(url, 'Rumpelstilz'), [])
  })

  t.test('403 for editors, 422 without a reason', async (t) => {
    const live = await article({ title: 'Not to be erased by everybody' }, { publish: true })
    for (const as of ['editor', 'contributor', 'partner', 'reader'] as const) {
      const refused = await call('PUT', `${articlePath(live.body.id)}/erasure`, {
        as,
        body: { reason: 'x' },
        ifMatch: '*',
      })
      t.equal(refused.status, 403, as)
      t.match(refused.body.detail, 'articles:erase')
    }
    t.equal((await life.erase(live.body.id, {})).status, 422)
    t.equal((await life.read(live.body.id)).status, 200)
  })

  t.test('409 for its slugs for ever, and numbered ones for those that follow from a title', async (t) => {
    const live = await article({ title: 'Slug of old', slug: 'slug-of-old' }, { publish: true })
    await life.patch(live.body.id, { slug: 'slug-of-late' })
    await life.publish(live.body.id)
    await life.erase(live.body.id, { reason: 'Ordered.' })
    for (const slug of ['slug-of-old', 'slug-of-late']) {
      const wanting = await article({ title: `Wants ${slug}`, slug })
      const checks = await life.check(wanting.body.id)
      t.match(checks.body, { publishable: false, blocking: [{ code: 'slug-taken', pointer: '/slug' }] })
      t.equal((await life.publish(wanting.body.id)).status, 409, slug)
      t.equal((await get(`/v1/articles/by-slug/en/${slug}`)).status, 410)
    }
    t.equal((await article({ title: 'Slug of old' }, { publish: true })).body.slug, 'slug-of-old-2')
    t.notMatch(
      [...(await dumpDatabase(url)).entries()].find(([name]) => name.endsWith('slugs')),
      /slug-of-late"/,
    )
  })

  t.test('204 for an imported page: neither its provenance nor that of pages that print its title stays', async (t) => {
    const load = (text: string, key: string) =>
      post('/v1/newsroom/imports', text, key, { type: 'text/plain' }).then(({ body }) => body.items[0])
    const imported = await load(page('Ocelotberg hosts a congress of delegates', []), 'import-1')
    t.equal(imported.result, 'created')
    const { articleId } = imported
    await newsroom.carryOutDue()
    const other = await load(
      page('A different page altogether', ['Ocelotberg hosts a congress...']).replace('The Ocelotberg', 'The town'),
      'import-2',
    )
    t.equal(other.result, 'created')
    t.ok((await tablesWith(url, 'Ocelotberg')).length >= 3)
    const shown = (await get(`/v1/articles/${other.articleId}/related-news`)).body.data
    t.equal(shown[0]?.article?.id, articleId)
    t.equal((await life.erase(articleId, { reason: 'Ordered.' })).status, 204)
    t.strictSame(await tablesWith(url, 'Ocelotberg'), [])
    const still = await get(`${articlePath(other.articleId)}/provenance`, { as: 'editor' })
    t.equal(still.status, 200, 'the rest of the other page stays')
    t.match(still.text, 'A different page altogether')
  })
})
