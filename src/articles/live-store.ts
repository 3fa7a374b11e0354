/** Queries on the live tables: all that readers ever see. Only lifecycle transitions write here. */
import { and, asc, eq, inArray, type SQL, sql } from 'drizzle-orm'
import type { Block } from '../body/index.ts'
import type { Db, Queries } from '../db/db.ts'
import { entitled } from '../db/entitled.ts'
import { listValues, placeholders, shapedStatement } from '../db/statement.ts'
import { everything, type Viewer } from '../lib/viewer.ts'
import { createArchiveStore } from './archive-store.ts'
import { createFrontPages } from './latest-store.ts'
import {
  type FoundArticle,
  type LinkedLive,
  type LiveArticle,
  type LiveDocument,
  type LiveRow,
  type PlacedArticle,
  type Projection,
  readArticle,
} from './live-article.ts'
import { articleColumns, readColumns } from './live-columns.ts'
import { createLiveLists } from './live-list.ts'
import { examinedRows } from './live-plan.ts'
import { createLiveWrites, type ProfileTerms } from './live-writes.ts'
import { createRenderedStore } from './rendered-store.ts'

interface LiveStoreOptions {
  /** What is kept in step with the live articles. */
  projections?: Projection[]
  profileTerms: ProfileTerms
  /** How many rows lists may look at. */
  examined?: typeof examinedRows | undefined
}

