/** The index on PostgreSQL: the same tokens as lexemes of a tsvector, made literally, with a GIN index. */
import { type SQL, sql } from 'drizzle-orm'
import type { Db, Queries } from '../db/db.ts'
import { entitled } from '../db/entitled.ts'
import { shapedStatement, statement } from '../db/statement.ts'
import { type FieldTokens, fieldOfText, fields } from './document.ts'
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
  for (const field of fields) addField(labels[field], fieldOfText(article.text[field]))
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

const anyToken = (tokens: string[]): string => oneOf(tokens.map(quoted))

/** What a selection matches. */
function matchOf({ required, anyOf, excluded, filters, narrowing }: Selection): string {
  return [
    ...required.map(expressionOf),
    ...(anyOf.length === 0 ? [] : [oneOf(anyOf.map(expressionOf))]),
    ...filterTokensOf(filters, narrowing?.filters).map(anyToken),
    ...(excluded.length === 0 ? [] : [`!${oneOf(excluded.map(expressionOf))}`]),
  ].join(' & ')
}

const bound = (name: string): SQL => sql`${value(name)}::tsquery`
const within = sql`ordinal between ${value('first')} and ${value('last')}`
const ordinalOf = sql<number>`ordinal`.mapWith(Number)

/** The empty word is in every title. */
const total = sql<number>`(select coalesce(sum(articles), 0) from search_words where word = '')`.mapWith(Number)

const totalForViewer =
  sql<number>`coalesce((select articles from live_terms where term = ${value('viewer')}), 0)`.mapWith(Number)

/** How a list is walked: in its order, past what the reader may not see. */
interface Walk {
  order: 'newest' | 'oldest'
  narrowed: boolean
}

/** The ordinals of what matches, in their order. */
function ordinalsOf(match: SQL, { order, narrowed }: Walk, limit: SQL): SQL {
  const inOrder = sql.raw(`order by ordinal ${order === 'newest' ? 'desc' : 'asc'}`)
  const walk = (most: SQL) =>
    sql`select ordinal from ${table} where document @@ ${match} and ${within} ${inOrder} limit ${most}`
  if (!narrowed) return walk(limit)
  const examined = walk(sql.raw(String(examinedByIndex)))
  return sql`select ordinal from (${examined}) examined where ${entitled(sql`examined.ordinal`)} ${inOrder} limit ${limit}`
}

const newestOf = (match: SQL, narrowed: boolean, limit: string): SQL =>
  ordinalsOf(match, { order: 'newest', narrowed }, sql`${value(limit)}`)

const walked = shapedStatement(
  ({ order, narrowed }: Walk) => `${order} ${narrowed}`,
  (queries, walk) =>
    queries
      .select({ ordinal: ordinalOf })
      .from(sql`(${ordinalsOf(bound('match'), walk, sql`${value('limit')}`)}) found`)
      .orderBy(walk.order === 'newest' ? sql`ordinal desc` : sql`ordinal asc`),
)

const counted = shapedStatement(String, (queries, narrowed: boolean) =>
  queries
    .select({
      articles: (narrowed
        ? sql<number>`(select count(*) from (${newestOf(sql`unit.expression::tsquery`, true, 'cap')}) found)`
        : sql<number>`(select count(*) from (select 1 from ${table} where document @@ unit.expression::tsquery limit ${value('cap')}) found)`
      ).mapWith(Number),
      total: narrowed ? totalForViewer : total,
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

const listed = shapedStatement(String, (queries, narrowed: boolean) =>
  queries
    .select({
      ordinals: sql<
        number[]
      >`(select coalesce(json_agg(ordinal), '[]') from (${newestOf(sql`list.expression::tsquery`, narrowed, 'limit')}) found)`,
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

  async function put(queries: Queries, articles: IndexedArticle[]): Promise<void> {
    for (const article of articles) await inserted(queries, { ordinal: article.ordinal, document: vectorOf(article) })
  }

  async function remove(queries: Queries, ordinal: number): Promise<void> {
    await deleted(queries, { ordinal })
  }

  async function count(queries: Queries, units: Unit[], cap: number, narrowing?: Narrowing): Promise<Counts> {
    const known = filterTokensOf(narrowing?.filters).map(anyToken)
    const expressions = units.map((unit) => [expressionOf(unit), ...known].join(' & '))
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
    const { first, last } = selection
    const weights = units.map(({ weight }) => weight)
    const expressions = units.map(({ unit }) => expressionOf(unit))
    const values = { ...numbered('weight', weights), ...numbered('scored', expressions), match: matchOf(selection) }
    return scored(queries, units.length, { ...values, first, last, limit })
  }

  async function lists(queries: Queries, selections: Selection[], limit: number): Promise<number[][]> {
    const [selection] = selections
    if (!selection) return []
    const matches = JSON.stringify(selections.map(matchOf))
    const narrowed = selection.narrowing !== undefined
    const rows = await listed(queries, narrowed, { matches, ...boundsOf(selection), limit })
    return rows.map(({ ordinals }) => ordinals)
  }

  return { put, remove, count, walk, lists, score }
}
