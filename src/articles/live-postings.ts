/** Which live articles have which terms, and how many articles each term has. */
import { and, eq, inArray, lte, sql } from 'drizzle-orm'
import type { Db, Queries } from '../db/db.ts'
import { listValues, placeholders, shapedStatement, statement } from '../db/statement.ts'

const numbered = (name: string, values: unknown[]): Record<string, unknown> =>
  Object.fromEntries(values.map((each, index) => [`${name}${index}`, each]))

/** The store of terms. Writes take the handle of the transition that they belong to. */
export function createPostingStore(db: Db) {
  const { liveTerms, livePostings } = db.tables
  const value = sql.placeholder

  const countTerms = shapedStatement(String, (queries, size: number) =>
    queries
      .insert(liveTerms)
      .values(Array.from({ length: size }, (_, index) => ({ term: value(`term${index}`), articles: 1 })) as never)
      .onConflictDoUpdate({ target: liveTerms.term, set: { articles: sql`${liveTerms.articles} + 1` } })
      .returning({ id: liveTerms.id }),
  )
  const insertPostings = shapedStatement(String, (queries, size: number) =>
    queries.insert(livePostings).values(
      Array.from({ length: size }, (_, index) => ({
        ordinal: value('ordinal'),
        termId: value(`term${index}`),
      })) as never,
    ),
  )
  const takePostings = statement((queries) =>
    queries
      .delete(livePostings)
      .where(eq(livePostings.ordinal, value('ordinal')))
      .returning({ termId: livePostings.termId }),
  )
  const discount = shapedStatement(String, (queries, size: number) =>
    queries
      .update(liveTerms)
      .set({ articles: sql`${liveTerms.articles} - 1` })
      .where(inArray(liveTerms.id, placeholders('id', size))),
  )
  const dropUnused = shapedStatement(String, (queries, size: number) =>
    queries.delete(liveTerms).where(and(inArray(liveTerms.id, placeholders('id', size)), lte(liveTerms.articles, 0))),
  )

  /** Files an article under terms, each given once. */
  async function add(queries: Queries, ordinal: number, terms: string[]): Promise<void> {
    const counted = await countTerms(queries, terms.length, numbered('term', terms))
    const ids = counted.map(({ id }) => id)
    await insertPostings(queries, ids.length, { ...numbered('term', ids), ordinal })
  }

  /** Takes an article out of all its terms. */
  async function remove(queries: Queries, ordinal: number): Promise<void> {
    const taken = await takePostings(queries, { ordinal })
    if (taken.length === 0) return
    const { size, values } = listValues(
      'id',
      taken.map(({ termId }) => termId),
    )
    await discount(queries, size, values)
    await dropUnused(queries, size, values)
  }

  return { add, remove }
}
