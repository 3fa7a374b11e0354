import t from 'tap'
import { openNewsroom } from '../support/newsroom.ts'
import { createScan, randomQueries, type ScannedArticle } from './scan.ts'

const articles = 150
const queries = 120

/** A small generator of numbers: the same seed gives the same newsroom. */
function numbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return state / 2_147_483_648
  }
}

const random = numbers(20_260_621)
const pick = <T>(from: readonly T[]): T => from[Math.floor(random() ** 2 * from.length)] as T

const chinese = [...'合肥市新能源汽车发展会議开幕后臺与台湾港口海雁清河省文化旅游漢語图书馆']
const english =
  'the port opens new City cities ship ships Café café covid-19 5G boxes box news Market’s growth Ｗind water'.split(
    ' ',
  )
const marks = ['，', '。', '、', '“', '”', ' ', '（', '）']

const chineseText = (length: number): string =>
  Array.from({ length }, () => (random() < 0.12 ? pick(marks) : pick(chinese))).join('')
const englishText = (length: number): string => Array.from({ length }, () => pick(english)).join(' ')
const text = (kind: number, length: number): string =>
  [chineseText(length * 2), englishText(length), `${chineseText(length)} ${englishText(length / 2)}${chineseText(4)}`][
    kind % 3
  ] as string

t.test('hits are those of a plain scan, newest first, and ranked ones are the same set', async (t) => {
  const newsroom = await openNewsroom(t)
  const { article, get, clock } = newsroom
  const scanned: ScannedArticle[] = []
  for (let index = 0; index < articles; index++) {
    clock.forward(60 + Math.floor(random() * 200_000))
    const title = `${text(index, 8)} ${index}`
    const summary = index % 4 === 0 ? null : text(index, 12)
    const paragraphs = Array.from({ length: 3 }, () => text(index, 25))
    const { body } = await article(
      {
        title,
        summary,
        language: index % 3 === 1 ? 'en' : 'zh-Hans',
        body: { html: paragraphs.map((each) => `<p>${each}</p>`).join('') },
      },
      { publish: true },
    )
    scanned.push({
      id: body.id,
      publishedAt: body.publishedAt,
      passages: [title, ...(summary ? [summary] : []), ...paragraphs],
    })
  }

  /** The hits of all pages. */
  async function all(q: string, sort: string): Promise<Array<{ id: string; match: string }>> {
    const hits: Array<{ id: string; match: string }> = []
    const url = `/v1/search?q=${encodeURIComponent(q)}&sort=${sort}&limit=47`
    let cursor = ''
    do {
      const { status, body } = await get(url + cursor)
      if (status !== 200) throw new Error(`${q}: ${JSON.stringify(body)}`)
      hits.push(
        ...body.data.map((hit: { article: { id: string }; match: string }) => ({
          id: hit.article.id,
          match: hit.match,
        })),
      )
      cursor = body.page.next === null ? '' : `&cursor=${body.page.next}`
    } while (cursor !== '')
    return hits
  }

  const scan = createScan(scanned)
  let found = 0
  const wrong: string[] = []
  for (const q of randomQueries(random, scanned, queries)) {
    const expected = scan.find(q)
    found += expected.length
    const newest = (await all(q, 'newest')).map(({ id }) => id)
    if (JSON.stringify(newest) !== JSON.stringify(expected))
      wrong.push(`newest ${q}: ${newest.length} of ${expected.length}`)
    const ranked = await all(q, 'relevance')
    const full = ranked.filter(({ match }) => match === 'all').map(({ id }) => id)
    if (JSON.stringify(full.toSorted()) !== JSON.stringify(expected.toSorted()))
      wrong.push(`relevance ${q}: ${full.length} of ${expected.length}`)
    if (new Set(ranked.map(({ id }) => id)).size !== ranked.length) wrong.push(`twice ${q}`)
  }
  t.same(wrong, [])
  t.ok(found > 20 * queries, `${found} hits were expected`)
})
