import t from 'tap'
import { actor, openNewsroom } from '../../support/newsroom.ts'

const path = (id: string) => `/v1/newsroom/articles/${id}`

/** A language for each case: links are only resolved within one, so the cases do not see each other’s articles. */
let languages = 0
const ownLanguage = (base = 'en') => `${base}-c${String(++languages).padStart(7, '0')}`

t.test('unresolved related news', async (t) => {
  const newsroom = await openNewsroom(t)
  const { call, get, db, clock } = newsroom
  const article = async (language: string, title: string, publish = false): Promise<string> =>
    (await newsroom.article({ language, title }, { publish })).body.id
  const put = (id: string, titles: Array<string | object>) => {
    const data = titles.map((title) => (typeof title === 'string' ? { title } : title))
    return call('PUT', `${path(id)}/related-news`, { as: 'editor', body: { data }, ifMatch: '*' })
  }
  const patch = (id: string, body: object) => call('PATCH', path(id), { as: 'editor', body, ifMatch: '*' })
  const publish = (id: string, body = {}) =>
    call('PUT', `${path(id)}/publication`, { as: 'editor', body, ifMatch: '*' })
  const unpublish = (id: string) => call('DELETE', `${path(id)}/publication`, { as: 'editor', ifMatch: '*' })
  const linksOf = async (id: string) => (await get(`${path(id)}/related-news`, { as: 'editor' })).body.data
  const targets = async (id: string): Promise<Array<string | null>> =>
    (await linksOf(id)).map((link: { article: { id: string } | null }) => link.article?.id ?? null)

  t.test(
    '200 resolved when its article goes live, for readers too, and the printed title stays with the newsroom',
    async (t) => {
      const language = ownLanguage()
      const owner = await article(language, 'The page with the cut title', true)
      await put(owner, ['Ferry line to be re...', { title: 'Outside', url: 'https://a.example/' }])
      t.strictSame(await targets(owner), [null, null])
      const target = await article(language, 'Ferry line to be reopened in May')
      t.strictSame(await targets(owner), [null, null], 'not by a draft')
      const live = await publish(target)
      t.strictSame(await targets(owner), [target, null])
      t.match(await linksOf(owner), [
        { state: 'article', title: 'Ferry line to be re...', candidates: [] },
        { state: 'outside' },
      ])
      const seen = (await get(`/v1/articles/${owner}/related-news`)).body.data
      t.match(seen[0], { title: 'Ferry line to be reopened in May', article: { id: target }, url: live.body.url })
      t.equal(
        (await get(`/v1/newsroom/related-news?state=unresolved&article=${owner}`, { as: 'editor' })).body.data.length,
        0,
      )
    },
  )

  t.test('200 resolved at the PUT when its article is live already, and at a tick', async (t) => {
    const language = ownLanguage()
    const target = await article(language, 'Second berth planned for autumn', true)
    const owner = await article(language, 'The page that comes later')
    const answer = await put(owner, ['Second berth pla…', 'A third berth is pla…'])
    t.match(answer.body.data, [
      { state: 'article', article: { id: target } },
      { state: 'unresolved', article: null },
    ])
    const third = await article(language, 'A third berth is planned')
    clock.set('2026-11-01T10:00:00Z')
    await publish(third, { publishAt: '2026-11-01T10:05:00Z' })
    t.strictSame(await targets(owner), [target, null])
    clock.set('2026-11-01T10:05:00Z')
    await newsroom.carryOutDue()
    t.strictSame(await targets(owner), [target, third])
  })

  t.test('200 resolved when a live article is published again with another title', async (t) => {
    const language = ownLanguage()
    const owner = await article(language, 'The page with a patient link')
    await put(owner, ['The renamed harbour fes...'])
    const target = await article(language, 'The harbour festival', true)
    t.strictSame(await targets(owner), [null])
    await patch(target, { title: 'The renamed harbour festival' })
    t.strictSame(await targets(owner), [null])
    await publish(target)
    t.strictSame(await targets(owner), [target])
  })

  t.test('200 resolved whatever the case, width, quotes, dashes and spaces', async (t) => {
    const cases: Array<[string, string]> = [
      ['THE  “HARBOUR”  FESTIV...', 'The harbour festival'],
      ['Ｔｈｅ　ｈａｒｂｏｕｒ ｆｅｓｔ……', 'The harbour festival'],
      ["'The' harbour's fes …", 'The harbours festival'],
      ['The harbour-festival op...', 'The harbour – festival opens'],
      ['海雁港新码头...', '海雁港“新码头”启用'],
      ['海雁港 “新” 码头启…', '海雁港新码头启用'],
      ['第５届ＡＩ大会开…', '第5届AI大会开幕'],
      ['The harbour festival', 'The harbour festival'],
    ]
    for (const [cut, title] of cases) {
      const language = ownLanguage('zh')
      const owner = await article(language, 'Owner')
      await put(owner, [cut])
      const target = await article(language, title, true)
      t.strictSame(await targets(owner), [target], `${cut} is ${title}`)
      const later = await article(language, 'Owner of the same')
      await put(later, [cut])
      t.strictSame(await targets(later), [target], `${cut} is ${title}, at the PUT`)
    }
  })

  t.test('200 left open when it is too short, no beginning, or in another language', async (t) => {
    const language = ownLanguage()
    const other = ownLanguage('fr')
    const owner = await article(language, 'An owner of doubtful links')
    const doubtful = [
      'Harbour fes...',
      'harbour festival opens',
      'The harbour festivals...',
      '海雁港新码...',
      'The harbour fête op...',
    ]
    await put(owner, doubtful)
    const titles = ['The harbour festival opens', 'Harbour fest', 'Harbour feSt opens', '海雁港新码头启用']
    for (const title of titles) await article(language, title, true)
    await article(other, 'The harbour fête opens', true)
    t.strictSame(await targets(owner), [null, null, null, null, null])
    const enough = await article(language, 'An owner of links just long enough')
    await put(enough, ['The harbour fes...', 'The harbour...', '海雁港新码头...', '海雁港新码…'])
    t.strictSame(
      (await targets(enough)).map((id) => id !== null),
      [true, false, true, false],
    )
  })

  t.test('200 left open at 11 Latin characters and resolved at 12, spaces not counted', async (t) => {
    const language = ownLanguage()
    const target = await article(language, 'abcde fghijk lmnop', true)
    for (const [cut, resolved] of [
      ['abcde fghijk...', false],
      ['abcde fghijk l...', true],
    ] as const) {
      const owner = await article(language, 'Owner')
      await put(owner, [cut])
      t.strictSame(await targets(owner), [resolved ? target : null], cut)
    }
  })

  t.test('200 never linked to the page itself, which does not make it ambiguous either', async (t) => {
    const language = ownLanguage()
    const owner = await article(language, 'Province opens its harbours to all')
    await put(owner, ['Province opens its...'])
    await publish(owner)
    t.strictSame(await targets(owner), [null])
    const target = await article(language, 'Province opens its rivers', true)
    t.strictSame(await targets(owner), [target])
    const seen = (await get(`/v1/articles/${owner}/related-news`)).body.data
    t.strictSame(
      seen.map((each: { title: string }) => each.title),
      ['Province opens its rivers'],
    )
  })

  t.test('200 left open while two begin so: listed with both, and an editor chooses with a PUT', async (t) => {
    const language = ownLanguage()
    const one = await article(language, 'Mountain railway opens on Monday', true)
    const two = await article(language, 'Mountain railway opens at last', true)
    const owner = await article(language, 'An owner with two candidates', true)
    await put(owner, [{ title: 'A', url: 'https://a.example/' }, 'Mountain railway op...'])
    const open = await get('/v1/newsroom/related-news?state=unresolved&limit=200', { as: 'editor' })
    const [link] = open.body.data.filter((each: { articleId: string }) => each.articleId === owner)
    t.match(link, {
      articleId: owner,
      articleTitle: 'An owner with two candidates',
      position: 2,
      title: 'Mountain railway op...',
    })
    t.strictSame(link.candidates.map((each: { id: string }) => each.id).sort(), [one, two].sort())
    t.match(link.candidates[0], { language, slug: String, title: /^Mountain railway opens/, publishedAt: String })
    const seen = (await get(`/v1/articles/${owner}/related-news`)).body.data
    t.match(seen[1], { title: 'Mountain railway op...', article: null, url: null })
    await put(owner, [{ title: 'A', url: 'https://a.example/' }, { article: two }])
    t.strictSame(await targets(owner), [null, two])
    t.match((await get(`/v1/articles/${owner}/related-news`)).body.data[1], { article: { id: two } })
  })

  t.test('200 left open by a second article while the first is live, resolved once it is alone', async (t) => {
    const language = ownLanguage()
    const first = await article(language, 'Tea harvest begins early', true)
    const second = await article(language, 'Tea harvest begins in the south', true)
    const owner = await article(language, 'An owner who waits')
    await put(owner, ['Tea harvest be...'])
    t.strictSame(await targets(owner), [null])
    await unpublish(first)
    await patch(second, { summary: 'A new edition' })
    await publish(second)
    t.strictSame(await targets(owner), [second])
    await publish(first)
    t.strictSame(await targets(owner), [second], 'what is resolved stays so')
  })

  t.test('200 with one link to an article only, when two printed titles of a page mean it', async (t) => {
    const language = ownLanguage()
    const owner = await article(language, 'An owner of two for one')
    await put(owner, ['Silk road museum...', 'Silk road museum op...'])
    const target = await article(language, 'Silk road museum opens', true)
    t.strictSame(
      (await targets(owner)).filter((id) => id !== null),
      [target],
    )
  })

  t.test('200 hidden from readers while the target is unpublished, and back afterwards', async (t) => {
    const language = ownLanguage()
    const owner = await article(language, 'An owner whose link hides', true)
    await put(owner, ['Lake level rises a...'])
    const target = await article(language, 'Lake level rises again', true)
    const seen = async () => (await get(`/v1/articles/${owner}/related-news`)).body.data.length
    t.equal(await seen(), 1)
    await unpublish(target)
    t.equal(await seen(), 0)
    t.strictSame(await targets(owner), [target])
    await publish(target)
    t.equal(await seen(), 1)
  })

  t.test('200 resolved in the language that a draft has after it changed', async (t) => {
    const [before, after] = [ownLanguage(), ownLanguage()]
    const owner = await article(before, 'An owner who changes language')
    await put(owner, ['Bridge of the nine be...'])
    t.equal((await patch(owner, { language: after })).body.language, after)
    await article(before, 'Bridge of the nine bends', true)
    t.strictSame(await targets(owner), [null])
    const target = await article(after, 'Bridge of the nine bends', true)
    t.strictSame(await targets(owner), [target])
  })

  t.test('nothing is resolved when the publication is rolled back: it is one transaction', async (t) => {
    const language = ownLanguage()
    const owner = await article(language, 'An owner of nothing')
    await put(owner, ['Night market move...'])
    const target = await article(language, 'Night market moves')
    const undone = db.write(async (queries) => {
      await newsroom.publication.publish(queries, target, { publishAt: null, expiresAt: null }, actor, () => undefined)
      const [link] = await newsroom.relatedNews.linksOf(queries, owner)
      t.equal(link?.article, target, 'resolved within the transaction')
      throw new Error('rolled back')
    })
    await t.rejects(undone, { message: 'rolled back' })
    t.strictSame(await targets(owner), [null])
    t.equal((await get(`/v1/articles/${target}`)).status, 404)
    await publish(target)
    t.strictSame(await targets(owner), [target])
  })
})
