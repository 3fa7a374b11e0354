import fc from 'fast-check'
import t from 'tap'
import { underContract } from '../../support/contract.ts'
import {
  anyQuery,
  expectedOf,
  type Filtered,
  fits,
  openBounded,
  openFiltered,
  type Query,
  type ReadArticle,
  stringOf,
} from '../../support/filtered.ts'
import { type Answer, openNewsroom } from '../../support/newsroom.ts'

interface PageBody {
  data: { id: string }[]
  page: { next: string | null; previous: string | null; total?: number; atLeast?: boolean }
}

type Read = (url: string) => Promise<PageBody>

const readWith =
  (get: (url: string) => Promise<Pick<Answer, 'status' | 'body' | 'text'>>): Read =>
  async (url) => {
    const { status, body, text } = await get(url)
    if (status !== 200) throw new Error(`${url}: ${text}`)
    return body
  }

/** All pages in one direction, from a cursor or from the beginning. */
async function pagesOf(read: Read, url: string, to: 'next' | 'previous', from: string | null = null) {
  const pages: string[][] = []
  let cursor = from
  let page: PageBody['page']
  do {
    const body = await read(`${url}${cursor === null ? '' : `&cursor=${cursor}`}`)
    pages.push(body.data.map(({ id }) => id))
    page = body.page
    cursor = page[to]
    if (pages.length > 500) throw new Error(`${url} does not end`)
  } while (cursor !== null)
  return { pages, page }
}

