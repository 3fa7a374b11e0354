/** Queries on articles, their revisions, editions and slugs: what the newsroom works on. */
import { and, asc, count, desc, eq, gt, gte, inArray, lt, type SQL, sql } from 'drizzle-orm'
import type { Db, Queries } from '../db/db.ts'
import { insertion, insertionOfMissing, updating } from '../db/rows.ts'
import { statement } from '../db/statement.ts'
import type { PageRequest, Slice } from '../http/page.ts'
import type { Instant } from '../lib/instant.ts'
import { createDueLook } from './due-store.ts'
import type { WorkingCopy } from './model.ts'
import type { ArticleState } from './schema.ts'

/** An article's row: its identity and where it is in its life. */
export interface ArticleRow {
  id: string
  language: string
  state: ArticleState
  slug: string
  revision: number
  version: number
  writes: number
  title: string
  translationOfId: string | null
  clusterId: string
  externalId: string | null
  externalScope: string | null
  firstPublishedAt: Instant | null
  publishedAt: Instant | null
  updatedAt: Instant | null
  publishAt: Instant | null
  embargoUntil: Instant | null
  dueAt: Instant | null
  expiresAt: Instant | null
  ownerId: string | null
  createdAt: Instant
  changedAt: Instant
  changedBy: string | null
}

/** An article with its working copy. */
export interface StoredArticle {
  row: ArticleRow
  copy: WorkingCopy
}

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
  const insertArticle = insertion(articles)
  const updateArticle = updating(articles, articles.id)
  const insertRevision = insertion(revisions)
  const insertReferences = insertionOfMissing(articleReferences)
  const insertSlug = insertionOfMissing(slugs)
  const forgetNames = statement((queries) =>
    queries
      .delete(articleReferences)
      .where(and(eq(articleReferences.articleId, value('articleId')), eq(articleReferences.scope, 'working'))),
  )
  const bySlug = statement((queries) =>
    queries
      .select()
      .from(slugs)
      .where(and(eq(slugs.language, value('language')), eq(slugs.slug, value('slug')))),
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

  async function create(queries: Queries, row: ArticleRow): Promise<void> {
    await insertArticle(queries, row)
  }

  async function update(queries: Queries, row: ArticleRow): Promise<void> {
    await updateArticle(queries, row)
  }

  /** Appends a revision, and keeps what the working copy names. */
  async function saveRevision(queries: Queries, row: ArticleRow, copy: WorkingCopy): Promise<void> {
    await insertRevision(queries, {
      articleId: row.id,
      revision: row.revision,
      document: copy,
      savedAt: row.changedAt,
      savedBy: row.changedBy,
    })
    await forgetNames(queries, { articleId: row.id })
    await insertReferences(
      queries,
      namesOf(copy).map((targetId) => ({ targetId, articleId: row.id, scope: 'working' })),
    )
  }

  /** Keeps what a published copy names, and its slug, for ever. */
  async function keepPublic(queries: Queries, row: ArticleRow, copy: WorkingCopy): Promise<void> {
    await insertSlug(queries, [{ language: row.language, slug: row.slug, articleId: row.id }])
    await insertReferences(
      queries,
      namesOf(copy).map((targetId) => ({ targetId, articleId: row.id, scope: 'edition' })),
    )
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

  /** The article that had or has this slug in public. */
  async function slugHolder(queries: Queries, language: string, slug: string): Promise<string | undefined> {
    const [row] = await bySlug(queries, { language, slug })
    return row?.articleId
  }

  /** Moves all articles of a cluster to another. */
  async function moveCluster(queries: Queries, from: string, to: string): Promise<void> {
    await queries.update(articles).set({ clusterId: to }).where(eq(articles.clusterId, from))
  }

  async function hasTranslations(queries: Queries, id: string): Promise<boolean> {
    const [row] = await queries
      .select({ id: articles.id })
      .from(articles)
      .where(eq(articles.translationOfId, id))
      .limit(1)
    return row !== undefined
  }

  async function remove(queries: Queries, id: string): Promise<void> {
    await queries.delete(articleReferences).where(eq(articleReferences.articleId, id))
    await queries.delete(revisions).where(eq(revisions.articleId, id))
    await queries.delete(articles).where(eq(articles.id, id))
  }

  return {
    find,
    findRow,
    findExternal,
    list,
    listById,
    create,
    update,
    saveRevision,
    keepPublic,
    findRevision,
    listRevisions,
    titlesOf,
    slugHolder,
    due: createDueLook(db),
    hasTranslations,
    moveCluster,
    remove,
  }
}

export type ArticleStore = ReturnType<typeof createArticleStore>

const namesOf = (copy: WorkingCopy): string[] => [
  ...new Set([copy.sourceId, ...(copy.editorId === null ? [] : [copy.editorId]), ...copy.tagIds]),
]
