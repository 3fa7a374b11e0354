import t from 'tap'
import { underContract } from '../../support/contract.ts'
import { articlePath, lifeOf, noId } from '../../support/life.ts'
import { openNewsroom } from '../../support/newsroom.ts'

type Found = Array<{ code: string; pointer: string }>
const brief = (found: Found) => found.map(({ code, pointer }) => `${code} ${pointer}`)

t.test('POST /v1/newsroom/articles/{id}/publication/checks', async (t) => {
  const newsroom = underContract(await openNewsroom(t))
  const { article, call, get } = newsroom
  const life = lifeOf(newsroom)
  for (const source of [{ slug: 'own', name: 'Own desk', kind: 'own' }])
    await call('POST', '/v1/newsroom/sources', { as: 'editor', body: source })
  await call('POST', '/v1/newsroom/tags', {
    as: 'editor',
    body: { slug: 'ports', kind: 'topic', labels: { en: 'Ports' } },
  })
  const site = (body: unknown) => call('PATCH', '/v1/newsroom/site', { as: 'admin', body, ifMatch: '*' })
  t.equal(
    (await site({ baseUrl: 'https://www.own.example/', articleUrl: 'https://www.own.example/{language}/{slug}' }))
      .status,
    200,
  )

  const whole = {
    source: 'own',
    summary: 'A summary.',
    tags: ['ports'],
    images: [{ url: 'https://img.example/1.jpg', alt: 'A ship' }],
  }

  t.test('200 without a finding for an article that lacks nothing, and nothing is changed', async (t) => {
    const draft = await article({ title: 'Lacks nothing', ...whole })
    const checks = await life.check(draft.body.id)
    t.equal(checks.status, 200)
    t.strictSame(checks.body, { publishable: true, blocking: [], advice: [] })
    t.equal((await life.work(draft.body.id)).etag, draft.etag)
    t.equal((await life.read(draft.body.id)).status, 404)
  })

  t.test('200 with advice on what is missing, each with its place', async (t) => {
    const draft = await article({
      title: 'Lacks much',
      source: 'own',
      images: [{ url: 'https://img.example/1.jpg', alt: 'x' }, { url: 'https://img.example/2.jpg' }],
      body: {
        blocks: [
          { type: 'paragraph', html: 'Text.' },
          { type: 'image', url: 'https://img.example/3.jpg' },
        ],
      },
    })
    const { body } = await life.check(draft.body.id)
    t.equal(body.publishable, true)
    t.strictSame(brief(body.advice), [
      'no-summary /summary',
      'no-tag /tags',
      'image-without-alt /images/1/alt',
      'image-without-alt /body/blocks/1/alt',
    ])
    const empty = await article({ title: 'Lacks a body', ...whole, body: null })
    t.strictSame(brief((await life.check(empty.body.id)).body.advice), ['no-body /body'])
    t.equal((await life.publish(empty.body.id)).status, 200, 'advice hinders nobody')
  })

  t.test('200 with the duties of a reprint: advice, or blocking where the site requires them', async (t) => {
    const reprint = await article({ title: 'A reprint', ...whole, source: { slug: 'agency', name: 'Agency' } })
    const { id } = reprint.body
    const duties = ['reprint-duty /originalTitle', 'reprint-duty /authors', 'reprint-duty /editor']
    t.strictSame(brief((await life.check(id)).body.advice), duties)
    await site({ reprintPolicy: 'require' })
    const strict = (await life.check(id)).body
    t.equal(strict.publishable, false)
    t.strictSame([brief(strict.blocking), brief(strict.advice)], [[duties[0], duties[2]], [duties[1]]])
    t.equal((await life.publish(id)).status, 422)
    await site({ reprintPolicy: 'advise' })
    t.equal((await life.publish(id)).status, 200)
  })

  t.test('200 with a slug that was taken by another, but not by itself', async (t) => {
    const first = await article({ title: 'Had it first', ...whole, slug: 'had-first' }, { publish: true })
    t.equal((await life.check(first.body.id)).body.publishable, true)
    const second = await article({ title: 'Wants it too', ...whole, slug: 'had-first' })
    const { body } = await life.check(second.body.id)
    t.strictSame([body.publishable, brief(body.blocking)], [false, ['slug-taken /slug']])
    t.equal((await life.publish(second.body.id)).status, 409)
    const elsewhere = await article({ title: '另一种语言', ...whole, language: 'zh-Hans', slug: 'had-first' })
    t.equal((await life.check(elsewhere.body.id)).body.publishable, true, 'slugs are taken per language')
    const byTitle = await article({ title: 'Had first', ...whole })
    t.equal((await life.check(byTitle.body.id)).body.publishable, true, 'one made from a title gives way')
  })

  t.test('200 with the state where that forbids it', async (t) => {
    const live = await article({ title: 'To be withdrawn', ...whole }, { publish: true })
    t.equal((await life.check(live.body.id)).body.publishable, true)
    await life.withdraw(live.body.id, { reason: 'Wrong.' })
    const { body } = await life.check(live.body.id)
    t.strictSame([body.publishable, brief(body.blocking)], [false, ['state /state']])
    t.match(body.blocking[0].detail, /withdrawn.*nothing/)
    const draft = await article({ title: 'To be archived', ...whole })
    await life.archive(draft.body.id)
    t.match((await life.check(draft.body.id)).body.blocking[0].detail, /archived.*unarchive/)
  })

  t.test('200 with links to pages of ours that readers cannot see, in every kind of block', async (t) => {
    const live = await article({ title: 'Live target', ...whole }, { publish: true })
    const hidden = await article({ title: 'Hidden target', ...whole })
    const to = (slug: string) => `<a href="https://www.own.example/en/${slug}">x</a>`
    const draft = await article({
      title: 'Links here and there',
      ...whole,
      body: {
        blocks: [
          { type: 'paragraph', html: `${to('live-target')} <a href="https://other.example/en/hidden-target">y</a>` },
          { type: 'paragraph', html: `${to('hidden-target')} ${to('live-target')} ${to('never-was')}` },
          { type: 'list', ordered: false, items: ['x', to('hidden-target')] },
          { type: 'quote', html: to('hidden-target') },
        ],
      },
    })
    await life.link(draft.body.id, { data: [{ article: live.body.id }, { article: hidden.body.id }] })
    const advice = async () => brief((await life.check(draft.body.id)).body.advice)
    t.strictSame(await advice(), [
      'dead-link /body/blocks/1',
      'dead-link /body/blocks/1',
      'dead-link /body/blocks/2',
      'dead-link /body/blocks/3',
      'dead-related-link /relatedNews/1',
    ])
    await life.publish(hidden.body.id)
    t.strictSame(await advice(), ['dead-link /body/blocks/1'])
    await life.unpublish(live.body.id)
    t.strictSame(await advice(), [
      'dead-link /body/blocks/0',
      'dead-link /body/blocks/1',
      'dead-link /body/blocks/1',
      'dead-related-link /relatedNews/0',
    ])
  })

  t.test('200 for contributors with their own, 404 with others’ and with nothing, 403 for readers', async (t) => {
    const draft = await article({ title: 'Not theirs', ...whole })
    const check = (id: string, as: 'contributor' | 'partner') =>
      call('POST', `${articlePath(id)}/publication/checks`, { as })
    t.equal((await check(draft.body.id, 'contributor')).status, 404)
    t.equal((await check(draft.body.id, 'partner')).status, 403)
    t.equal((await life.check(noId)).status, 404)
    const own = await call('POST', '/v1/newsroom/articles', {
      as: 'contributor',
      body: { title: 'Theirs', language: 'en', source: 'own' },
    })
    t.equal((await check(own.body.id, 'contributor')).status, 200)
    t.equal(
      (await get('/v1/articles?limit=200')).body.data.some(({ id }: { id: string }) => id === own.body.id),
      false,
    )
  })
})
