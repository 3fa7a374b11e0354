/** Articles as they are shown: to readers from the live tables, to the newsroom from the working copy. */
import { type Block, measure } from '../body/index.ts'
import type { Catalogue, CatalogueEntry } from '../catalogue/index.ts'
import type { Queries } from '../db/db.ts'
import { toInstant } from '../lib/instant.ts'
import { everything, type Viewer } from '../lib/viewer.ts'
import { type RelatedNewsService, relatedKinds } from '../related-news/index.ts'
import { articleUrl, type SiteDocument, type SiteStore } from '../site/index.ts'
import type { SourceDocument } from '../sources/index.ts'
import { type HistoryStore, shownCorrection, type Withdrawal } from './history-store.ts'
import { createKeptEntries } from './kept-entries.ts'
import type { FoundArticle, PlacedArticle, ReadArticle } from './live-article.ts'
import type { LiveStore } from './live-store.ts'
import { localTimesOf } from './local-times.ts'
import { reprintWarnings, rightsAt, timesAfterPublication } from './model.ts'
import { headersOf, type OneHeaders } from './one-article.ts'
import { pageLinks } from './page-links.ts'
import { createRenderedViews, type ShownTo } from './rendered-views.ts'
import type { Article, NewsroomArticle } from './schema.ts'
import type { Shape } from './shape.ts'
import { type Context, idsNamed, nestedIncludes, type Shown, sharedView, shownOf } from './shown.ts'
import type { ArticleRow, StoredArticle } from './store.ts'
import { usageOf } from './usage.ts'

interface ViewDependencies {
  live: LiveStore
  history: HistoryStore
  catalogue: Catalogue
  relatedNews: RelatedNewsService
  site: SiteStore
  now: () => Date
  shown?: ShownTo
}

/** How many related news an article is shown with, unless asked otherwise. */
export const relatedNewsShown = 10

/** What the caller of a view has read already: the publication, or blocks other than the live ones. */
interface Known {
  viewer: Viewer
  publication?: SiteDocument
  blocks?: Map<string, Block[]>
  /** The one article that is shown: its related news are computed, too. */
  one?: PlacedArticle
}

/** One article, and what its headers say of it. */
interface OneArticle extends OneHeaders {
  article: Article
}

