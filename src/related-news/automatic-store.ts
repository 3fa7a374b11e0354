/** Queries on what is kept of live articles' texts. */
import { and, eq, inArray, type SQL, sql } from 'drizzle-orm'
import type { Db, Queries } from '../db/db.ts'
import { entitled } from '../db/entitled.ts'
import { insertionOfMany } from '../db/many-rows.ts'
import { listValues, placeholders, shapedStatement, statement } from '../db/statement.ts'
import type { Viewer } from '../lib/viewer.ts'
import type { Compared } from './ranking.ts'
import { type LiveTarget, targetColumns } from './store.ts'
import { createTally } from './tally.ts'
import { packNumbers, packVector, unpackNumbers, unpackVector } from './vector.ts'

/** A number to look for, and how much it counts that an article is filed under it. */
export interface Wanted {
  number: number
  weight: number
}

/** An article as it is kept, and the numbers that it is filed under; they must be distinct. */
export interface FiledArticle {
  article: Compared
  filed: Uint32Array
}

/** Of each number, so many articles are looked at that were published before, and as many after. */
const nearest = 32
/** So many candidates are fetched, those first that are found under the weightiest numbers. */
const candidatesAtMost = 80
/** So many articles are added at once. */
const articlesAtMost = 2 ** 20
/** Weights are added up as integers, so that their order does not matter. */
const weightUnit = 1000

interface Row {
  ordinal: number
  terms: string
  shingles: number
  sketch: string
}

const comparedOf = ({ ordinal, terms, shingles, sketch }: Row): Compared => ({
  ordinal,
  vector: unpackVector(terms),
  sketch: { shingles, lowest: unpackNumbers(sketch) },
})

const holder = (name: string): SQL => sql`${sql.placeholder(name)}`

/** The articles filed under a number that were published next to an ordinal, on one side of it, with commas between. */
const beside = (before: boolean, narrowed: boolean): SQL<string | null> =>
  sql`(select string_agg(cast(ordinal as text), ',') from (select ordinal from related_postings where number = wanted.number and ordinal ${sql.raw(before ? '<' : '>')} ${holder('ordinal')}${narrowed ? sql` and ${entitled(sql`related_postings.ordinal`)}` : sql``} order by ordinal ${sql.raw(before ? 'desc' : 'asc')} limit ${sql.raw(String(nearest))}) near)`

/** Numbers as a table, in their order. */
function numbersWanted(size: number): SQL {
  const rows = placeholders('number', size).map(
    (number, place) => sql`(${sql.raw(String(place))}, cast(${number} as bigint))`,
  )
  return sql`(with numbers(place, number) as (values ${sql.join(rows, sql`, `)}) select place, number from numbers) wanted`
}

const [comma, minus, zero] = [0x2c, 0x2d, 0x30]

/** Hands on the integers of a list with commas between. */
function eachIn(list: string, take: (number: number) => void): void {
  let [value, sign] = [0, 1]
  for (let place = 0; place < list.length; place++) {
    const unit = list.charCodeAt(place)
    if (unit === comma) {
      take(sign * value)
      value = 0
      sign = 1
    } else if (unit === minus) sign = -1
    else value = value * 10 + unit - zero
  }
  take(sign * value)
}

/** Adds up under how weighty numbers each article is found; answers the ordinals of the weightiest, the newest of equals. */
function weightiestOrdinals(lists: Array<{ weight: number; ordinals: string | null }>): number[] {
  const tally = createTally(lists.length * nearest)
  for (const { weight, ordinals } of lists) if (ordinals !== null) eachIn(ordinals, (each) => tally.add(each, weight))
  const ordinals = tally.numbers()
  if (ordinals.length <= candidatesAtMost) return ordinals
  const weights = Float64Array.from(ordinals, tally.amountOf)
  const lowest = weights.toSorted()[weights.length - candidatesAtMost] as number
  const heavier = ordinals.filter((_, place) => (weights[place] as number) > lowest)
  const equal = ordinals.filter((_, place) => weights[place] === lowest).sort((a, b) => b - a)
  return [...heavier, ...equal.slice(0, candidatesAtMost - heavier.length)]
}

/** The postings of articles in the order of their key. */
function postingsOf(articles: FiledArticle[]): Array<{ number: number; ordinal: number }> {
  const ascending = articles.toSorted((a, b) => a.article.ordinal - b.article.ordinal)
  const size = ascending.reduce((sum, { filed }) => sum + filed.length, 0)
  // Sorted as numbers, which is much faster than by a function: each has the place of its article in its last bits.
  const keys = new Float64Array(size)
  let length = 0
  for (const [place, { filed }] of ascending.entries())
    for (const number of filed) keys[length++] = number * articlesAtMost + place
  return Array.from(keys.sort(), (key) => ({
    number: Math.floor(key / articlesAtMost),
    ordinal: (ascending[key % articlesAtMost] as FiledArticle).article.ordinal,
  }))
}

