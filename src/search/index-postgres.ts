/** The index on PostgreSQL: the same tokens as lexemes of a tsvector, made literally, with a GIN index. */
import { type SQL, sql } from 'drizzle-orm'
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
const table = sql.raw('live_search')
const labels = { title: 'A', summary: 'B', body: 'C' }
/** What a hit in D (nothing), the body, the summary and the title counts. */
const fieldWeights = sql.raw(`'{0,0.2,0.4,1}'::float4[]`)

/** The last place that a tsvector knows: characters by themselves stand there, so that no phrase has them. */
const lastPlace = 16_383

/** A lexeme as literals of tsvector and tsquery have it. */
const quoted = (token: string): string => `'${token.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`

/** The places of each lexeme, such as `'port':1A,7C`; filters have none. */
function vectorOf(article: IndexedArticle): string {
  const places = new Map<string, string[]>()
  const add = (token: string, place: string): void => {
    const known = places.get(token)
    if (known) known.push(place)
    else places.set(token, [place])
  }
  let place = 1
  const addField = (label: string, { passages, singles }: FieldTokens): void => {
    for (const tokens of passages) {
      for (const token of tokens) add(token, `${place++}${label}`)
      place++
    }
    for (const token of singles) add(token, `${lastPlace}${label}`)
  }
  for (const field of fields) addField(labels[field], article[field])
  const lexemes = [...places].map(([token, at]) => `${quoted(token)}:${at.join(',')}`)
  return [...lexemes, ...filterTokens(article).map(quoted)].join(' ')
}

const oneOf = (expressions: string[]): string => `(${expressions.join(' | ')})`

/** A unit as a tsquery reads it. */
function expressionOf({ tokens, prefix, field, words }: Unit): string {
  const label = field === null ? '' : labels[field]
  const lexeme = (token: string, flags: string): string => (flags === '' ? quoted(token) : `${quoted(token)}:${flags}`)
  const before = tokens.slice(0, -1).map((token) => lexeme(token, label))
  const lasts = words?.map((word) => lexeme(wordToken(word), label)) ?? [
    lexeme(tokens.at(-1) as string, `${prefix ? '*' : ''}${label}`),
  ]
  return oneOf(lasts.map((last) => `(${[...before, last].join(' <-> ')})`))
}

/** What a selection matches. */
function matchOf({ required, anyOf, excluded, filters }: Selection): string {
  return [
    ...required.map(expressionOf),
    ...(anyOf.length === 0 ? [] : [oneOf(anyOf.map(expressionOf))]),
    ...filterTokensOf(filters).map((tokens) => oneOf(tokens.map(quoted))),
    ...(excluded.length === 0 ? [] : [`!${oneOf(excluded.map(expressionOf))}`]),
  ].join(' & ')
}

const bound = (name: string): SQL => sql`${value(name)}::tsquery`
const within = sql`ordinal between ${value('first')} and ${value('last')}`
const ordinalOf = sql<number>`ordinal`.mapWith(Number)

/** The empty word is in every title. */
const total = sql<number>`(select coalesce(sum(articles), 0) from search_words where word = '')`.mapWith(Number)

const walked = shapedStatement(String, (queries, order: 'newest' | 'oldest') =>
  queries
    .select({ ordinal: ordinalOf })
    .from(sql`${table}`)
    .where(sql`document @@ ${bound('match')} and ${within}`)
    .orderBy(order === 'newest' ? sql`ordinal desc` : sql`ordinal asc`)
    .limit(value('limit')),
)

const counted = statement((queries) =>
  queries
    .select({
      articles:
        sql<number>`(select count(*) from (select 1 from ${table} where document @@ unit.expression::tsquery limit ${value('cap')}) found)`.mapWith(
          Number,
        ),
      total,
    })
    .from(sql`json_array_elements_text(${value('units')}::json) with ordinality as unit(expression, place)`)
    .orderBy(sql`unit.place`),
)

const scored = shapedStatement(String, (queries, units: number) => {
  const parts = Array.from(
    { length: units },
    (_, index) =>
      sql`${value(`weight${index}`)}::float8 * ts_rank(${fieldWeights}, document, ${bound(`scored${index}`)}, 1)`,
  )
  return queries
    .select({ ordinal: ordinalOf, score: sql<number>`${sql.join(parts, sql` + `)}`.mapWith(Number) })
    .from(
      sql`(select ordinal, document from ${table} where document @@ ${bound('match')} and ${within} order by ordinal desc limit ${value('limit')}) found`,
    )
})

const listed = statement((queries) =>
  queries
    .select({
      ordinals: sql<
        number[]
      >`(select coalesce(json_agg(ordinal), '[]') from (select ordinal from ${table} where document @@ list.expression::tsquery and ${within} order by ordinal desc limit ${value('limit')}) found)`,
    })
    .from(sql`json_array_elements_text(${value('matches')}::json) with ordinality as list(expression, place)`)
    .orderBy(sql`list.place`),
)

const numbered = (name: string, values: unknown[]): Record<string, unknown> =>
  Object.fromEntries(values.map((each, index) => [`${name}${index}`, each]))

/** Opens the index of a PostgreSQL database. */
export function createPostgresIndex(db: Db): SearchIndex {
  const { searchVectors } = db.tables
  const inserted = statement((queries) =>
    queries
      .insert(searchVectors)
      .values({ ordinal: value('ordinal'), document: sql`${value('document')}::tsvector` } as never),
  )
  const deleted = statement((queries) => queries.delete(searchVectors).where(sql`ordinal = ${value('ordinal')}`))

  async function put(queries: Queries, article: IndexedArticle): Promise<void> {
    await inserted(queries, { ordinal: article.ordinal, document: vectorOf(article) })
  }

  async function remove(queries: Queries, ordinal: number): Promise<void> {
    await deleted(queries, { ordinal })
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
    const { first, last } = selection
    const weights = units.map(({ weight }) => weight)
    const expressions = units.map(({ unit }) => expressionOf(unit))
    const values = { ...numbered('weight', weights), ...numbered('scored', expressions), match: matchOf(selection) }
    return scored(queries, units.length, { ...values, first, last, limit })
  }

  async function lists(queries: Queries, selections: Selection[], limit: number): Promise<number[][]> {
    const [selection] = selections
    if (!selection) return []
    const { first, last } = selection
    const rows = await listed(queries, { matches: JSON.stringify(selections.map(matchOf)), first, last, limit })
    return rows.map(({ ordinals }) => ordinals)
  }

  return { put, remove, count, walk, lists, score }
}
