import fc from 'fast-check'
import t from 'tap'
import { underContract } from '../../support/contract.ts'
import { openNewsroom } from '../../support/newsroom.ts'

interface List {
  name: string
  tag: { id: string; slug: string; kind: string; label: string } | null
  articles: { id: string; title: string }[]
}

/** Tags with the one above each; `sport` has no articles of its own. */
const tags = {
  politics: null,
  economy: null,
  energy: 'economy',
  wind: 'energy',
  sport: null,
  football: 'sport',
  empty: null,
}

t.test('GET /v1/articles/latest', async (t) => {
  const newsroom = underContract(await openNewsroom(t))
  const { get, call, article, clock, statements } = newsroom
  await call('POST', '/v1/newsroom/sources', { as: 'editor', body: { slug: 'desk', name: 'Desk' } })
  const idOf: Record<string, string> = {}
  for (const [slug, parent] of Object.entries(tags)) {
    const body = { slug, kind: 'section', labels: { en: `The ${slug}`, 'zh-Hans': `${slug}版` }, parent }
    idOf[slug] = (await call('POST', '/v1/newsroom/tags', { as: 'editor', body })).body.id
  }
  await call('POST', '/v1/newsroom/tags', { as: 'editor', body: { slug: 'quiet', labels: { en: 'Q' }, listed: false } })

  /** The newest first. */
  const published: { id: string; tags: string[]; language: string }[] = []
  const named = Object.keys(tags).filter((slug) => !['sport', 'empty'].includes(slug))
  for (let index = 0; index < 40; index++) {
    clock.set(new Date(Date.parse('2026-10-01T00:00:00Z') + Math.floor(index / 2) * 60_000).toISOString())
    const its = named.filter((_, each) => (index * 7 + each * 5) % 3 === 0)
    const language = index % 4 === 0 ? 'zh-Hans' : 'en'
    const { body } = await article({ source: 'desk', tags: its, language, title: `Story ${index}` }, { publish: true })
    published.unshift({ id: body.id, tags: its, language })
  }

  const isBelow = (tag: string, above: string): boolean => {
    const parent = tags[tag as keyof typeof tags]
    return tag === above || (parent !== null && isBelow(parent, above))
  }
  interface Asked {
    lists: string[]
    limit: number
    descendants: boolean
    language: string | undefined
  }
  /** What a front page must be, by its definition. */
  function expected({ lists, limit, descendants, language }: Asked): string[][] {
    const seen = new Set<string>()
    return lists.map((name) => {
      const fits = (each: (typeof published)[number]) =>
        name === 'top' || each.tags.some((tag) => (descendants ? isBelow(tag, name) : tag === name))
      const its = published
        .filter((each) => fits(each) && !seen.has(each.id) && (language === undefined || each.language === language))
        .slice(0, limit)
        .map(({ id }) => id)
      for (const id of its) seen.add(id)
      return its
    })
  }
  const shown = (data: List[]): string[][] => data.map(({ articles }) => articles.map(({ id }) => id))

  t.test('200 with each list filled with its newest, and no article twice', async (t) => {
    const any = fc.record({
      lists: fc.shuffledSubarray(['top', ...Object.keys(tags)], { minLength: 1 }),
      limit: fc.integer({ min: 1, max: 50 }),
      descendants: fc.boolean(),
      language: fc.constantFrom(undefined, 'en', 'zh-Hans', 'fr'),
    })
    const property = fc.asyncProperty(any, async (asked) => {
      const { lists, limit, descendants, language } = asked
      const query = `lists=${lists.join(',')}&limit=${limit}&descendants=${descendants}${language ? `&language=${language}` : ''}`
      const { body } = await get(`/v1/articles/latest?${query}`)
      t.same(
        body.data.map(({ name }: List) => name),
        lists,
      )
      t.same(shown(body.data), expected(asked), query)
    })
    await fc.assert(property, { seed: 20261122, numRuns: 60 })
  })

  t.test('200 with the newest of all where no list is named, ten of them', async (t) => {
    const { body } = await get('/v1/articles/latest')
    t.match(body, { data: [{ name: 'top', tag: null }] })
    t.same(shown(body.data), [published.slice(0, 10).map(({ id }) => id)])
  })

  t.test('200 with the tag of each list, by slug or id, with the tags below it unless asked otherwise', async (t) => {
    const { data } = (await get(`/v1/articles/latest?lists=${idOf.economy},sport,empty&limit=3`)).body
    t.same(data[0].name, idOf.economy)
    t.same(data[0].tag, { id: idOf.economy, slug: 'economy', kind: 'section', label: 'The economy' })
    t.same(
      data.map(({ articles }: List) => articles.length),
      [3, 3, 0],
    )
    const alone = (await get('/v1/articles/latest?lists=sport&descendants=false')).body.data
    t.same(alone[0].articles, [])
    const chinese = (await get('/v1/articles/latest?lists=economy&language=zh-Hans,en')).body.data
    t.equal(chinese[0].tag.label, 'economy版')
  })

  t.test('200 with articles in the form of a list', async (t) => {
    const url = '/v1/articles/latest?lists=politics,top&limit=2'
    const [politics, top] = (await get(`${url}&include=source&body=text`)).body.data
    const ids = [...politics.articles, ...top.articles].map(({ id }: { id: string }) => id)
    const listed = (await get(`/v1/articles?ids=${ids.join(',')}&include=source&body=text`)).body.data
    for (const each of [...politics.articles, ...top.articles])
      t.same(
        each,
        listed.find(({ id }: { id: string }) => id === each.id),
      )
    t.match((await get(url)).body.data[0].articles[0], { body: null })
    const sparse = (await get(`${url}&fields=title,source.name`)).body.data
    t.same(sparse[1].articles[0], { title: top.articles[0].title, source: { name: 'Desk' } })
  })

  t.test(
    '200 with as many statements for twelve long lists as for one short one, and one more per include',
    async (t) => {
      const cost = async (query: string): Promise<number> => {
        const before = statements.length
        t.equal((await get(`/v1/articles/latest?${query}`)).status, 200)
        return statements.length - before
      }
      const all = ['top', ...Object.keys(tags)].join(',')
      const short = await cost('lists=politics&limit=1')
      t.ok(short <= 5, `${short}`)
      t.equal(await cost(`lists=${all}&limit=50`), short)
      t.equal(await cost(`lists=${all}&limit=50&language=en&descendants=false`), short)
      for (const include of ['source', 'editor', 'tags', 'translations'])
        t.ok((await cost(`lists=${all}&limit=50&include=${include}`)) <= short + 1, include)
    },
  )

  t.test('400 for a list that is no tag that readers see, is there twice, or is one too many', async (t) => {
    for (const [lists, detail] of Object.entries({
      'top,nothing': /nothing/,
      quiet: /quiet/,
      'desk,top': /desk/,
      'top,sport,top': /top twice/,
      'top,': /pattern/,
      [Array.from({ length: 13 }, (_, index) => `a${index}`).join(',')]: /pattern/,
    }))
      t.match(
        await get(`/v1/articles/latest?lists=${lists}`),
        { status: 400, body: { errors: [{ parameter: 'lists', detail }] } },
        lists,
      )
    for (const [query, parameter] of Object.entries({ 'limit=51': 'limit', 'cursor=x': 'cursor', 'tag=sport': 'tag' }))
      t.match(await get(`/v1/articles/latest?${query}`), { status: 400, body: { errors: [{ parameter }] } }, query)
  })

  t.test('200 without what is hidden, and with the same bytes whether or not it exists', async (t) => {
    const url = '/v1/articles/latest?lists=top,politics,economy&limit=50&include=tags'
    const before = await get(url)
    await article({ source: 'desk', tags: ['politics', 'quiet'], title: 'A draft' })
    t.equal((await get(url)).text, before.text)
    t.equal((await get('/v1/articles/latest?lists=quiet')).status, 400)
  })
})

t.test('GET /v1/articles/latest that would be larger than 5 MB', async (t) => {
  const { get, call, article, clock } = underContract(await openNewsroom(t))
  await call('POST', '/v1/newsroom/tags', { as: 'editor', body: { slug: 'long', labels: { en: 'Long' } } })
  const ids: string[] = []
  for (let index = 0; index < 7; index++) {
    clock.forward(60)
    const body = { html: `<p>${'A long story. '.repeat(100)}</p>`.repeat(700) }
    ids.unshift((await article({ tags: ['long'], body }, { publish: true })).body.id)
  }
  const idsOf = ({ articles }: List) => articles.map(({ id }) => id)

  t.test('200 with shorter lists: the first of each before the second ones', async (t) => {
    const answer = await get('/v1/articles/latest?lists=top,long&limit=4&body=text')
    t.ok(Buffer.byteLength(answer.text) <= 5_000_000, `${answer.text.length}`)
    t.same(answer.body.data.map(idsOf), [ids.slice(0, 3), ids.slice(4, 6)])
    const whole = await get('/v1/articles/latest?lists=top,long&limit=4')
    t.same(whole.body.data.map(idsOf), [ids.slice(0, 4), ids.slice(4, 7)])
  })
})
