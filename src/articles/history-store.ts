/** Queries on what was public: editions, corrections, withdrawals. */
import { and, asc, desc, eq, gt, inArray, isNull, lte, or, sql } from 'drizzle-orm'
import type { Db, Queries } from '../db/db.ts'
import { insertionOfMany, type JsonText } from '../db/many-rows.ts'
import { listValues, placeholders, shapedStatement, statement } from '../db/statement.ts'
import type { Instant } from '../lib/instant.ts'
import type { LiveArticle } from './live-article.ts'
import type { WorkingCopy } from './model.ts'
import type { CorrectionKind } from './parts-schema.ts'

/** A published text, and when readers saw it. */
export interface Edition {
  articleId: string
  version: number
  revision: number
  shownFrom: Instant
  shownUntil: Instant | null
  /** The live row as it was then. */
  live: LiveArticle
}

export interface StoredCorrection {
  id: string
  articleId: string
  version: number
  kind: CorrectionKind
  notice: string
  blocks: string[]
  at: Instant
  by: string | null
}

/** What is left of a recalled or erased article. */
export interface Withdrawal {
  articleId: string
  kind: 'withdrawn' | 'erased'
  reason: string
  internalReason: string | null
  replacementId: string | null
  at: Instant
  by: string | null
}

/** The store of public history. */
export function createHistoryStore(db: Db) {
  const { editions, revisions, corrections, withdrawals, slugs } = db.tables
  const joined = and(eq(revisions.articleId, editions.articleId), eq(revisions.revision, editions.revision))

  const value = sql.placeholder
  const insertEditions = insertionOfMany(editions)
  const insertCorrections = insertionOfMany(corrections)
  const closeShown = statement((queries) =>
    queries
      .update(editions)
      .set({ shownUntil: value('at') } as never)
      .where(and(eq(editions.articleId, value('articleId')), isNull(editions.shownUntil))),
  )
  const correctionsOf = shapedStatement(String, (queries, size: number) =>
    queries
      .select()
      .from(corrections)
      .where(inArray(corrections.articleId, placeholders('id', size)))
      .orderBy(desc(corrections.version), desc(corrections.id)),
  )
  const withdrawalsOf = shapedStatement(String, (queries, size: number) =>
    queries
      .select()
      .from(withdrawals)
      .where(inArray(withdrawals.articleId, placeholders('id', size))),
  )

  async function addEditions(
    queries: Queries,
    added: Array<Omit<Edition, 'live'> & { live: LiveArticle | JsonText }>,
  ): Promise<void> {
    await insertEditions(queries, added)
  }

  /** The edition that is shown, if any, is not shown any more. */
  async function closeEdition(queries: Queries, articleId: string, at: Instant): Promise<void> {
    await closeShown(queries, { articleId, at })
  }

  /** The editions of an article, newest first. */
  async function listEditions(queries: Queries, articleId: string): Promise<Edition[]> {
    const rows = await queries
      .select()
      .from(editions)
      .where(eq(editions.articleId, articleId))
      .orderBy(desc(editions.version))
    return rows as Edition[]
  }

  /** An edition with its whole text. */
  async function findEdition(
    queries: Queries,
    articleId: string,
    version: number,
  ): Promise<(Edition & { copy: WorkingCopy }) | undefined> {
    const [row] = await queries
      .select({ edition: editions, document: revisions.document })
      .from(editions)
      .innerJoin(revisions, joined)
      .where(and(eq(editions.articleId, articleId), eq(editions.version, version)))
    return row && { ...(row.edition as Edition), copy: row.document as WorkingCopy }
  }

  /** The version that readers saw at the end of a second; undefined when they saw none. */
  async function versionAt(queries: Queries, articleId: string, at: Instant): Promise<number | undefined> {
    const [row] = await queries
      .select({ version: editions.version })
      .from(editions)
      .where(
        and(
          eq(editions.articleId, articleId),
          lte(editions.shownFrom, at),
          or(isNull(editions.shownUntil), gt(editions.shownUntil, at)),
        ),
      )
      .orderBy(desc(editions.version))
      .limit(1)
    return row?.version
  }

  async function addCorrections(queries: Queries, added: StoredCorrection[]): Promise<void> {
    await insertCorrections(queries, added)
  }

  /** The corrections of articles, newest first. */
  async function listCorrections(queries: Queries, articleIds: string[]): Promise<StoredCorrection[]> {
    if (articleIds.length === 0) return []
    const { size, values } = listValues('id', articleIds)
    const rows = await correctionsOf(queries, size, values)
    return rows as StoredCorrection[]
  }

  async function putWithdrawal(queries: Queries, withdrawal: Withdrawal): Promise<void> {
    await queries
      .insert(withdrawals)
      .values(withdrawal)
      .onConflictDoUpdate({ target: withdrawals.articleId, set: withdrawal })
  }

  async function listWithdrawals(queries: Queries, articleIds: string[]): Promise<Withdrawal[]> {
    if (articleIds.length === 0) return []
    const { size, values } = listValues('id', articleIds)
    const rows = await withdrawalsOf(queries, size, values)
    return rows as Withdrawal[]
  }

  /** The withdrawal of the article that had one of these slugs in public. */
  async function findWithdrawalBySlug(
    queries: Queries,
    language: string,
    names: string[],
  ): Promise<Withdrawal | undefined> {
    const [row] = await queries
      .select({ withdrawal: withdrawals })
      .from(slugs)
      .innerJoin(withdrawals, eq(withdrawals.articleId, slugs.articleId))
      .where(and(eq(slugs.language, language), inArray(slugs.slug, names)))
      .orderBy(asc(slugs.slug))
      .limit(1)
    return row?.withdrawal as Withdrawal | undefined
  }

  /** Removes the texts of an article from its public history; slugs become what `rename` makes of them. */
  async function erase(queries: Queries, articleId: string, rename: (slug: string) => string): Promise<void> {
    await queries.delete(editions).where(eq(editions.articleId, articleId))
    await queries.delete(corrections).where(eq(corrections.articleId, articleId))
    const held = await queries.select().from(slugs).where(eq(slugs.articleId, articleId))
    for (const { language, slug } of held) {
      await queries
        .update(slugs)
        .set({ slug: rename(slug) })
        .where(and(eq(slugs.language, language), eq(slugs.slug, slug)))
    }
  }

  return {
    addEditions,
    closeEdition,
    listEditions,
    findEdition,
    versionAt,
    addCorrections,
    listCorrections,
    putWithdrawal,
    listWithdrawals,
    findWithdrawalBySlug,
    erase,
  }
}

/** A correction as readers see it. */
export const shownCorrection = ({ id, version, kind, notice, blocks, at }: StoredCorrection) => ({
  id,
  version,
  kind,
  notice,
  blocks,
  at,
})

export type HistoryStore = ReturnType<typeof createHistoryStore>
