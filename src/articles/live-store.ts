/** Queries on the live tables: all that readers ever see. Only lifecycle transitions write here. */
import { and, asc, between, eq, getTableColumns, inArray, lte, max, sql } from 'drizzle-orm'
import type { Block } from '../body/index.ts'
import type { Db, Queries } from '../db/db.ts'
import { listValues, shapedStatement, statement } from '../db/statement.ts'
import { ordinalsAt } from '../lib/ordinal.ts'
import { dayOf } from './archive-model.ts'
import { createArchiveStore } from './archive-store.ts'
import { createFrontPages } from './latest-store.ts'
import {
  type FoundArticle,
  type LinkedLive,
  type LiveArticle,
  type LiveDocument,
  type LiveRow,
  type Projection,
  readArticle,
} from './live-article.ts'
import { createLiveLists } from './live-list.ts'
import { examinedRows } from './live-plan.ts'
import { termsOf } from './live-terms.ts'

const numbered = (name: string, values: unknown[]): Record<string, unknown> =>
  Object.fromEntries(values.map((each, index) => [`${name}${index}`, each]))

const placeholders = (names: string[]): Record<string, unknown> =>
  Object.fromEntries(names.map((name) => [name, sql.placeholder(name)]))

/** The store of live articles; `projections` are kept in step with it, lists look at `examined` rows. */
export function createLiveStore(db: Db, projections: Projection[] = [], examined = examinedRows) {
  const { liveArticles, liveBodies, liveTerms, livePostings, slugs } = db.tables
  const value = sql.placeholder
  const archive = createArchiveStore(db)

  /** A row as readers see it: what it translates only while that is live. */
  const readColumns = {
    article: liveArticles,
    translationOf: sql<string | null>`(select o.id from live_articles o where o.id = live_articles.translation_of_id)`,
  }

  const clusterOf = (queries: Queries) =>
    queries
      .select({
        id: liveArticles.id,
        language: liveArticles.language,
        slug: liveArticles.slug,
        clusterId: liveArticles.clusterId,
      })
      .from(liveArticles)
      .as('member')
  /** One row for each live article of the cluster, each with the article that is asked for. */
  const foundColumns = ({ id, language, slug }: ReturnType<typeof clusterOf>) => ({
    ...readColumns,
    originalWasPublic:
      sql<boolean>`exists (select 1 from slugs s where s.article_id = live_articles.translation_of_id)`.mapWith(
        Boolean,
      ),
    member: { id, language, slug },
  })
  const byId = statement((queries) => {
    const member = clusterOf(queries)
    return queries
      .select(foundColumns(member))
      .from(liveArticles)
      .innerJoin(member, eq(member.clusterId, liveArticles.clusterId))
      .where(eq(liveArticles.id, value('id')))
      .orderBy(asc(member.language), asc(member.id))
  })
  const bySlug = statement((queries) => {
    const member = clusterOf(queries)
    return queries
      .select(foundColumns(member))
      .from(slugs)
      .innerJoin(liveArticles, eq(liveArticles.id, slugs.articleId))
      .innerJoin(member, eq(member.clusterId, liveArticles.clusterId))
      .where(and(eq(slugs.language, value('language')), eq(slugs.slug, value('slug'))))
      .orderBy(asc(member.language), asc(member.id))
  })
  const byIds = shapedStatement(String, (queries, size: number) =>
    queries
      .select()
      .from(liveBodies)
      .where(
        inArray(
          liveBodies.id,
          Array.from({ length: size }, (_, index) => value(`id${index}`)),
        ),
      ),
  )

  const foundIn = (rows: Awaited<ReturnType<typeof byId>>): FoundArticle | undefined =>
    rows[0] && {
      ...readArticle(rows[0]),
      cluster: rows.map(({ member }) => member),
      originalWasPublic: rows[0].originalWasPublic,
    }

  async function find(queries: Queries, id: string): Promise<FoundArticle | undefined> {
    return foundIn(await byId(queries, { id }))
  }

  /** The live article that has or once had this slug. */
  async function findBySlug(queries: Queries, language: string, slug: string): Promise<FoundArticle | undefined> {
    return foundIn(await bySlug(queries, { language, slug }))
  }

  async function bodies(queries: Queries, ids: string[]): Promise<Map<string, Block[]>> {
    if (ids.length === 0) return new Map()
    const { size, values } = listValues('id', ids)
    const rows = await byIds(queries, size, values)
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
      .where(
        inArray(
          liveArticles.id,
          Array.from({ length: size }, (_, index) => value(`id${index}`)),
        ),
      ),
  )

  /** Those of these articles that are live, as other articles show them. */
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

  const rowById = statement((queries) =>
    queries
      .select()
      .from(liveArticles)
      .where(eq(liveArticles.id, value('id'))),
  )
  const lastWithin = statement((queries) =>
    queries
      .select({ ordinal: max(liveArticles.ordinal) })
      .from(liveArticles)
      .where(between(liveArticles.ordinal, value('first'), value('last'))),
  )
  const insertRow = statement((queries) =>
    queries.insert(liveArticles).values(placeholders(Object.keys(getTableColumns(liveArticles))) as never),
  )
  const insertBody = statement((queries) =>
    queries.insert(liveBodies).values({ id: value('id'), blocks: value('blocks') } as never),
  )
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
  /** The former ordinal while the second of publication is the same, else the next free one of that second. */
  async function placeOf(queries: Queries, article: LiveArticle, former: LiveRow | undefined): Promise<number> {
    if (former?.publishedAt === article.publishedAt) return former.ordinal
    const { first, last } = ordinalsAt(article.publishedAt)
    const [found] = await lastWithin(queries, { first, last })
    return found?.ordinal == null ? first : Number(found.ordinal) + 1
  }

  async function addTerms(queries: Queries, row: LiveRow): Promise<void> {
    const terms = termsOf(row)
    const counted = await countTerms(queries, terms.length, numbered('term', terms))
    const ids = counted.map(({ id }) => id)
    await insertPostings(queries, ids.length, { ...numbered('term', ids), ordinal: row.ordinal })
    await archive.add(queries, row)
  }

  async function takeRow(queries: Queries, row: LiveRow): Promise<void> {
    for (const projection of projections) await projection.remove(queries, row)
    const terms = await queries
      .update(liveTerms)
      .set({ articles: sql`${liveTerms.articles} - 1` })
      .where(inArray(liveTerms.term, termsOf(row)))
      .returning()
    const ids = terms.map(({ id }) => id)
    await queries
      .delete(livePostings)
      .where(and(inArray(livePostings.termId, ids), eq(livePostings.ordinal, row.ordinal)))
    await queries.delete(liveTerms).where(and(inArray(liveTerms.id, ids), lte(liveTerms.articles, 0)))
    await archive.take(queries, row)
    await queries.delete(liveBodies).where(eq(liveBodies.id, row.id))
    await queries.delete(liveArticles).where(eq(liveArticles.id, row.id))
  }

  async function rowOf(queries: Queries, id: string): Promise<LiveRow | undefined> {
    const [row] = await rowById(queries, { id })
    return row as LiveRow | undefined
  }

  /** Shows an article, or its new text, to readers; days are counted by the clock of `timeZone`. */
  async function put(queries: Queries, article: LiveArticle, blocks: Block[], timeZone: string): Promise<void> {
    const former = await rowOf(queries, article.id)
    if (former) await takeRow(queries, former)
    const row: LiveRow = {
      ...article,
      title: article.document.title,
      day: dayOf(article.publishedAt, timeZone),
      ordinal: await placeOf(queries, article, former),
    }
    await insertRow(queries, { ...row })
    await insertBody(queries, { id: row.id, blocks })
    await addTerms(queries, row)
    for (const projection of projections) await projection.put(queries, row, blocks)
  }

  /** Takes an article from readers. */
  async function remove(queries: Queries, id: string): Promise<void> {
    const row = await rowOf(queries, id)
    if (row) await takeRow(queries, row)
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
    archive,
    find,
    findBySlug,
    bodies,
    clusters,
    linked,
    put,
    remove,
    moveCluster,
    joinCluster,
  }
}

export type LiveStore = ReturnType<typeof createLiveStore>
