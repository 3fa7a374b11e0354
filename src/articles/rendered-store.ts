/** Queries on live articles as their rows have them rendered, and on what has changed of what they are shown with. */
import { and, asc, eq, gt, inArray, type SQL, sql } from 'drizzle-orm'
import type { Db, Queries } from '../db/db.ts'
import { entitled } from '../db/entitled.ts'
import { shapedStatement, statement } from '../db/statement.ts'
import type { Viewer } from '../lib/viewer.ts'
import type { ClusterMember, RenderedOne } from './live-article.ts'
import { renderedColumns } from './live-columns.ts'

interface OneShape {
  narrowed: boolean
  /** Whether its blocks are read. */
  body: boolean
}

/** The store of rendered articles. Every function takes the handle of a snapshot. */
export function createRenderedStore(db: Db) {
  const { liveArticles, changes } = db.tables
  const value = sql.placeholder
  const narrow = (narrowed: boolean, ordinal: SQL): SQL | undefined => (narrowed ? entitled(ordinal) : undefined)

  const keyOf = ({ narrowed, body }: OneShape): string => `${narrowed} ${body}`
  const columns = ({ narrowed, body }: OneShape) => ({
    ...renderedColumns(db, narrowed),
    slug: liveArticles.slug,
    blocks: body
      ? sql<string>`(select cast(b.blocks as text) from live_bodies b where b.id = live_articles.id)`
      : sql<null>`null`,
    members:
      sql<number>`(select count(*) from live_articles m where ${and(sql`m.cluster_id = live_articles.cluster_id`, narrow(narrowed, sql`m.ordinal`))})`.mapWith(
        Number,
      ),
    originalWasPublic:
      sql<boolean>`exists (select 1 from slugs s where s.article_id = live_articles.translation_of_id)`.mapWith(
        Boolean,
      ),
  })
  const byId = shapedStatement(keyOf, (queries, shape) =>
    queries
      .select(columns(shape))
      .from(liveArticles)
      .where(and(eq(liveArticles.id, value('id')), narrow(shape.narrowed, sql`live_articles.ordinal`))),
  )
  // A subquery: SQLite takes five times as long for the same as a join.
  const ofSlug = sql`(select s.article_id from slugs s where s.language = ${value('language')} and s.slug = ${value('slug')})`
  const bySlug = shapedStatement(keyOf, (queries, shape) =>
    queries
      .select(columns(shape))
      .from(liveArticles)
      .where(and(sql`live_articles.id = ${ofSlug}`, narrow(shape.narrowed, sql`live_articles.ordinal`))),
  )
  const ofCluster = shapedStatement(String, (queries, narrowed: boolean) =>
    queries
      .select({ id: liveArticles.id, language: liveArticles.language, slug: liveArticles.slug })
      .from(liveArticles)
      .where(
        and(
          sql`${liveArticles.clusterId} = (select o.cluster_id from live_articles o where o.id = ${value('id')})`,
          narrow(narrowed, sql`live_articles.ordinal`),
        ),
      )
      .orderBy(asc(liveArticles.language), asc(liveArticles.id)),
  )
  const isNarrowed = ({ profile }: Viewer): boolean => profile !== undefined

  /** A live article, if the reader may see it; `body` says whether its blocks are read. */
  async function findRendered(
    queries: Queries,
    id: string,
    viewer: Viewer,
    body: boolean,
  ): Promise<RenderedOne | undefined> {
    const [found] = await byId(queries, { narrowed: isNarrowed(viewer), body }, { id, viewer: viewer.term })
    return found
  }

  /** The live article that has or once had this slug, if the reader may see it. */
  async function findRenderedBySlug(
    queries: Queries,
    language: string,
    slug: string,
    viewer: Viewer,
    body: boolean,
  ): Promise<RenderedOne | undefined> {
    const shape = { narrowed: isNarrowed(viewer), body }
    const [found] = await bySlug(queries, shape, { language, slug, viewer: viewer.term })
    return found
  }

  /** The live articles of an article's cluster that the reader may see, itself among them, by language. */
  const membersOf = (queries: Queries, id: string, viewer: Viewer): Promise<ClusterMember[]> =>
    ofCluster(queries, isNarrowed(viewer), { id, viewer: viewer.term })

  const behind = statement((queries) =>
    queries
      .select({ resource: changes.resource, id: changes.resourceId })
      .from(changes)
      .where(and(gt(changes.seq, value('after')), inArray(changes.resource, ['site', 'source', 'editor', 'tag'])))
      .limit(value('limit')),
  )

  /** Which of the site, sources, editors and tags have changed behind a number of the change log; `limit` at most. */
  const namedChanges = (
    queries: Queries,
    after: number,
    limit: number,
  ): Promise<Array<{ resource: string; id: string }>> => behind(queries, { after, limit })

  return { namedChanges, findRendered, findRenderedBySlug, membersOf }
}