/** The store of computed related news. */
export function createAutomaticStore(db: Db) {
  const { relatedVectors, relatedPostings, relatedStatistics, liveArticles } = db.tables
  const { ordinal, terms, shingles, sketch } = relatedVectors
  const columns = { ordinal, terms, shingles, sketch }
  const target = targetColumns(db)
  const insertVectors = insertionOfMany(relatedVectors)
  const insertPostings = insertionOfMany(relatedPostings)
  const filedUnder = statement((queries) =>
    queries
      .delete(relatedVectors)
      .where(eq(relatedVectors.ordinal, sql.placeholder('ordinal')))
      .returning({ filed: relatedVectors.filed }),
  )
  const vectorsAndVersion = shapedStatement(String, (queries, size: number) =>
    queries
      .select({ ...columns, version: relatedStatistics.version })
      .from(relatedVectors)
      .leftJoin(relatedStatistics, eq(relatedStatistics.language, sql.placeholder('language')))
      .where(inArray(relatedVectors.ordinal, placeholders('ordinal', size))),
  )
  const filedNear = shapedStatement(
    ({ size, narrowed }: { size: number; narrowed: boolean }) => `${size} ${narrowed}`,
    (queries, { size, narrowed }) =>
      queries
        .select({ place: sql<number>`wanted.place`, before: beside(true, narrowed), after: beside(false, narrowed) })
        .from(numbersWanted(size)),
  )
  const vectors = shapedStatement(String, (queries, size: number) =>
    queries
      .select(columns)
      .from(relatedVectors)
      .where(inArray(relatedVectors.ordinal, placeholders('ordinal', size))),
  )
  const articles = shapedStatement(String, (queries, size: number) =>
    queries
      .select(target)
      .from(liveArticles)
      .where(inArray(liveArticles.ordinal, placeholders('ordinal', size))),
  )

  /** Keeps articles, filed under their numbers: by number, so that each page of that table is written once. */
  async function add(queries: Queries, articles: FiledArticle[]): Promise<void> {
    const rows = articles.map(({ article, filed }) => ({
      ordinal: article.ordinal,
      terms: packVector(article.vector),
      shingles: article.sketch.shingles,
      sketch: packNumbers(article.sketch.lowest),
      filed: packNumbers(filed),
    }))
    await insertVectors(
      queries,
      rows.sort((a, b) => a.ordinal - b.ordinal),
    )
    await insertPostings(queries, postingsOf(articles))
  }

  async function remove(queries: Queries, ordinal: number): Promise<void> {
    const [row] = await filedUnder(queries, { ordinal })
    const numbers = row ? [...unpackNumbers(row.filed)] : []
    if (numbers.length > 0)
      await queries
        .delete(relatedPostings)
        .where(and(inArray(relatedPostings.number, numbers), eq(relatedPostings.ordinal, ordinal)))
  }

  /** Articles by their ordinals, and the version of a language's statistics; null when there are none. */
  async function find(
    queries: Queries,
    language: string,
    ordinals: number[],
  ): Promise<{ found: Map<number, Compared>; version: string | null }> {
    const { size, values } = listValues('ordinal', ordinals)
    const rows = await vectorsAndVersion(queries, size, { ...values, language })
    return {
      found: new Map(rows.map((row) => [row.ordinal, comparedOf(row)])),
      version: rows[0]?.version ?? null,
    }
  }

  /**
   * What a reader may see of what is filed under some of these numbers, published around this ordinal: the weightiest,
   * in no order.
   */
  async function candidates(
    queries: Queries,
    around: number,
    wanted: readonly Wanted[],
    viewer: Viewer,
  ): Promise<Compared[]> {
    if (wanted.length === 0) return []
    const { size, values } = listValues(
      'number',
      wanted.map(({ number }) => number),
    )
    const narrowed = viewer.profile !== undefined
    const rows = await filedNear(queries, { size, narrowed }, { ...values, ordinal: around, viewer: viewer.term })
    const lists = rows.flatMap(({ place, before, after }) => {
      // Behind the last one the list of numbers is filled up with it.
      const weight = Math.round((wanted[place]?.weight ?? 0) * weightUnit)
      return place < wanted.length ? [before, after].map((ordinals) => ({ weight, ordinals })) : []
    })
    const ordinals = weightiestOrdinals(lists)
    if (ordinals.length === 0) return []
    const list = listValues('ordinal', ordinals)
    return (await vectors(queries, list.size, list.values)).map(comparedOf)
  }

  /** Live articles by their ordinals, as they are linked. */
  async function targets(queries: Queries, ordinals: readonly number[]): Promise<Map<number, LiveTarget>> {
    if (ordinals.length === 0) return new Map()
    const { size, values } = listValues('ordinal', ordinals)
    return new Map((await articles(queries, size, values)).map((each) => [each.ordinal, each]))
  }

  return { add, remove, find, candidates, targets }
}

export type AutomaticStore = ReturnType<typeof createAutomaticStore>
