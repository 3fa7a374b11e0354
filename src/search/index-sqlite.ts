/** The index on SQLite: an FTS5 table whose rowids are the ordinals, so that newest first is its own order. */
import { type SQL, sql } from 'drizzle-orm'
import type { Db, Queries } from '../db/db.ts'
import { entitled } from '../db/entitled.ts'
import { insertionOfMany } from '../db/many-rows.ts'
import { shapedStatement, statement } from '../db/statement.ts'
import type { Unit } from './query.ts'
import {
  boundsOf,
  type Counts,
  examinedByIndex,
  filterTokens,
  filterTokensOf,
  type IndexedArticle,
  type Narrowing,
  type ScoredHit,
  type SearchIndex,
  type Selection,
  type WeightedUnit,
} from './search-index.ts'
import { wordToken } from './tokens.ts'

const value = sql.placeholder
const fts = sql.raw('live_search')
/**
 * bm25 of title, summary and body, each by itself, because many hits in the body would else outweigh one in the title.
 * FTS5 gives the better hit the smaller number.
 */
const relevance = sql<number>`-(3.0 * bm25(${fts}, 1.0, 0.0, 0.0, 0.0) + 1.5 * bm25(${fts}, 0.0, 1.0, 0.0, 0.0) + bm25(${fts}, 0.0, 0.0, 1.0, 0.0))`

const quoted = (tokens: string[]): string => `"${tokens.join(' ').replaceAll('"', '""')}"`

const oneOf = (expressions: string[]): string => `(${expressions.join(' OR ')})`

/** A unit as FTS5 reads it. Tokens stand in quotes, where nothing but a quote has a meaning. */
function expressionOf({ tokens, prefix, field, words }: Unit): string {
  const before = tokens.slice(0, -1)
  const phrases = words?.map((word) => quoted([...before, wordToken(word)])) ?? [quoted(tokens) + (prefix ? '*' : '')]
  return `${field === null ? '' : `${field} : `}${oneOf(phrases)}`
}

const anyToken = (tokens: string[]): string => oneOf(tokens.map((token) => quoted([token])))

/** What a selection matches; undefined when that is everything. */
function matchOf({ required, anyOf, excluded, filters, narrowing }: Selection): string | undefined {
  const all = [
    ...required.map(expressionOf),
    ...(anyOf.length === 0 ? [] : [oneOf(anyOf.map(expressionOf))]),
    ...filterTokensOf(filters, narrowing?.filters).map(anyToken),
  ].join(' AND ')
  if (all === '') return undefined
  return excluded.length === 0 ? all : `(${all}) NOT ${oneOf(excluded.map(expressionOf))}`
}

const within = sql`rowid between ${value('first')} and ${value('last')}`

/** The empty word is in every title. */
const total = sql<number>`(select coalesce(sum(articles), 0) from search_words where word = '')`

const totalForViewer = sql<number>`coalesce((select articles from live_terms where term = ${value('viewer')}), 0)`

/** How a list is walked: in its order, past what the reader may not see. */
interface Walk {
  order: 'newest' | 'oldest'
  narrowed: boolean
}

/**
 * The ordinals of what matches. SQLite hands the rows of the inner walk on as they come, in their order, so that it ends
 * with the last one that is wanted.
 */
function ordinalsOf(match: SQL, { order, narrowed }: Walk, limit: SQL): SQL {
  const walk = (most: SQL) =>
    sql`select rowid as ordinal from ${fts} where ${fts} match ${match} and ${within} order by rowid ${sql.raw(order === 'newest' ? 'desc' : 'asc')} limit ${most}`
  if (!narrowed) return walk(limit)
  const examined = walk(sql.raw(String(examinedByIndex)))
  return sql`select ordinal from (${examined}) examined where ${entitled(sql`examined.ordinal`)} limit ${limit}`
}

const walked = shapedStatement(
  ({ order, narrowed }: Walk) => `${order} ${narrowed}`,
  (queries, walk) =>
    queries
      .select({ ordinal: sql<number>`ordinal` })
      .from(sql`(${ordinalsOf(sql`${value('match')}`, walk, sql`${value('limit')}`)}) found`),
)

const newestOf = (match: SQL, narrowed: boolean, limit: string): SQL =>
  ordinalsOf(match, { order: 'newest', narrowed }, sql`${value(limit)}`)

