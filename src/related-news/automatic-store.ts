/** Queries on what is kept of live articles' texts. */
import { and, eq, inArray, type SQL, sql } from 'drizzle-orm'
import type { Db, Queries } from '../db/db.ts'
import { entitled } from '../db/entitled.ts'
import { insertion } from '../db/rows.ts'
import { listValues, placeholders, shapedStatement, statement } from '../db/statement.ts'
import type { Viewer } from '../lib/viewer.ts'
import type { Compared } from './ranking.ts'
import type { LiveTarget } from './store.ts'
import { packNumbers, packVector, unpackNumbers, unpackVector } from './vector.ts'

/** A number to look for, and how much it counts that an article is filed under it. */
export interface Wanted {
  number: number
  weight: number
}

/** An article that was found, as it is compared and as it is linked. */
export interface Candidate extends Compared {
  target: LiveTarget
}

/** Of each number, so many articles are looked at that were published before, and as many after. */
const nearest = 32
/** So many candidates are fetched, those first that are found under the weightiest numbers. */
const candidatesAtMost = 80
/** Weights are integers in SQL. */
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

/** The articles filed under a number that were published next to an ordinal, on one side of it. */
const beside = (index: number, before: boolean, narrowed: boolean): SQL =>
  sql`select ordinal, cast(${holder(`weight${index}`)} as integer) as weight from (select ordinal from related_postings where number = ${holder(`number${index}`)} and ordinal ${sql.raw(before ? '<' : '>')} ${holder('ordinal')}${narrowed ? sql` and ${entitled(sql`related_postings.ordinal`)}` : sql``} order by ordinal ${sql.raw(before ? 'desc' : 'asc')} limit ${sql.raw(String(nearest))}) as n${sql.raw(`${before ? 'b' : 'a'}${index}`)}`

/** The ordinals of the best candidates for `size` numbers. */
function bestOrdinals(size: number, narrowed: boolean): SQL {
  const sides = (index: number) => [beside(index, true, narrowed), beside(index, false, narrowed)]
  const parts = Array.from({ length: size }, (_, index) => sides(index)).flat()
  return sql`(select ordinal from (${sql.join(parts, sql` union all `)}) as near group by ordinal order by sum(weight) desc, ordinal desc limit ${sql.raw(String(candidatesAtMost))})`
}

/** The store of computed related news. */
export function createAutomaticStore(db: Db) {
  const { relatedVectors, relatedPostings, relatedStatistics, liveArticles } = db.tables
  const { ordinal, terms, shingles, sketch } = relatedVectors
  const columns = { ordinal, terms, shingles, sketch }
  const target = {
    ordinal: liveArticles.ordinal,
    id: liveArticles.id,
    language: liveArticles.language,
    slug: liveArticles.slug,
    title: liveArticles.title,
    publishedAt: liveArticles.publishedAt,
  }
  const insertVector = insertion(relatedVectors)
  const insertPostings = shapedStatement(String, (queries, size: number) =>
    queries
      .insert(relatedPostings)
      .values(placeholders('number', size).map((number) => ({ number, ordinal: sql.placeholder('ordinal') })) as never),
  )
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
  const candidateVectors = shapedStatement(
    ({ size, narrowed }: { size: number; narrowed: boolean }) => `${size} ${narrowed}`,
    (queries, { size, narrowed }) =>
      queries
        .select({ ...columns, target })
        .from(relatedVectors)
        .innerJoin(liveArticles, eq(liveArticles.ordinal, relatedVectors.ordinal))
        .where(sql`${relatedVectors.ordinal} in ${bestOrdinals(size, narrowed)}`),
  )
  /** Keeps an article, filed under these numbers. They must be distinct. */
  async function add(queries: Queries, article: Compared, filed: Uint32Array): Promise<void> {
    await insertVector(queries, {
      ordinal: article.ordinal,
      terms: packVector(article.vector),
      shingles: article.sketch.shingles,
      sketch: packNumbers(article.sketch.lowest),
      filed: packNumbers(filed),
    })
    if (filed.length === 0) return
    const values = Object.fromEntries(Array.from(filed, (number, index) => [`number${index}`, number]))
    await insertPostings(queries, filed.length, { ...values, ordinal: article.ordinal })
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
  ): Promise<Candidate[]> {
    if (wanted.length === 0) return []
    const values: Record<string, unknown> = { ordinal: around, viewer: viewer.term }
    for (const [index, { number, weight }] of wanted.entries()) {
      values[`number${index}`] = number
      values[`weight${index}`] = Math.round(weight * weightUnit)
    }
    const rows = await candidateVectors(
      queries,
      { size: wanted.length, narrowed: viewer.profile !== undefined },
      values,
    )
    return rows.map(({ target, ...row }) => ({ ...comparedOf(row), target }))
  }

  return { add, remove, find, candidates }
}

export type AutomaticStore = ReturnType<typeof createAutomaticStore>
