/** Queries on articles, their revisions, editions and slugs: what the newsroom works on. */
import { and, asc, count, desc, eq, gt, gte, inArray, lt, type SQL, sql } from 'drizzle-orm'
import type { Db, Queries } from '../db/db.ts'
import { listValues, placeholders, shapedStatement, statement } from '../db/statement.ts'
import type { PageRequest, Slice } from '../http/page.ts'
import type { Instant } from '../lib/instant.ts'
import type { ArticleRow, StoredArticle } from './article-row.ts'
import { createArticleWrites } from './article-writes.ts'
import { createDueLook } from './due-store.ts'
import { erasedSlug, type WorkingCopy } from './model.ts'

export type { ArticleRow, StoredArticle }

/** A saved text of an article. */
export interface StoredRevision {
  revision: number
  copy: WorkingCopy
  savedAt: Instant
  savedBy: string | null
}

export interface NewsroomFilter {
  state?: string[]
  language?: string[]
  /** Sources, editors and tags, by id or slug; any of each list. */
  references?: Array<{ resource: string; names: string[] }>
  changedAfter?: Instant
  changedBefore?: Instant
  ids?: string[]
  externalId?: string
  ownerId?: string
}

/** The store of working copies. */
export function createArticleStore(db: Db) {
  const { articles, revisions, slugs, articleReferences, catalogue } = db.tables
  const joined = and(eq(revisions.articleId, articles.id), eq(revisions.revision, articles.revision))

  const stored = (row: { article: unknown; document: unknown }): StoredArticle => ({
    row: row.article as ArticleRow,
    copy: row.document as WorkingCopy,
  })

  const value = sql.placeholder
  const byId = statement((queries) =>
    queries
      .select({ article: articles, document: revisions.document })
      .from(articles)
      .innerJoin(revisions, joined)
      .where(eq(articles.id, value('id'))),
  )
  const rowById = statement((queries) =>
    queries
      .select()
      .from(articles)
      .where(eq(articles.id, value('id'))),
  )
  const byExternalId = statement((queries) =>
    queries
      .select({ article: articles, document: revisions.document })
      .from(articles)
      .innerJoin(revisions, joined)
      .where(and(eq(articles.externalScope, value('scope')), eq(articles.externalId, value('externalId')))),
  )
  const bySlug = statement((queries) =>
    queries
      .select()
      .from(slugs)
      .where(and(eq(slugs.language, value('language')), inArray(slugs.slug, [value('slug'), value('erased')]))),
  )

  async function find(queries: Queries, id: string): Promise<StoredArticle | undefined> {
    const [row] = await byId(queries, { id })
    return row && stored(row)
  }

  async function findRow(queries: Queries, id: string): Promise<ArticleRow | undefined> {
    const [row] = await rowById(queries, { id })
    return row as ArticleRow | undefined
  }

  async function findExternal(queries: Queries, scope: string, externalId: string): Promise<StoredArticle | undefined> {
    const [row] = await byExternalId(queries, { scope, externalId })
    return row && stored(row)
  }

  const idsOf = shapedStatement(String, (queries, size: number) =>
    queries
      .select({ id: articles.id })
      .from(articles)
      .where(inArray(articles.id, placeholders('id', size))),
  )
  const externalsOf = shapedStatement(String, (queries, size: number) =>
    queries
      .select({ scope: articles.externalScope, externalId: articles.externalId })
      .from(articles)
      .where(and(eq(articles.externalScope, value('scope')), inArray(articles.externalId, placeholders('id', size)))),
  )

  /** Those of these ids that are articles'. */
  async function existing(queries: Queries, ids: string[]): Promise<Set<string>> {
    if (ids.length === 0) return new Set()
    const { size, values } = listValues('id', ids)
    return new Set((await idsOf(queries, size, values)).map(({ id }) => id))
  }

  /** Those of these external ids that articles have within a scope. */
  async function existingExternals(queries: Queries, scope: string, externalIds: string[]): Promise<Set<string>> {
    const { size, values } = listValues('id', externalIds)
    const rows = await externalsOf(queries, size, { ...values, scope })
    return new Set(rows.map(({ externalId }) => externalId as string))
  }

  const named = ({ resource, names }: { resource: string; names: string[] }): SQL =>
    sql`exists (select 1 from ${articleReferences} join ${catalogue} on ${catalogue.id} = ${articleReferences.targetId} where ${articleReferences.articleId} = ${articles.id} and ${articleReferences.scope} = 'working' and ${catalogue.resource} = ${resource} and (${inArray(catalogue.slug, names)} or ${inArray(catalogue.id, names)}))`

  const conditionsOf = (filter: NewsroomFilter): SQL[] => [
    ...(filter.state ? [inArray(articles.state, filter.state)] : []),
    ...(filter.language ? [inArray(articles.language, filter.language)] : []),
    ...(filter.references ?? []).map(named),
    ...(filter.changedAfter ? [gte(articles.changedAt, filter.changedAfter)] : []),
    ...(filter.changedBefore ? [lt(articles.changedAt, filter.changedBefore)] : []),
    ...(filter.ids ? [inArray(articles.id, filter.ids)] : []),
    ...(filter.externalId ? [eq(articles.externalId, filter.externalId)] : []),
    ...(filter.ownerId ? [eq(articles.ownerId, filter.ownerId)] : []),
  ]

  /** Newest change first. */
  async function list(queries: Queries, filter: NewsroomFilter, page: PageRequest): Promise<Slice<StoredArticle>> {
    const conditions = conditionsOf(filter)
    const backwards = page.position?.direction === 'previous'
    const beyond = sql.raw(backwards ? '>' : '<')
    const from =
      page.position &&
      sql`(${articles.changedAt}, ${articles.id}) ${beyond} (${page.position.key}, ${page.position.id})`
    const order = backwards ? asc : desc
    const rows = await queries
      .select({ article: articles, document: revisions.document })
      .from(articles)
      .innerJoin(revisions, joined)
      .where(and(...conditions, from))
      .orderBy(order(articles.changedAt), order(articles.id))
      .limit(page.limit + 1)
    if (!page.count) return { rows: rows.map(stored) }
    const [counted] = await queries
      .select({ total: count() })
      .from(articles)
      .where(and(...conditions))
    return { rows: rows.map(stored), total: counted?.total ?? 0 }
  }

  /** A page of articles in the order of their ids, for exports. */
  async function listById(queries: Queries, after: string, limit: number): Promise<StoredArticle[]> {
    const rows = await queries
      .select({ article: articles, document: revisions.document })
      .from(articles)
      .innerJoin(revisions, joined)
      .where(gt(articles.id, after))
      .orderBy(asc(articles.id))
      .limit(limit)
    return rows.map(stored)
  }

  /** One saved text; undefined when there is none with this number. */
  async function findRevision(
    queries: Queries,
    articleId: string,
    revision: number,
  ): Promise<StoredRevision | undefined> {
    const [row] = await queries
      .select()
      .from(revisions)
      .where(and(eq(revisions.articleId, articleId), eq(revisions.revision, revision)))
    return (
      row && { revision: row.revision, copy: row.document as WorkingCopy, savedAt: row.savedAt, savedBy: row.savedBy }
    )
  }

  /** The saved texts of an article, newest first. */
  async function listRevisions(queries: Queries, articleId: string, page: PageRequest): Promise<Slice<StoredRevision>> {
    const backwards = page.position?.direction === 'previous'
    const number = Number(page.position?.key)
    const from = page.position && (backwards ? gt : lt)(revisions.revision, number)
    const rows = await queries
      .select()
      .from(revisions)
      .where(and(eq(revisions.articleId, articleId), from))
      .orderBy((backwards ? asc : desc)(revisions.revision))
      .limit(page.limit + 1)
    return {
      rows: rows.map((row) => ({
        revision: row.revision,
        copy: row.document as WorkingCopy,
        savedAt: row.savedAt,
        savedBy: row.savedBy,
      })),
    }
  }

  /** Every title that the article has or had. */
  async function titlesOf(queries: Queries, articleId: string): Promise<string[]> {
    const rows = await queries
      .select({ document: revisions.document })
      .from(revisions)
      .where(eq(revisions.articleId, articleId))
    return [...new Set(rows.map((row) => (row.document as WorkingCopy).text.title))]
  }

  /** The article that had or has this slug in public; one that was erased holds it too. */
  async function slugHolder(queries: Queries, language: string, slug: string): Promise<string | undefined> {
    const rows = await bySlug(queries, { language, slug, erased: erasedSlug(language, slug) })
    return (rows.find((row) => row.slug === slug) ?? rows[0])?.articleId
  }

  async function hasTranslations(queries: Queries, id: string): Promise<boolean> {
    const [row] = await queries
      .select({ id: articles.id })
      .from(articles)
      .where(eq(articles.translationOfId, id))
      .limit(1)
    return row !== undefined
  }

  return {
    ...createArticleWrites(db),
    find,
    findRow,
    findExternal,
    existing,
    existingExternals,
    list,
    listById,
    findRevision,
    listRevisions,
    titlesOf,
    slugHolder,
    due: createDueLook(db),
    hasTranslations,
  }
}

export type ArticleStore = ReturnType<typeof createArticleStore>
