/** How SQLite carries out what readers ask: nothing that grows with the newsroom is gone through from end to end. */
import Database from 'better-sqlite3'
import fc from 'fast-check'
import t from 'tap'
import { anyQuery, openBounded, openFiltered, stringOf } from '../../support/filtered.ts'
import { openNewsroom } from '../../support/newsroom.ts'
import { addressesOf } from '../../support/operations.ts'

/** The tables that grow with the number of articles. */
const growing = [
  ...['live_articles', 'live_bodies', 'live_terms', 'live_postings', 'live_days'],
  ...[
    'articles',
    'revisions',
    'editions',
    'slugs',
    'article_references',
    'related_links',
    'corrections',
    'withdrawals',
  ],
]

/** Without any of these a reading route would have to look at every row. */
const needed = [
  ...['live_articles_id', 'live_articles_updated', 'live_articles_cluster'],
  ...['live_postings_term', 'live_terms_term', 'slugs_article', 'related_links_target'],
]

interface Step {
  id: number
  parent: number
  detail: string
}

/** The growing table behind each name that a statement gives one. */
function tablesIn(sql: string): Map<string, string> {
  const names = new Map(growing.map((table) => [table, table]))
  const naming = new RegExp(`\\b(?:from|join|,)\\s+"?(${growing.join('|')})"?\\s+(?:as\\s+)?"?([a-z_]\\w*)"?`, 'gi')
  for (const [, table = '', name = ''] of sql.matchAll(naming))
    if (!/^(?:where|on|order|cross|inner|left|join|limit|group|union)$/i.test(name)) names.set(name, table)
  return names
}

/** The steps of a plan that go through a whole table. A walk of live_articles in its own order, up to a limit, does not. */
function wholeScans(sql: string, steps: Step[]): string[] {
  const tables = tablesIn(sql)
  return steps.flatMap(({ parent, detail }) => {
    const table = tables.get(/^SCAN (\w+)/.exec(detail)?.[1] ?? '')
    if (table === undefined) return []
    const isSorted = steps.some((step) => step.parent === parent && step.detail.startsWith('USE TEMP B-TREE'))
    const isWalk = detail.startsWith('SCAN live_articles') && / limit /i.test(sql) && !isSorted
    return isWalk ? [] : [detail]
  })
}

const onPostgres = process.env.TEST_DATABASE_URL ? 'the plans are SQLite’s' : false

t.test('what reading routes go through', { skip: onPostgres }, async (t) => {
  const newsroom = await openNewsroom(t)
  const { get, statements } = newsroom
  // Where two articles are many, lists are walked as a million is.
  const getAsOfMany = await openBounded(t, newsroom, { page: 2, count: 3 })
  const articles = await openFiltered(newsroom, 12)
  const { ids, idOf } = articles
  const slug = (await get(`/v1/articles/${ids[0]}`)).body.slug
  const pool = {
    ids: [...ids.slice(0, 2), idOf.lake as string, idOf.energy as string],
    slugs: ['lake', 'economy', slug],
    languages: ['en', 'fr'],
    instants: ['2026-04-04T12:00:00Z', '2026-04-06T12:00:00Z'],
    words: ['story'],
  }
  const before = statements.length
  let answered = 0
  async function follow(read: typeof getAsOfMany, url: string): Promise<void> {
    const { status, body } = await read(url)
    if (status === 200) answered++
    const cursor = (name: 'next' | 'previous', page?: Record<string, string | null>) =>
      page?.[name] ? `${url}${url.includes('?') ? '&' : '?'}cursor=${page[name]}` : undefined
    const next = cursor('next', body?.page)
    const previous = next && cursor('previous', (await read(next)).body.page)
    if (previous) await read(previous)
  }
  const filtered = fc
    .sample(anyQuery(articles, pool.instants), { numRuns: 120, seed: 20261122 })
    .map((query) => `/v1/articles?limit=2&count=true&${stringOf(query)}`)
  for (const url of [...addressesOf(newsroom, pool, { combinations: 40, step: 1, seed: 20261122 }), ...filtered]) {
    await follow(get, url)
    await follow(getAsOfMany, url)
  }
  const asked = [...new Set(statements.slice(before))]
  t.ok(answered > 300 && asked.length > 200, `${asked.length} statements of ${answered} answers`)

  const database = new Database(newsroom.config.DATABASE_URL.replace(/^file:/, ''))
  t.teardown(() => database.close())
  const faultsOf = (sql: string): string[] => {
    const values = Array((sql.match(/\?/g) ?? []).length).fill(null)
    return wholeScans(sql, database.prepare(`explain query plan ${sql}`).all(values) as Step[])
  }

  t.test('no statement goes through a whole table', async (t) => {
    const faults = asked.flatMap((sql) => faultsOf(sql).map((fault) => `${fault}: ${sql}`))
    t.strictSame(faults, [], `${asked.length} statements`)
  })

  for (const index of needed) {
    t.test(`some statement would, without ${index}`, async (t) => {
      database.exec(`begin; drop index ${index}`)
      t.ok(asked.some((sql) => faultsOf(sql).length > 0))
      database.exec('rollback')
    })
  }
})
