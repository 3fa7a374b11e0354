/** Queries on related news. */
import { and, asc, count, desc, eq, gt, inArray, isNotNull, isNull, lt, or, type SQL, sql } from 'drizzle-orm'
import type { Db, Queries } from '../db/db.ts'
import { entitled } from '../db/entitled.ts'
import { insertionOfMany } from '../db/many-rows.ts'
import { listValues, placeholders, shapedStatement, statement } from '../db/statement.ts'
import type { PageRequest, Slice } from '../http/page.ts'
import { isLongEnoughPrefix } from '../lib/title-key.ts'
import type { Viewer } from '../lib/viewer.ts'
import type { Link } from './model.ts'
import { beginsWith, createResolutionStore } from './resolution-store.ts'
import type { LinkKind, resolutionStates } from './schema.ts'

export interface LiveTarget {
  ordinal: number
  id: string
  language: string
  slug: string
  title: string
  publishedAt: string
}

/** The columns of a live article that is linked to. */
export const targetColumns = ({ tables: { liveArticles } }: Pick<Db, 'tables'>) => {
  const { ordinal, id, language, slug, title, publishedAt } = liveArticles
  return { ordinal, id, language, slug, title, publishedAt }
}

/** A link of a live article as readers may see it: without target only where it has none. */
export interface ReaderLink {
  articleId: string
  position: number
  kind: LinkKind
  title: string | null
  url: string | null
  target: LiveTarget | null
}

export interface NewsroomLink extends Omit<ReaderLink, 'target'> {
  articleTitle: string
  language: string
  unresolvedKey: string | null
  target: { id: string; slug: string; title: string; publishedAt: string | null } | null
}

export interface LinkFilter {
  articleId?: string
  /** Only links of articles of this owner. */
  ownerId?: string
  state?: (typeof resolutionStates)[number]
}