/** Renders articles: a fixed number of statements, however many articles. */
export function createViews({ live, history, catalogue, relatedNews, site, now, shown: tell }: ViewDependencies) {
  /** The related news of articles, and where more is asked for the live articles that it links to. */
  async function relatedOf(
    queries: Queries,
    ids: string[],
    { include }: Shape,
    publication: SiteDocument,
    { viewer, one }: Pick<Known, 'viewer' | 'one'>,
  ) {
    if (!include.has('relatedNews')) return {}
    const urlOf = (article: { id: string; language: string; slug: string }) => articleUrl(publication, article)
    const request = { kinds: relatedKinds, limit: relatedNewsShown, urlOf, viewer }
    const items = one
      ? new Map([[one.id, await relatedNews.listFor(queries, one, request)]])
      : await relatedNews.forReaders(queries, ids, urlOf, viewer)
    if (!nestedIncludes(include)) return { relatedNews: items }
    const targets = [...items.values()].flatMap((links) => links.flatMap(({ article }) => article?.id ?? []))
    return { relatedNews: items, linked: await live.linked(queries, targets) }
  }

  async function translationsOf(queries: Queries, shown: Shown[], { include }: Shape, viewer: Viewer) {
    if (!include.has('translations')) return {}
    const clusterIds = shown.map((each) => each.clusterId)
    return { translations: Map.groupBy(await live.clusters(queries, clusterIds, viewer), (each) => each.clusterId) }
  }

  async function contextOf(
    queries: Queries,
    shown: Shown[],
    shape: Shape,
    publication: SiteDocument,
    known: Pick<Known, 'viewer' | 'one'>,
  ): Promise<Context> {
    const ids = shown.map((each) => each.id)
    const related = await relatedOf(queries, ids, shape, publication, known)
    const named = [...idsNamed(shown), ...idsNamed([...(related.linked?.values() ?? [])])]
    const entries = await catalogue.store.findAll(queries, named)
    const { viewer } = known
    const translations = await translationsOf(queries, shown, shape, viewer)
    return { ...shape, publication, viewer, ...related, entries, ...translations }
  }

  /** Live articles and what they were shown with. */
  async function rendered(queries: Queries, articles: ReadArticle[], shape: Shape, known: Known) {
    const shown = articles.map(shownOf)
    const publication = known.publication ?? (await site.find(queries)).document
    const context = await contextOf(queries, shown, shape, publication, known)
    if (known.blocks) context.blocks = known.blocks
    else if (shape.body !== 'none' && known.viewer.profile?.content !== 'summary')
      context.blocks = await live.bodies(
        queries,
        shown.map((each) => each.id),
      )
    tell?.(known.viewer, articles)
    const views = articles.map((article, index) => readerView(article, shown[index] as Shown, context))
    return { articles: views, context }
  }

  /** Live articles as readers see them. */
  async function reading(queries: Queries, articles: ReadArticle[], shape: Shape, known: Known): Promise<Article[]> {
    return (await rendered(queries, articles, shape, known)).articles
  }

  /** Working copies as the newsroom sees them. */
  async function newsroom(queries: Queries, articles: StoredArticle[], shape: Shape): Promise<NewsroomArticle[]> {
    // What was never public was never corrected nor withdrawn.
    const ids = articles.flatMap(({ row }) => (row.version > 0 ? row.id : []))
    const corrections = Map.groupBy(await history.listCorrections(queries, ids), (each) => each.articleId)
    const withdrawals = new Map((await history.listWithdrawals(queries, ids)).map((each) => [each.articleId, each]))
    const shown = articles.map(({ row, copy }) => ({
      ...row,
      ...copy,
      slug: copy.slug ?? row.slug,
      corrections: (corrections.get(row.id) ?? []).map(shownCorrection),
      measures: measure(copy.blocks, row.language),
    }))
    const context = await contextOf(queries, shown, shape, (await site.find(queries)).document, { viewer: everything })
    context.blocks = new Map(articles.map(({ row, copy }) => [row.id, copy.blocks]))
    return articles.map(({ row, copy }, index) => ({
      ...sharedView(shown[index] as Shown, context),
      ...newsroomFields(row),
      localTimes: shape.include.has('localTimes') ? localTimesOf(row, context.publication.timeZone) : null,
      withdrawal: withdrawalView(withdrawals.get(row.id)),
      warnings: reprintWarnings(
        copy,
        (context.entries.get(copy.sourceId) as CatalogueEntry<SourceDocument>).document,
        context.publication,
      ),
    })) as NewsroomArticle[]
  }

  /** A working copy as readers would see it if it were published now. */
  async function preview(queries: Queries, { row, copy }: StoredArticle): Promise<Article> {
    const at = toInstant(now())
    const times = timesAfterPublication(row, row.state === 'live', at)
    const { firstPublishedAt, publishedAt, updatedAt } = times
    const corrections = (await history.listCorrections(queries, [row.id])).map(shownCorrection)
    const { rights, rightsEndAt } = rightsAt(copy.text.rights, at)
    const document = {
      ...copy.text,
      rights,
      firstPublishedAt,
      tagIds: copy.tagIds,
      corrections,
      ...measure(copy.blocks, row.language),
    }
    const original = row.translationOfId === null ? undefined : await live.find(queries, row.translationOfId)
    const shown: ReadArticle = {
      ...{ id: row.id, language: row.language, slug: copy.slug ?? row.slug, titleKey: '', clusterId: row.clusterId },
      ...{ publishedAt, updatedAt, version: row.version + 1, sourceId: copy.sourceId, editorId: copy.editorId },
      translationOf: original?.id ?? null,
      ...{ expiresAt: row.expiresAt, rightsEndAt },
      document,
    }
    const [article] = await reading(
      queries,
      [shown],
      { include: new Set(['relatedNews', 'translations']), body: 'blocks' },
      { viewer: everything, blocks: new Map([[row.id, copy.blocks]]) },
    )
    return article as Article
  }

  /** One live article with what its headers say. */
  async function readingOne(queries: Queries, row: FoundArticle, shape: Shape, viewer: Viewer): Promise<OneArticle> {
    const found = await site.find(queries)
    const known = { viewer, publication: found.document, one: row }
    const { articles, context } = await rendered(queries, [row], shape, known)
    const headed = { ...row, rightsUntil: row.document.rights?.endsAt ?? null }
    const entries = [...context.entries.values()]
    const shown = { include: shape.include, site: found, entries, viewer, now: now() }
    return { article: articles[0] as Article, ...headersOf(headed as never, shown) }
  }

  /** A live article as an edition showed it to readers; its pages are those of today. */
  async function readingPast(
    queries: Queries,
    row: FoundArticle,
    past: ReadArticle,
    blocks: Block[],
    shape: Shape,
    viewer: Viewer,
  ): Promise<OneArticle> {
    const { document: publication } = await site.find(queries)
    const its = viewer.profile?.content === 'summary' ? [] : blocks
    const known = { viewer, publication, blocks: new Map([[row.id, its]]) }
    const [article] = await reading(queries, [past], shape, known)
    return { article: article as Article, link: pageLinks(row, row.cluster, publication), lastModified: undefined }
  }

  const kept = createKeptEntries({ live, catalogue, site })
  const renderedViews = createRenderedViews({ live, kept, relatedNews, now, ...(tell && { shown: tell }) })

  return { reading, readingOne, readingPast, rendered: renderedViews, newsroom, preview }
}

export type Views = ReturnType<typeof createViews>

const readerView = (article: ReadArticle, shown: Shown, context: Context): Article =>
  ({
    ...sharedView(shown, context),
    state: 'live',
    firstPublishedAt: article.document.firstPublishedAt,
    publishedAt: article.publishedAt,
    updatedAt: article.updatedAt,
    localTimes: context.include.has('localTimes')
      ? localTimesOf({ ...article, firstPublishedAt: article.document.firstPublishedAt }, context.publication.timeZone)
      : null,
    translationOf: article.translationOf,
    usage: usageOf(
      article,
      (context.entries.get(article.sourceId) as CatalogueEntry<SourceDocument>).document,
      context.viewer.agreement,
    ),
    ...(context.viewer.profile?.content === 'summary' && { body: null }),
    ...(context.viewer.profile?.images === false && { images: [] }),
  }) as Article

const withdrawalView = (withdrawal: Withdrawal | undefined) =>
  withdrawal
    ? {
        reason: withdrawal.reason,
        internalReason: withdrawal.internalReason,
        replacement: withdrawal.replacementId,
        at: withdrawal.at,
        by: withdrawal.by,
      }
    : null

const newsroomFields = (row: ArticleRow) => ({
  state: row.state,
  revision: row.revision,
  firstPublishedAt: row.firstPublishedAt,
  publishedAt: row.publishedAt,
  updatedAt: row.updatedAt,
  publishAt: row.publishAt,
  embargoUntil: row.embargoUntil,
  dueAt: row.dueAt,
  expiresAt: row.expiresAt,
  translationOf: row.translationOfId,
  externalId: row.externalId,
  createdAt: row.createdAt,
  changedAt: row.changedAt,
  changedBy: row.changedBy,
})