const counted = shapedStatement(String, (queries, narrowed: boolean) =>
  queries
    .select({
      articles: narrowed
        ? sql<number>`(select count(*) from (${newestOf(sql`unit.value`, true, 'cap')}))`
        : sql<number>`(select count(*) from (select 1 from ${fts} where ${fts} match unit.value limit ${value('cap')}))`,
      total: narrowed ? totalForViewer : total,
    })
    .from(sql`json_each(${value('units')}) unit`)
    .orderBy(sql`unit.key`),
)

const scored = statement((queries) =>
  queries
    .select({ ordinal: sql<number>`rowid`, score: relevance })
    .from(sql`${fts}`)
    .where(
      // The plus sign keeps SQLite from looking each rowid up: ranking needs one walk.
      sql`${fts} match ${value('scored')} and +rowid in (select rowid from ${fts} where ${fts} match ${value('match')} and ${within} order by rowid desc limit ${value('limit')})`,
    ),
)

const listed = shapedStatement(String, (queries, narrowed: boolean) =>
  queries
    .select({
      ordinals: sql<string>`(select json_group_array(ordinal) from (${newestOf(sql`list.value`, narrowed, 'limit')}))`,
    })
    .from(sql`json_each(${value('matches')}) list`)
    .orderBy(sql`list.key`),
)

/** Opens the index of a SQLite database. */
export function createSqliteIndex(db: Db): SearchIndex {
  const { searchTokens } = db.tables
  // FTS5 writes all that it has gathered to a segment of its own before each statement of several rows.
  const insert = insertionOfMany(searchTokens, { rows: 1 })
  const deleted = statement((queries) => queries.delete(searchTokens).where(sql`rowid = ${value('rowid')}`))

  /** In the order of rowids, FTS5 gathers what it is given; behind a greater one it would write each by itself. */
  async function put(queries: Queries, articles: IndexedArticle[]): Promise<void> {
    const rows = articles.map((article) => {
      const { title, summary, body } = article.text
      return { rowid: article.ordinal, title, summary, body, filters: filterTokens(article).join(' ') }
    })
    await insert(
      queries,
      rows.sort((a, b) => a.rowid - b.rowid),
    )
  }

  async function remove(queries: Queries, ordinal: number): Promise<void> {
    await deleted(queries, { rowid: ordinal })
  }

  async function count(queries: Queries, units: Unit[], cap: number, narrowing?: Narrowing): Promise<Counts> {
    const known = filterTokensOf(narrowing?.filters).map(anyToken)
    const expressions = units.map((unit) => [expressionOf(unit), ...known].join(' AND '))
    const bounds = boundsOf({ first: Number.MIN_SAFE_INTEGER, last: Number.MAX_SAFE_INTEGER, narrowing })
    const rows = await counted(queries, narrowing !== undefined, { units: JSON.stringify(expressions), cap, ...bounds })
    return { articles: rows.map(({ articles }) => articles), total: rows[0]?.total ?? 0 }
  }

  async function walk(queries: Queries, selection: Selection, order: 'newest' | 'oldest', limit: number) {
    const walk = { order, narrowed: selection.narrowing !== undefined }
    const rows = await walked(queries, walk, { match: matchOf(selection), ...boundsOf(selection), limit })
    return rows.map(({ ordinal }) => ordinal)
  }

  async function score(
    queries: Queries,
    selection: Selection,
    units: WeightedUnit[],
    limit: number,
  ): Promise<ScoredHit[]> {
    const expression = units.map(({ unit }) => expressionOf(unit)).join(' AND ')
    const { first, last } = selection
    return scored(queries, { scored: expression, match: matchOf(selection), first, last, limit })
  }

  async function lists(queries: Queries, selections: Selection[], limit: number): Promise<number[][]> {
    const [selection] = selections
    if (!selection) return []
    const matches = JSON.stringify(selections.map(matchOf))
    const narrowed = selection.narrowing !== undefined
    const rows = await listed(queries, narrowed, { matches, ...boundsOf(selection), limit })
    return rows.map(({ ordinals }) => JSON.parse(ordinals) as number[])
  }

  return { put, remove, count, walk, lists, score }
}
