/** Which live articles have which terms, and how many articles each term has. */
import { and, eq, inArray, lte, sql } from 'drizzle-orm'
import type { Db, Queries } from '../db/db.ts'
import { insertionOfMany } from '../db/many-rows.ts'
import { listValues, placeholders, shapedStatement, statement } from '../db/statement.ts'

/** An article with the terms that it is filed under, each given once. */
export interface Filed {
  ordinal: number
  terms: string[]
}

/** The store of terms. Writes take the handle of the transition that they belong to. */
export function createPostingStore(db: Db) {
  const { liveTerms, livePostings } = db.tables
  const value = sql.placeholder

  const countTerms = insertionOfMany(liveTerms, {
    columns: ['term', 'articles'],
    finish: (insert) =>
      insert
        .onConflictDoUpdate({ target: liveTerms.term, set: { articles: sql`live_terms.articles + excluded.articles` } })
        .returning({ id: liveTerms.id, term: liveTerms.term }),
  })
  const insertPostings = insertionOfMany(livePostings)
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

  /** Files articles under their terms: each term is counted once for all of them, postings go in by their key. */
  async function add(queries: Queries, articles: Filed[]): Promise<void> {
    const counts = new Map<string, number>()
    for (const { terms } of articles) for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1)
    const counted = await countTerms(
      queries,
      Array.from(counts, ([term, articles]) => ({ term, articles })),
    )
    const ids = new Map(counted.map(({ id, term }) => [term as string, Number(id)]))
    const postings = articles
      .toSorted((a, b) => a.ordinal - b.ordinal)
      .flatMap(({ ordinal, terms }) =>
        terms
          .map((term) => ids.get(term) as number)
          .sort((a, b) => a - b)
          .map((termId) => ({ ordinal, termId })),
      )
    await insertPostings(queries, postings)
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
