import t from 'tap'
import { openNewsroom } from '../../support/newsroom.ts'

t.test('slugs of articles', async (t) => {
  const { article, call, get } = await openNewsroom(t)
  const path = (id: string) => `/v1/newsroom/articles/${id}`
  const publish = (id: string) => call('PUT', `${path(id)}/publication`, { as: 'editor', body: {}, ifMatch: '*' })
  const unpublish = (id: string) => call('DELETE', `${path(id)}/publication`, { as: 'editor', ifMatch: '*' })
  const patch = (id: string, body: object) => call('PATCH', path(id), { as: 'editor', body, ifMatch: '*' })
  const bySlug = (slug: string, language = 'en') => get(`/v1/articles/by-slug/${language}/${encodeURIComponent(slug)}`)

  t.test('201 with a slug made from the title, also from a Chinese one', async (t) => {
    const cases: Array<[string, string, string]> = [
      ['en', 'New port terminal: “opens” in Haiyan!', 'new-port-terminal-opens-in-haiyan'],
      ['en', 'L’été à São Paulo — it’s hot', 'lete-a-sao-paulo-its-hot'],
      ['zh-Hans', '海雁港新码头启用', 'hai-yan-gang-xin-ma-tou-qi-yong'],
      ['zh-Hans', '第5届AI大会', 'di-5-jie-ai-da-hui'],
      ['ru', 'Новости дня', 'новости-дня'],
      ['en', '!!!', 'article'],
    ]
    for (const [language, title, slug] of cases) t.equal((await article({ title, language })).body.slug, slug, title)
    const long = (await article({ title: 'word '.repeat(60).trim() })).body.slug
    t.match(long, /^(word-){15}word$/)
  })

  t.test(
    '201 with the slug of another draft; the first to be published has it, the second gets a number',
    async (t) => {
      const [one, two, three] = await Promise.all([1, 2, 3].map(() => article({ title: 'Shared by three drafts' })))
      t.strictSame([one?.body.slug, two?.body.slug], ['shared-by-three-drafts', 'shared-by-three-drafts'])
      t.equal((await publish(two?.body.id)).body.slug, 'shared-by-three-drafts')
      t.equal((await publish(one?.body.id)).body.slug, 'shared-by-three-drafts-2')
      t.equal((await publish(three?.body.id)).body.slug, 'shared-by-three-drafts-3')
      t.equal((await bySlug('shared-by-three-drafts-2')).body.id, one?.body.id)
      t.match(one?.body.url, '/en/shared-by-three-drafts')
      const elsewhere = await article({ title: 'Shared by three drafts', language: 'de' }, { publish: true })
      t.equal(elsewhere.body.slug, 'shared-by-three-drafts', 'unique per language')
    },
  )

  t.test('200 with numbers when many publish one title at the same time', async (t) => {
    const drafts = await Promise.all(Array.from({ length: 10 }, () => article({ title: 'At the same time' })))
    const slugs = (await Promise.all(drafts.map(({ body }) => publish(body.id)))).map(({ body }) => body.slug)
    const expected = ['at-the-same-time', ...Array.from({ length: 9 }, (_, index) => `at-the-same-time-${index + 2}`)]
    t.strictSame(slugs.sort(), expected.sort())
  })

  t.test('409 for a wanted slug that is public already, and the draft stays one', async (t) => {
    await article({ title: 'The holder', slug: 'wanted' }, { publish: true })
    const second = await article({ title: 'The rival', slug: 'wanted' })
    t.equal(second.status, 201, 'drafts may share it')
    const refused = await publish(second.body.id)
    t.equal(refused.status, 409)
    t.match(refused.body.errors, [{ pointer: '/slug' }])
    t.equal((await get(path(second.body.id), { as: 'editor' })).body.state, 'draft')
    await patch(second.body.id, { slug: 'wanted-too' })
    t.equal((await publish(second.body.id)).body.slug, 'wanted-too')
  })

  t.test('308 for a slug that it had before, with the parameters kept, and 200 for the new one', async (t) => {
    const live = await article({ title: 'Old address' }, { publish: true })
    const { id } = live.body
    await patch(id, { slug: 'neue-adresse-für-alle' })
    t.equal((await bySlug('old-address')).status, 200, 'until it is published again')
    t.equal((await bySlug('neue-adresse-für-alle')).status, 404)
    t.equal((await publish(id)).body.slug, 'neue-adresse-für-alle')
    const moved = await get('/v1/articles/by-slug/EN/old-address?body=text')
    t.equal(moved.status, 308)
    const target = encodeURIComponent('neue-adresse-für-alle')
    t.equal(moved.headers.location, `http://newsroom.test/v1/articles/by-slug/en/${target}?body=text`)
    t.equal((await bySlug('neue-adresse-für-alle')).body.id, id)
    await patch(id, { slug: 'third-address' })
    await publish(id)
    for (const slug of ['old-address', 'neue-adresse-für-alle'])
      t.match((await bySlug(slug)).headers.location, /third-address$/)
  })

  t.test(
    '409 for the old slug of another article, a number for a title that makes it, and back for its own',
    async (t) => {
      const live = await article({ title: 'Reserved for ever' }, { publish: true })
      await patch(live.body.id, { slug: 'moved-on' })
      await publish(live.body.id)
      const rival = await article({ title: 'A rival', slug: 'reserved-for-ever' })
      t.equal((await publish(rival.body.id)).status, 409)
      const sameTitle = await article({ title: 'Reserved for ever' }, { publish: true })
      t.equal(sameTitle.body.slug, 'reserved-for-ever-2')
      await patch(live.body.id, { slug: 'reserved-for-ever' })
      t.equal((await publish(live.body.id)).body.slug, 'reserved-for-ever')
      t.match((await bySlug('moved-on')).headers.location, /reserved-for-ever$/)
    },
  )

  t.test('404 for every slug of an unpublished article; they stay its own', async (t) => {
    const live = await article({ title: 'Hidden again' }, { publish: true })
    await patch(live.body.id, { slug: 'hidden-now' })
    await publish(live.body.id)
    await unpublish(live.body.id)
    for (const slug of ['hidden-again', 'hidden-now']) t.equal((await bySlug(slug)).status, 404, slug)
    t.equal((await article({ title: 'Hidden again' }, { publish: true })).body.slug, 'hidden-again-2')
    t.equal((await publish(live.body.id)).body.slug, 'hidden-now')
  })

  t.test('200 with the slug kept when a once public title changes, and following the title of a draft', async (t) => {
    const live = await article({ title: 'Title at first' }, { publish: true })
    await patch(live.body.id, { title: 'Title at last' })
    t.equal((await publish(live.body.id)).body.slug, 'title-at-first')
    const draft = await article({ title: 'Draft at first' })
    t.equal((await patch(draft.body.id, { title: 'Draft at last' })).body.slug, 'draft-at-last')
    t.equal((await patch(draft.body.id, { slug: 'draft-of-mine' })).body.slug, 'draft-of-mine')
    t.equal((await patch(draft.body.id, { slug: null })).body.slug, 'draft-at-last')
  })
})
