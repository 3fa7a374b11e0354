/** Queries of resolution: printed titles that wait for their article, and the articles that they may mean. */
import { and, asc, eq, gte, inArray, isNotNull, lt, lte, max, ne, type SQL, sql } from 'drizzle-orm'
import type { Db, Queries } from '../db/db.ts'
import { listValues, placeholders, shapedStatement, statement } from '../db/statement.ts'
import { isLongEnoughPrefix } from '../lib/title-key.ts'
import { commonBeginning, withoutLast } from './model.ts'

/** An article by its title. */
export interface Titled {
  language: string
  titleKey: string
}

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

  const lastKey = statement((queries) =>
    queries
      .select({ key: max(relatedLinks.unresolvedKey) })
      .from(relatedLinks)
      .where(and(eq(relatedLinks.language, value('language')), lte(relatedLinks.unresolvedKey, value('upTo')))),
  )

  const anyKey = statement((queries) =>
    queries
      .select({ key: relatedLinks.unresolvedKey })
      .from(relatedLinks)
      .where(and(eq(relatedLinks.language, value('language')), isNotNull(relatedLinks.unresolvedKey)))
      .limit(1),
  )

  /**
   * The keys of unresolved links with which a title begins, in few steps: the last key up to a beginning of the title is
   * either a beginning itself, or all that come before it are beginnings of what it has in common with the title.
   */
  async function waitingKeys(queries: Queries, { language, titleKey }: Titled): Promise<string[]> {
    const found: string[] = []
    for (let upTo = titleKey; isLongEnoughPrefix(upTo); ) {
      const [row] = await lastKey(queries, { language, upTo })
      if (row?.key == null) break
      const shared = commonBeginning(row.key, titleKey)
      if (shared === row.key && isLongEnoughPrefix(shared)) found.push(shared)
      upTo = shared === row.key ? withoutLast(shared) : shared
    }
    return found
  }

  /** Whether any link of a language is unresolved. */
  async function isWaiting(queries: Queries, language: string): Promise<boolean> {
    return (await anyKey(queries, { language })).length > 0
  }

  /** The unresolved links that an article with this title may be the target of, but not its own. */
  async function waitingFor(queries: Queries, article: Titled & { id: string }) {
    const keys = await waitingKeys(queries, article)
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

  return { beginningWith, isWaiting, waitingKeys, waitingFor, resolve }
}