/** The store of related news. */
export function createRelatedNewsStore(db: Db) {
  const { relatedLinks, liveArticles, articles } = db.tables

  const value = sql.placeholder
  const { articleId, position, kind, title, url } = relatedLinks
  const shownLink = { articleId, position, kind, title, url }
  const shownTo = shapedStatement(
    ({ size, narrowed }: { size: number; narrowed: boolean }) => `${size} ${narrowed}`,
    (queries, { size, narrowed }) =>
      queries
        .select({ link: shownLink, target: targetColumns(db) })
        .from(relatedLinks)
        .leftJoin(
          liveArticles,
          and(eq(liveArticles.id, relatedLinks.targetId), narrowed ? entitled(sql`live_articles.ordinal`) : undefined),
        )
        .where(
          and(
            inArray(relatedLinks.articleId, placeholders('id', size)),
            or(isNull(relatedLinks.targetId), isNotNull(liveArticles.id)),
          ),
        )
        .orderBy(asc(relatedLinks.articleId), asc(relatedLinks.position)),
  )
  const ofArticle = statement((queries) =>
    queries
      .select()
      .from(relatedLinks)
      .where(eq(relatedLinks.articleId, value('articleId')))
      .orderBy(asc(relatedLinks.position)),
  )
  const insertLinks = insertionOfMany(relatedLinks)
  const deleteAll = statement((queries) =>
    queries.delete(relatedLinks).where(eq(relatedLinks.articleId, value('articleId'))),
  )
  /** The links of these articles that readers may see: links to articles that are not live are left out. */
  async function listForReaders(
    queries: Queries,
    articleIds: string[],
    viewer: Viewer,
  ): Promise<Map<string, ReaderLink[]>> {
    const { size, values } = listValues('id', articleIds)
    const shape = { size, narrowed: viewer.profile !== undefined }
    const rows = await shownTo(queries, shape, { ...values, viewer: viewer.term })
    const links = rows.map(({ link, target }) => ({
      articleId: link.articleId,
      position: link.position,
      kind: link.kind as LinkKind,
      title: link.title,
      url: link.url,
      target,
    }))
    return Map.groupBy(links, (link) => link.articleId)
  }

  const stateCondition: Record<NonNullable<LinkFilter['state']>, SQL | undefined> = {
    unresolved: and(isNotNull(relatedLinks.unresolvedKey), isNull(relatedLinks.url)),
    article: isNotNull(relatedLinks.targetId),
    outside: and(isNotNull(relatedLinks.url), isNull(relatedLinks.targetId)),
  }

  /** Links as the newsroom sees them, in the order of their articles' ids. */
  async function list(queries: Queries, filter: LinkFilter, page: PageRequest): Promise<Slice<NewsroomLink>> {
    const owner = queries
      .select({ id: articles.id, title: articles.title, ownerId: articles.ownerId })
      .from(articles)
      .as('owner')
    const conditions = [
      ...(filter.articleId === undefined ? [] : [eq(relatedLinks.articleId, filter.articleId)]),
      ...(filter.state === undefined ? [] : [stateCondition[filter.state]]),
      ...(filter.ownerId === undefined ? [] : [eq(owner.ownerId, filter.ownerId)]),
    ]
    const backwards = page.position?.direction === 'previous'
    const beyond = backwards ? lt : gt
    const position = Number(page.position?.id)
    const from =
      page.position &&
      or(
        beyond(relatedLinks.articleId, page.position.key),
        and(eq(relatedLinks.articleId, page.position.key), beyond(relatedLinks.position, position)),
      )
    const order = backwards ? desc : asc
    const rows = await queries
      .select({ link: relatedLinks, articleTitle: owner.title, target: articles })
      .from(relatedLinks)
      .innerJoin(owner, eq(owner.id, relatedLinks.articleId))
      .leftJoin(articles, eq(articles.id, relatedLinks.targetId))
      .where(and(...conditions, from))
      .orderBy(order(relatedLinks.articleId), order(relatedLinks.position))
      .limit(page.limit + 1)
    const found = rows.map(({ link, articleTitle, target }) => ({
      ...link,
      kind: link.kind as LinkKind,
      articleTitle,
      target: target && { id: target.id, slug: target.slug, title: target.title, publishedAt: target.publishedAt },
    }))
    if (!page.count) return { rows: found }
    const [counted] = await queries
      .select({ total: count() })
      .from(relatedLinks)
      .innerJoin(owner, eq(owner.id, relatedLinks.articleId))
      .where(and(...conditions))
    return { rows: found, total: counted?.total ?? 0 }
  }

  /** For each unresolved link, the live articles whose titles begin so (at most 10 of a link are of use). */
  async function candidates(queries: Queries, links: NewsroomLink[]): Promise<Map<NewsroomLink, LiveTarget[]>> {
    const open = links.filter((link) => link.unresolvedKey !== null && isLongEnoughPrefix(link.unresolvedKey))
    const ranges = open.map((link) =>
      and(eq(liveArticles.language, link.language), beginsWith(liveArticles.titleKey, link.unresolvedKey as string)),
    )
    const rows =
      ranges.length === 0
        ? []
        : await queries
            .select({ titleKey: liveArticles.titleKey, target: targetColumns(db) })
            .from(liveArticles)
            .where(or(...ranges))
            .limit(2000)
    return new Map(
      open.map((link) => {
        const fitting = rows.filter(
          ({ titleKey, target }) =>
            target.language === link.language &&
            titleKey.startsWith(link.unresolvedKey as string) &&
            target.id !== link.articleId,
        )
        return [link, fitting.slice(0, 10).map(({ target }) => target)]
      }),
    )
  }

  async function find(queries: Queries, articleId: string): Promise<Link[]> {
    const rows = await ofArticle(queries, { articleId })
    return rows.map(({ kind, targetId, url, title: printed, unresolvedKey }) => ({
      kind: kind as LinkKind,
      targetId,
      url,
      title: printed,
      unresolvedKey,
    }))
  }

  /** Adds the links of articles that have none. */
  async function addLinks(
    queries: Queries,
    lists: Array<{ article: { id: string; language: string }; links: Link[] }>,
  ): Promise<void> {
    await insertLinks(
      queries,
      lists.flatMap(({ article: { id: articleId, language }, links }) =>
        links.map((link, index) => ({ articleId, position: index + 1, language, ...link })),
      ),
    )
  }

  async function replace(queries: Queries, article: { id: string; language: string }, links: Link[]): Promise<void> {
    await deleteAll(queries, { articleId: article.id })
    await addLinks(queries, [{ article, links }])
  }

  /** Removes the links of an article, and those of others to it. */
  async function forget(queries: Queries, articleId: string): Promise<void> {
    await queries
      .delete(relatedLinks)
      .where(or(eq(relatedLinks.articleId, articleId), eq(relatedLinks.targetId, articleId)))
  }

  /** Which of these ids are articles: in whatever state, or for an owner its own and what is live. */
  async function existing(queries: Queries, ids: string[], ownerId?: string): Promise<Set<string>> {
    if (ids.length === 0) return new Set()
    const visible = ownerId === undefined ? undefined : or(eq(articles.ownerId, ownerId), eq(articles.state, 'live'))
    const rows = await queries
      .select({ id: articles.id })
      .from(articles)
      .where(and(inArray(articles.id, ids), visible))
    return new Set(rows.map((row) => row.id))
  }

  /** The links of an article are in the language that it has. */
  async function changeLanguage(queries: Queries, articleId: string, language: string): Promise<void> {
    await queries.update(relatedLinks).set({ language }).where(eq(relatedLinks.articleId, articleId))
  }

  /** The articles that link to this one already. */
  async function linkingTo(queries: Queries, targetId: string): Promise<Set<string>> {
    const rows = await queries
      .select({ id: relatedLinks.articleId })
      .from(relatedLinks)
      .where(eq(relatedLinks.targetId, targetId))
    return new Set(rows.map((row) => row.id))
  }

  return {
    listForReaders,
    list,
    candidates,
    find,
    addLinks,
    replace,
    forget,
    existing,
    changeLanguage,
    ...createResolutionStore(db),
    linkingTo,
  }
}

export type RelatedNewsStore = ReturnType<typeof createRelatedNewsStore>
