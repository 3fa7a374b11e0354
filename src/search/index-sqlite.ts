/** The index on SQLite: an FTS5 table whose rowids are the ordinals, so that newest first is its own order. */
import { sql } from 'drizzle-orm'
import type { Db, Queries } from '../db/db.ts'
import { shapedStatement, statement } from '../db/statement.ts'
import { type FieldTokens, fields } from './document.ts'
import type { Unit } from './query.ts'
import {
  filterTokens,
  filterTokensOf,
  type IndexedArticle,
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

/** Stands between two passages, so that no phrase reaches across. */
const gap = ' \ue000 '

const columnOf = ({ passages, singles }: FieldTokens): string =>
  [...passages.map((tokens) => tokens.join(' ')), singles.join(' ')].join(gap)

const quoted = (tokens: string[]): string => `"${tokens.join(' ').replaceAll('"', '""')}"`

const oneOf = (expressions: string[]): string => `(${expressions.join(' OR ')})`

/** A unit as FTS5 reads it. Tokens stand in quotes, where nothing but a quote has a meaning. */
function expressionOf({ tokens, prefix, field, words }: Unit): string {
  const before = tokens.slice(0, -1)
  const phrases = words?.map((word) => quoted([...before, wordToken(word)])) ?? [quoted(tokens) + (prefix ? '*' : '')]
  return `${field === null ? '' : `${field} : `}${oneOf(phrases)}`
}

/** What a selection matches; undefined when that is everything. */
function matchOf({ required, anyOf, excluded, filters }: Selection): string | undefined {
  const all = [
    ...required.map(expressionOf),
    ...(anyOf.length === 0 ? [] : [oneOf(anyOf.map(expressionOf))]),
    ...filterTokensOf(filters).map((tokens) => oneOf(tokens.map((token) => quoted([token])))),
  ].join(' AND ')
  if (all === '') return undefined
  return excluded.length === 0 ? all : `(${all}) NOT ${oneOf(excluded.map(expressionOf))}`
}

const within = sql`rowid between ${value('first')} and ${value('last')}`

/** The empty word is in every title. */
const total = sql<number>`(select coalesce(sum(articles), 0) from search_words where word = '')`

const walked = shapedStatement(String, (queries, order: 'newest' | 'oldest') =>
  queries
    .select({ ordinal: sql<number>`rowid` })
    .from(sql`${fts}`)
    .where(sql`${fts} match ${value('match')} and ${within}`)
    .orderBy(order === 'newest' ? sql`rowid desc` : sql`rowid asc`)
    .limit(value('limit')),
)

const counted = statement((queries) =>
  queries
    .select({
      articles: sql<number>`(select count(*) from (select 1 from ${fts} where ${fts} match unit.value limit ${value('cap')}))`,
      total,
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

const listed = statement((queries) =>
  queries
    .select({
      ordinals: sql<string>`(select json_group_array(ordinal) from (select rowid as ordinal from ${fts} where ${fts} match list.value and ${within} order by rowid desc limit ${value('limit')}))`,
    })
    .from(sql`json_each(${value('matches')}) list`)
    .orderBy(sql`list.key`),
)

/** Opens the index of a SQLite database. */
export function createSqliteIndex(db: Db): SearchIndex {
  const { searchTokens } = db.tables
  const row = {
    rowid: value('rowid'),
    ...Object.fromEntries([...fields, 'filters'].map((name) => [name, value(name)])),
  }
  const inserted = statement((queries) => queries.insert(searchTokens).values(row as never))
  const deleted = statement((queries) => queries.delete(searchTokens).where(sql`rowid = ${value('rowid')}`))

  async function put(queries: Queries, article: IndexedArticle): Promise<void> {
    const columns = Object.fromEntries(fields.map((field) => [field, columnOf(article[field])]))
    await inserted(queries, { rowid: article.ordinal, ...columns, filters: filterTokens(article).join(' ') })
  }

  async function remove(queries: Queries, ordinal: number): Promise<void> {
    await deleted(queries, { rowid: ordinal })
  }

  async function count(queries: Queries, units: Unit[], cap: number): Promise<{ articles: number[]; total: number }> {
    const rows = await counted(queries, { units: JSON.stringify(units.map(expressionOf)), cap })
    return { articles: rows.map(({ articles }) => articles), total: rows[0]?.total ?? 0 }
  }

  async function walk(queries: Queries, selection: Selection, order: 'newest' | 'oldest', limit: number) {
    const { first, last } = selection
    const rows = await walked(queries, order, { match: matchOf(selection), first, last, limit })
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
    const { first, last } = selection
    const rows = await listed(queries, { matches: JSON.stringify(selections.map(matchOf)), first, last, limit })
    return rows.map(({ ordinals }) => JSON.parse(ordinals) as number[])
  }

  return { put, remove, count, walk, lists, score }
}
