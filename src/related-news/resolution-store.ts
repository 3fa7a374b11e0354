/** Queries of resolution: printed titles that wait for their article, and the articles that they may mean. */
import { and, asc, eq, gte, inArray, lt, ne, type SQL, sql } from 'drizzle-orm'
import type { Db, Queries } from '../db/db.ts'
import { listValues, placeholders, shapedStatement } from '../db/statement.ts'
import { isLongEnoughPrefix } from '../lib/title-key.ts'
import { beginningsOf } from './model.ts'

/** Above every character that a title can have: the end of the range of titles that begin with a key. */
const afterAll = '\u{10FFFF}'

/** Whether the key of a title begins with another. */
export const beginsWith = (titleKey: Db['tables']['liveArticles']['titleKey'], key: string): SQL | undefined =>
  and(gte(titleKey, key), lt(titleKey, key + afterAll))

/** The part of the store of related news by which printed titles find their articles. */
export function createResolutionStore(db: Db) {
  const { relatedLinks, liveArticles } = db.tables
  const value = sql.placeholder

  const unresolved = shapedStatement(String, (queries, size: number) =>
    queries
      .select({
        articleId: relatedLinks.articleId,
        position: relatedLinks.position,
        unresolvedKey: relatedLinks.unresolvedKey,
      })
      .from(relatedLinks)
      .where(
        and(
          eq(relatedLinks.language, value('language')),
          inArray(relatedLinks.unresolvedKey, placeholders('key', size)),
          ne(relatedLinks.articleId, value('articleId')),
        ),
      )
      .orderBy(asc(relatedLinks.articleId), asc(relatedLinks.position)),
  )

  /** Up to three live articles in the language whose titles begin with the key. */
  async function beginningWith(queries: Queries, language: string, key: string): Promise<string[]> {
    if (!isLongEnoughPrefix(key)) return []
    const rows = await queries
      .select({ id: liveArticles.id })
      .from(liveArticles)
      .where(and(eq(liveArticles.language, language), beginsWith(liveArticles.titleKey, key)))
      .limit(3)
    return rows.map((row) => row.id)
  }

  /** The unresolved links that an article with this title may be the target of, but not its own. */
  async function waitingFor(queries: Queries, article: { id: string; language: string; titleKey: string }) {
    const keys = beginningsOf(article.titleKey).filter(isLongEnoughPrefix)
    if (keys.length === 0) return []
    const { size, values } = listValues('key', keys)
    return unresolved(queries, size, { ...values, language: article.language, articleId: article.id })
  }

  async function resolve(
    queries: Queries,
    link: { articleId: string; position: number },
    targetId: string,
  ): Promise<void> {
    await queries
      .update(relatedLinks)
      .set({ targetId, unresolvedKey: null })
      .where(and(eq(relatedLinks.articleId, link.articleId), eq(relatedLinks.position, link.position)))
  }

  return { beginningWith, waitingFor, resolve }
}