t.test('GET /v1/articles, filtered', async (t) => {
  const newsroom = underContract(await openNewsroom(t))
  const { call, get, clock } = newsroom
  const filtered: Filtered = await openFiltered(newsroom, 45)
  let articles: ReadArticle[] = await filtered.read()
  let timeZone = 'Australia/Lord_Howe'
  const instants = [...new Set(articles.flatMap(({ publishedAt, updatedAt }) => [publishedAt, updatedAt]))]
  const read = readWith(get)
  const expected = (query: Query) => expectedOf(articles, query, filtered, timeZone)
  const any = anyQuery(filtered, instants)

  /** The pages of a list hold what fits, all full but the last, there and back. */
  const holds = (runs: number, seed: number) =>
    fc.assert(
      fc.asyncProperty(any, fc.integer({ min: 1, max: 30 }), async (query, limit) => {
        const url = `/v1/articles?${stringOf(query)}&limit=${limit}&count=true`
        const wanted = expected(query)
        const there = await pagesOf(read, url, 'next')
        t.same(there.pages.flat(), wanted, url)
        t.ok(
          there.pages.slice(0, -1).every(({ length }) => length === limit),
          'full pages',
        )
        t.match(there.page, { total: wanted.length, atLeast: undefined }, 'counted')
        t.equal(
          there.page.previous === null,
          there.pages.length === 1,
          `${url}: a way back from every page but the first`,
        )
        if (there.page.previous === null) return
        const back = await pagesOf(read, url, 'previous', there.page.previous)
        t.same(back.pages.toReversed(), there.pages.slice(0, -1), `${url}: the same pages on the way back`)
      }),
      { seed, numRuns: runs },
    )

  t.test('200 with what every filter alone lets through, and some article for each', async (t) => {
    const { idOf, ids } = filtered
    const alone: Query[] = [
      { source: 'lake' },
      { source: `${idOf.hill},coastal` },
      { sourceNot: `lake,${idOf.hill}` },
      { editor: 'lin' },
      { author: 'zhou min' },
      { author: '艾若尘,Ai Ruochen' },
      { tag: 'economy' },
      { tag: 'economy', descendants: 'true' },
      { tagAll: 'sport,energy' },
      { tagAll: 'economy,province', descendants: 'true' },
      { tagNot: 'sport' },
      { tagNot: 'economy', descendants: 'true' },
      { tagKind: 'place' },
      { place: 'province' },
      { place: 'harbour' },
      { language: 'zh-hans' },
      { hasImage: 'true' },
      { hasImage: 'false' },
      { hasCorrection: 'true' },
      { hasCorrection: 'false' },
      ...['open', 'licensed', 'none'].map((syndication) => ({ syndication })),
      { ids: `${ids[3]},${ids[9]},${filtered.draft}` },
      { relatedTo: ids[0] as string },
      { publishedAfter: '2026-04-05' },
      { publishedBefore: '2026-04-05' },
      { updatedAfter: '2026-04-07' },
      { updatedBefore: '2026-04-06' },
      { publishedAfter: '2026-04-04T13:00:00Z', publishedBefore: '2026-04-05T13:30:00Z' },
    ]
    for (const query of alone) {
      const wanted = expected(query)
      t.ok(wanted.length > 0 && wanted.length < articles.length, `${stringOf(query)} tells articles apart`)
      t.same(
        (await pagesOf(read, `/v1/articles?${stringOf(query)}&limit=200`, 'next')).pages,
        [wanted],
        stringOf(query),
      )
    }
    const places = { place: 'coast' }
    t.same(expected(places), [], 'what is no place is none')
    t.same((await read('/v1/articles?place=coast')).data, [])
    t.same((await read(`/v1/articles?relatedTo=${filtered.draft}`)).data, [], 'nothing is related to what is not live')
  })

  t.test('200 with exactly what fits, whatever the combination of filters, sort and page', () => holds(150, 20261122))

  t.test('200 with what a source’s right means as soon as it is changed', async (t) => {
    const before = expected({ syndication: 'open' })
    const rights = { syndication: 'none' }
    for (const slug of ['hill', 'lake'])
      t.equal(
        (await call('PATCH', `/v1/newsroom/sources/${slug}`, { as: 'editor', body: { rights }, ifMatch: '*' })).status,
        200,
      )
    articles = await filtered.read()
    const after = expected({ syndication: 'open' })
    t.ok(after.length > 0 && after.length < before.length, 'those with a right of their own keep it')
    for (const syndication of ['open', 'none', 'licensed', 'open,licensed'])
      t.same(
        (await read(`/v1/articles?syndication=${syndication}&limit=200`)).data.map(({ id }) => id),
        expected({ syndication }),
      )
  })

  t.test('200 with days of the site’s zone, also where it has changed', async (t) => {
    for (timeZone of ['Asia/Kolkata', 'America/New_York', 'Pacific/Kiritimati']) {
      await call('PATCH', '/v1/newsroom/site', { as: 'admin', body: { timeZone }, ifMatch: '*' })
      for (const day of ['2026-04-03', '2026-04-04', '2026-04-05', '2026-04-06', '2026-04-07', '2026-04-08'])
        for (const name of ['publishedAfter', 'publishedBefore', 'updatedAfter', 'updatedBefore']) {
          const wanted = expected({ [name]: day })
          const { data } = await read(`/v1/articles?${name}=${day}&limit=200`)
          t.same(
            data.map(({ id }) => id),
            wanted,
            `${name}=${day} in ${timeZone}`,
          )
        }
    }
  })

  t.test('200 with what is left when articles have gone', async () => {
    for (const id of articles.filter((_, index) => index % 4 === 1).map(({ id }) => id))
      await call('DELETE', `/v1/newsroom/articles/${id}/publication`, { as: 'editor', ifMatch: '*' })
    articles = (await filtered.read()).filter((_, index) => index % 4 !== 1)
    const gone = new Set(filtered.ids.filter((_, index) => index % 4 === 1))
    filtered.linked.splice(0, Infinity, ...filtered.linked.filter((pair) => !pair.some((id) => gone.has(id))))
    await holds(30, 20261123)
  })

  t.test('200 with every article on pages that may look at five rows only', async (t) => {
    const five = { read: readWith(await openBounded(t, newsroom, { page: 5, count: 7 })) }
    let [short, empty] = [0, 0]
    const property = fc.asyncProperty(any, fc.integer({ min: 1, max: 8 }), async (query, limit) => {
      const url = `/v1/articles?${stringOf(query)}&limit=${limit}`
      const wanted = expected(query)
      const there = await pagesOf(five.read, url, 'next')
      t.same(there.pages.flat(), wanted, url)
      t.ok(
        there.pages.every(({ length }) => length <= limit),
        'no page too long',
      )
      for (const { length } of there.pages.slice(0, -1)) {
        if (length < limit) short++
        if (length === 0) empty++
      }
      t.equal(
        there.page.previous === null,
        there.pages.length === 1,
        `${url}: a way back from every page but the first`,
      )
      if (there.page.previous === null) return
      const back = await pagesOf(five.read, url, 'previous', there.page.previous)
      t.same([...back.pages.toReversed(), there.pages.at(-1)].flat(), wanted, `${url} and back`)
    })
    await fc.assert(property, { seed: 20261124, numRuns: 120 })
    t.ok(short > 20 && empty > 5, `${short} short pages, ${empty} of them empty`)
  })

  t.test('200 with a total that says when it is a lower bound', async (t) => {
    const seven = { read: readWith(await openBounded(t, newsroom, { page: 5, count: 7 })) }
    t.match((await seven.read('/v1/articles?count=true')).page, { total: 7, atLeast: true })
    t.match((await read('/v1/articles?count=true')).page, { total: articles.length, atLeast: undefined })
    let bounds = 0
    const property = fc.asyncProperty(any, async (query) => {
      const { page } = await seven.read(`/v1/articles?${stringOf(query)}&count=true`)
      const { length } = expected(query)
      if (page.atLeast) bounds++
      t.ok(
        page.atLeast ? (page.total ?? 0) <= length : page.total === length,
        `${stringOf(query)}: ${page.total} of ${length}`,
      )
      t.ok((page.total ?? 0) <= 7)
    })
    await fc.assert(property, { seed: 20261125, numRuns: 60 })
    t.ok(bounds > 5, `${bounds} lower bounds`)
  })

  t.test('200 with neighbours that are those of the list', async (t) => {
    const property = fc.asyncProperty(any, fc.nat({ max: articles.length - 1 }), async (query, index) => {
      const { id } = articles[index] as ReadArticle
      const listed = expected(query)
      const all = expected({ sort: query.sort ?? '-publishedAt' })
      const before = all.slice(0, all.indexOf(id)).filter((each) => listed.includes(each))
      const after = all.slice(all.indexOf(id) + 1).filter((each) => listed.includes(each))
      const { body } = await get(`/v1/articles/${id}/neighbours?${stringOf(query)}`)
      t.same([body.previous?.id, body.next?.id], [before.at(-1), after[0]], stringOf(query))
    })
    await fc.assert(property, { seed: 20261126, numRuns: 80 })
    t.ok(articles.some((article) => fits(article, { hasImage: 'true' }, filtered, timeZone)))
    clock.forward(1)
  })
})