/** The store of live articles. */
export function createLiveStore(db: Db, { projections = [], profileTerms, examined = examinedRows }: LiveStoreOptions) {
  const { liveArticles, liveBodies, slugs } = db.tables
  const value = sql.placeholder
  const archive = createArchiveStore(db)

  const narrow = (narrowed: boolean, ordinal: SQL): SQL | undefined => (narrowed ? entitled(ordinal) : undefined)
  const clusterOf = (queries: Queries) =>
    queries
      .select({
        id: liveArticles.id,
        language: liveArticles.language,
        slug: liveArticles.slug,
        clusterId: liveArticles.clusterId,
        ordinal: liveArticles.ordinal,
      })
      .from(liveArticles)
      .as('member')
  /** One row for each live article of the cluster, each with the article that is asked for. */
  const foundColumns = ({ id, language, slug }: ReturnType<typeof clusterOf>, narrowed: boolean) => ({
    ...readColumns(db, narrowed),
    originalWasPublic:
      sql<boolean>`exists (select 1 from slugs s where s.article_id = live_articles.translation_of_id)`.mapWith(
        Boolean,
      ),
    member: { id, language, slug },
  })
  const isSeen = (narrowed: boolean, member: ReturnType<typeof clusterOf>): SQL | undefined =>
    and(narrow(narrowed, sql`live_articles.ordinal`), narrow(narrowed, sql`${member.ordinal}`))
  const byId = shapedStatement(String, (queries, narrowed: boolean) => {
    const member = clusterOf(queries)
    return queries
      .select(foundColumns(member, narrowed))
      .from(liveArticles)
      .innerJoin(member, eq(member.clusterId, liveArticles.clusterId))
      .where(and(eq(liveArticles.id, value('id')), isSeen(narrowed, member)))
      .orderBy(asc(member.language), asc(member.id))
  })
  const bySlug = shapedStatement(String, (queries, narrowed: boolean) => {
    const member = clusterOf(queries)
    return queries
      .select(foundColumns(member, narrowed))
      .from(slugs)
      .innerJoin(liveArticles, eq(liveArticles.id, slugs.articleId))
      .innerJoin(member, eq(member.clusterId, liveArticles.clusterId))
      .where(and(eq(slugs.language, value('language')), eq(slugs.slug, value('slug')), isSeen(narrowed, member)))
      .orderBy(asc(member.language), asc(member.id))
  })
  const byIds = shapedStatement(String, (queries, size: number) =>
    queries
      .select()
      .from(liveBodies)
      .where(inArray(liveBodies.id, placeholders('id', size))),
  )

  interface ListShape {
    size: number
    narrowed: boolean
  }
  const keyOf = ({ size, narrowed }: ListShape): string => `${size} ${narrowed}`
  const foundIn = (rows: Awaited<ReturnType<typeof byId>>): FoundArticle | undefined =>
    rows[0] && {
      ...readArticle(rows[0]),
      cluster: rows.map(({ member }) => member),
      originalWasPublic: rows[0].originalWasPublic,
    }

  const isNarrowed = (viewer: Viewer): boolean => viewer.profile !== undefined

  /** A live article, if the reader may see it. */
  async function find(queries: Queries, id: string, viewer = everything): Promise<FoundArticle | undefined> {
    return foundIn(await byId(queries, isNarrowed(viewer), { id, viewer: viewer.term }))
  }

  /** The live article that has or once had this slug, if the reader may see it. */
  async function findBySlug(
    queries: Queries,
    language: string,
    slug: string,
    viewer = everything,
  ): Promise<FoundArticle | undefined> {
    return foundIn(await bySlug(queries, isNarrowed(viewer), { language, slug, viewer: viewer.term }))
  }

  const seenByIds = shapedStatement(keyOf, (queries, { size, narrowed }) =>
    queries
      .select(readColumns(db, narrowed))
      .from(liveArticles)
      .where(and(inArray(liveArticles.id, placeholders('id', size)), narrow(narrowed, sql`live_articles.ordinal`))),
  )

  /** Those of these articles that are live and that the reader may see. */
  async function findAll(queries: Queries, ids: string[], viewer: Viewer): Promise<PlacedArticle[]> {
    if (ids.length === 0) return []
    const { size, values } = listValues('id', ids)
    const shape = { size, narrowed: isNarrowed(viewer) }
    const rows = await seenByIds(queries, shape, { ...values, viewer: viewer.term })
    return rows.map(readArticle)
  }

  async function bodies(queries: Queries, ids: string[]): Promise<Map<string, Block[]>> {
    if (ids.length === 0) return new Map()
    const { size, values } = listValues('id', ids)
    const rows = await byIds(queries, size, values)
    return new Map(rows.map((row) => [row.id, row.blocks as Block[]]))
  }

  const byClusters = shapedStatement(keyOf, (queries, { size, narrowed }) =>
    queries
      .select(articleColumns(db))
      .from(liveArticles)
      .where(
        and(inArray(liveArticles.clusterId, placeholders('id', size)), narrow(narrowed, sql`live_articles.ordinal`)),
      )
      .orderBy(asc(liveArticles.language), asc(liveArticles.id)),
  )

  /** The live articles of these clusters that the reader may see, oldest first. */
  async function clusters(queries: Queries, clusterIds: string[], viewer = everything): Promise<LiveArticle[]> {
    if (clusterIds.length === 0) return []
    const { size, values } = listValues('id', clusterIds)
    const rows = await byClusters(queries, { size, narrowed: isNarrowed(viewer) }, { ...values, viewer: viewer.term })
    return rows as LiveRow[]
  }

  const linkedByIds = shapedStatement(String, (queries, size: number) =>
    queries
      .select({
        id: liveArticles.id,
        language: liveArticles.language,
        sourceId: liveArticles.sourceId,
        document: liveArticles.document,
      })
      .from(liveArticles)
      .where(inArray(liveArticles.id, placeholders('id', size))),
  )

  /** Those of these articles that are live, as other articles show them. Who may see them was asked before. */
  async function linked(queries: Queries, ids: Iterable<string>): Promise<Map<string, LinkedLive>> {
    const distinct = [...new Set(ids)]
    if (distinct.length === 0) return new Map()
    const { size, values } = listValues('id', distinct)
    const rows = await linkedByIds(queries, size, values)
    return new Map(
      rows.map(({ document, ...row }) => {
        const { tagIds, images } = document as LiveDocument
        return [row.id, { ...row, tagIds, images }]
      }),
    )
  }

  const writes = createLiveWrites(db, { projections, profileTerms, archive })

  /** Sets when a live article leaves readers. Answers the row. */
  async function setExpiry(queries: Queries, id: string, expiresAt: string | null): Promise<LiveRow | undefined> {
    const [row] = await queries.update(liveArticles).set({ expiresAt }).where(eq(liveArticles.id, id)).returning()
    return row as LiveRow | undefined
  }

  /** Moves all live articles of a cluster to another. */
  async function moveCluster(queries: Queries, from: string, to: string): Promise<void> {
    await queries.update(liveArticles).set({ clusterId: to }).where(eq(liveArticles.clusterId, from))
  }

  async function joinCluster(queries: Queries, id: string, translationOfId: string, clusterId: string): Promise<void> {
    await queries.update(liveArticles).set({ translationOfId, clusterId }).where(eq(liveArticles.id, id))
  }

  return {
    ...createLiveLists(db, examined),
    ...createFrontPages(db, examined),
    ...createRenderedStore(db),
    archive,
    find,
    findAll,
    findBySlug,
    bodies,
    clusters,
    linked,
    ...writes,
    setExpiry,
    moveCluster,
    joinCluster,
  }
}

export type LiveStore = ReturnType<typeof createLiveStore>
