/** Queries on the live tables: all that readers ever see. Only lifecycle transitions write here. */
import { and, asc, count, desc, eq, gte, inArray, lt, type SQL, sql } from 'drizzle-orm'
import type { Static } from 'typebox'
import type { Block } from '../body/index.ts'
import type { Db, Queries } from '../db/db.ts'
import type { PageRequest, Slice } from '../http/page.ts'
import type { Instant } from '../lib/instant.ts'
import type { ArticleText, Correction } from './schema.ts'

export type ShownCorrection = Static<typeof Correction>

/** The public fields of a live article that its row carries. */
export interface LiveDocument extends ArticleText {
  firstPublishedAt: Instant
  tagIds: string[]
  corrections: ShownCorrection[]
  wordCount: number
  characterCount: number
  readingMinutes: number
}

export interface LiveArticle {
  id: string
  language: string
  slug: string
  titleKey: string
  publishedAt: Instant
  updatedAt: Instant
  version: number
  sourceId: string
  editorId: string | null
  clusterId: string
  translationOfId: string | null
  document: LiveDocument
}

/** A live article as it is read: the article that it translates is named only while that is live too. */
export interface ReadArticle extends Omit<LiveArticle, 'translationOfId'> {
  translationOf: string | null
}

export const sorts = ['-publishedAt', 'publishedAt', '-updatedAt', 'updatedAt'] as const
export type Sort = (typeof sorts)[number]

export interface LiveFilter {
  sort: Sort
  /** Ids or slugs, any of them. */
  source?: string[]
  editor?: string[]
  tag?: string[]
  language?: string[]
  ids?: string[]
  publishedAfter?: Instant
  publishedBefore?: Instant
  updatedAfter?: Instant
  updatedBefore?: Instant
}

/** The store of live articles. */
export function createLiveStore(db: Db) {
  const { liveArticles, liveBodies, liveTags, slugs, catalogue } = db.tables
  const columns = {
    article: liveArticles,
    translationOf: sql<string | null>`(select o.id from live_articles o where o.id = live_articles.translation_of_id)`,
  }

  const read = (row: { article: unknown; translationOf: string | null }): ReadArticle => {
    const { translationOfId, ...article } = row.article as LiveArticle
    return { ...article, translationOf: row.translationOf }
  }

  /** The ids of what is named by id or slug, found within the statement that filters by them. */
  const idsOf = (resource: string, names: string[]): SQL =>
    sql`(select ${catalogue.id} from ${catalogue} where ${catalogue.resource} = ${resource} and (${inArray(catalogue.slug, names)} or ${inArray(catalogue.id, names)}))`

  const conditionsOf = (filter: LiveFilter): SQL[] => [
    ...(filter.source ? [sql`${liveArticles.sourceId} in ${idsOf('source', filter.source)}`] : []),
    ...(filter.editor ? [sql`${liveArticles.editorId} in ${idsOf('editor', filter.editor)}`] : []),
    ...(filter.language ? [inArray(liveArticles.language, filter.language)] : []),
    ...(filter.ids ? [inArray(liveArticles.id, filter.ids)] : []),
    ...(filter.tag
      ? [
          sql`exists (select 1 from ${liveTags} where ${liveTags.articleId} = ${liveArticles.id} and ${liveTags.tagId} in ${idsOf('tag', filter.tag)})`,
        ]
      : []),
    ...(filter.publishedAfter ? [gte(liveArticles.publishedAt, filter.publishedAfter)] : []),
    ...(filter.publishedBefore ? [lt(liveArticles.publishedAt, filter.publishedBefore)] : []),
    ...(filter.updatedAfter ? [gte(liveArticles.updatedAt, filter.updatedAfter)] : []),
    ...(filter.updatedBefore ? [lt(liveArticles.updatedAt, filter.updatedBefore)] : []),
  ]

  async function list(queries: Queries, filter: LiveFilter, page: PageRequest): Promise<Slice<ReadArticle>> {
    const conditions = conditionsOf(filter)
    const column = filter.sort.endsWith('publishedAt') ? liveArticles.publishedAt : liveArticles.updatedAt
    const descends = filter.sort.startsWith('-') !== (page.position?.direction === 'previous')
    const order = descends ? desc : asc
    const { position } = page
    const beyond = sql.raw(descends ? '<' : '>')
    const from = position && sql`(${column}, ${liveArticles.id}) ${beyond} (${position.key}, ${position.id})`
    const found = await queries
      .select(columns)
      .from(liveArticles)
      .where(and(...conditions, from))
      .orderBy(order(column), order(liveArticles.id))
      .limit(page.limit + 1)
    const rows = found.map(read)
    if (!page.count) return { rows }
    const [counted] = await queries
      .select({ total: count() })
      .from(liveArticles)
      .where(and(...conditions))
    return { rows, total: counted?.total ?? 0 }
  }

  async function find(queries: Queries, id: string): Promise<ReadArticle | undefined> {
    const [row] = await queries.select(columns).from(liveArticles).where(eq(liveArticles.id, id))
    return row && read(row)
  }

  /** The live article that has or once had this slug. */
  async function findBySlug(queries: Queries, language: string, slug: string): Promise<ReadArticle | undefined> {
    const [row] = await queries
      .select(columns)
      .from(slugs)
      .innerJoin(liveArticles, eq(liveArticles.id, slugs.articleId))
      .where(and(eq(slugs.language, language), eq(slugs.slug, slug)))
    return row && read(row)
  }

  async function bodies(queries: Queries, ids: string[]): Promise<Map<string, Block[]>> {
    const rows = ids.length === 0 ? [] : await queries.select().from(liveBodies).where(inArray(liveBodies.id, ids))
    return new Map(rows.map((row) => [row.id, row.blocks as Block[]]))
  }

  /** The live articles of these clusters, oldest first. */
  async function clusters(queries: Queries, clusterIds: string[]): Promise<LiveArticle[]> {
    if (clusterIds.length === 0) return []
    const rows = await queries
      .select()
      .from(liveArticles)
      .where(inArray(liveArticles.clusterId, clusterIds))
      .orderBy(asc(liveArticles.language), asc(liveArticles.id))
    return rows as LiveArticle[]
  }

  /** Whether the article that this live one translates is or was public. */
  async function hasPublicOriginal(queries: Queries, id: string): Promise<boolean> {
    const [row] = await queries
      .select({ id: slugs.articleId })
      .from(liveArticles)
      .innerJoin(slugs, eq(slugs.articleId, liveArticles.translationOfId))
      .where(eq(liveArticles.id, id))
      .limit(1)
    return row !== undefined
  }

  /** Shows an article, or its new text, to readers. */
  async function put(queries: Queries, article: LiveArticle, blocks: Block[]): Promise<void> {
    await queries.insert(liveArticles).values(article).onConflictDoUpdate({ target: liveArticles.id, set: article })
    await queries
      .insert(liveBodies)
      .values({ id: article.id, blocks })
      .onConflictDoUpdate({ target: liveBodies.id, set: { blocks } })
    await queries.delete(liveTags).where(eq(liveTags.articleId, article.id))
    const rows = article.document.tagIds.map((tagId) => ({
      tagId,
      publishedAt: article.publishedAt,
      articleId: article.id,
    }))
    if (rows.length > 0) await queries.insert(liveTags).values(rows)
  }

  /** Takes an article from readers. */
  async function remove(queries: Queries, id: string): Promise<void> {
    await queries.delete(liveTags).where(eq(liveTags.articleId, id))
    await queries.delete(liveBodies).where(eq(liveBodies.id, id))
    await queries.delete(liveArticles).where(eq(liveArticles.id, id))
  }

  /** Moves all live articles of a cluster to another. */
  async function moveCluster(queries: Queries, from: string, to: string): Promise<void> {
    await queries.update(liveArticles).set({ clusterId: to }).where(eq(liveArticles.clusterId, from))
  }

  async function joinCluster(queries: Queries, id: string, translationOfId: string, clusterId: string): Promise<void> {
    await queries.update(liveArticles).set({ translationOfId, clusterId }).where(eq(liveArticles.id, id))
  }

  return { list, find, findBySlug, bodies, clusters, hasPublicOriginal, put, remove, moveCluster, joinCluster }
}

export type LiveStore = ReturnType<typeof createLiveStore>
