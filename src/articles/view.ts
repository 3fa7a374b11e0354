/** Articles as they are shown: to readers from the live tables, to the newsroom from the working copy. */
import { type Block, measure, renderBody } from '../body/index.ts'
import { type Catalogue, type CatalogueEntry, nameIn } from '../catalogue/index.ts'
import type { Queries } from '../db/db.ts'
import type { EditorDocument } from '../editors/index.ts'
import { type Instant, toInstant } from '../lib/instant.ts'
import type { RelatedNewsItem, RelatedNewsService } from '../related-news/index.ts'
import { articleUrl, type SiteDocument, type SiteStore } from '../site/index.ts'
import type { SourceDocument } from '../sources/index.ts'
import type { TagDocument } from '../tags/index.ts'
import { type HistoryStore, shownCorrection, type Withdrawal } from './history-store.ts'
import type { LiveArticle, ReadArticle, ShownCorrection } from './live-article.ts'
import type { LiveStore } from './live-store.ts'
import { reprintWarnings, timesAfterPublication } from './model.ts'
import type { Article, ArticleText, NewsroomArticle } from './schema.ts'
import type { ArticleRow, StoredArticle } from './store.ts'

export const includes = ['source', 'editor', 'tags', 'relatedNews', 'translations'] as const
export type Include = (typeof includes)[number]

export const bodyForms = ['blocks', 'html', 'text', 'markdown', 'none'] as const
export type BodyForm = (typeof bodyForms)[number]

/** How articles are asked for. */
export interface Shape {
  include: ReadonlySet<Include>
  body: BodyForm
}

interface Context extends Shape {
  entries: Map<string, CatalogueEntry>
  publication: SiteDocument
  relatedNews?: Map<string, RelatedNewsItem[]>
  translations?: Map<string, LiveArticle[]>
  blocks?: Map<string, Block[]>
}

interface Shown {
  id: string
  language: string
  slug: string
  clusterId: string
  version: number
  text: ArticleText
  sourceId: string
  editorId: string | null
  tagIds: string[]
  corrections: ShownCorrection[]
  measures: { wordCount: number; characterCount: number; readingMinutes: number }
}

function sourceView(entry: CatalogueEntry<SourceDocument>, language: string, whole: boolean) {
  const { name, ...rest } = entry.document
  return { id: entry.id, slug: entry.slug, name: nameIn(entry.document.names, language, name), ...(whole && rest) }
}

function editorView(entry: CatalogueEntry<EditorDocument>, language: string, whole: boolean) {
  const { name, email, ...rest } = entry.document
  return { id: entry.id, slug: entry.slug, name: nameIn(entry.document.names, language, name), ...(whole && rest) }
}

function tagView(entry: CatalogueEntry<TagDocument>, language: string, whole: boolean) {
  const { kind, ...rest } = entry.document
  const fallback = Object.values(entry.document.labels)[0] ?? entry.slug
  return {
    id: entry.id,
    slug: entry.slug,
    kind,
    label: nameIn(entry.document.labels, language, fallback),
    ...(whole && rest),
  }
}

/** The fields that both surfaces show, in the order of the schema. */
function sharedView(shown: Shown, context: Context) {
  const { id, language, slug, text } = shown
  const { entries, publication, include, body } = context
  const source = entries.get(shown.sourceId) as CatalogueEntry<SourceDocument>
  const editor = shown.editorId === null ? undefined : (entries.get(shown.editorId) as CatalogueEntry<EditorDocument>)
  const tags = shown.tagIds.flatMap((tagId) => (entries.get(tagId) as CatalogueEntry<TagDocument> | undefined) ?? [])
  const blocks = context.blocks?.get(id) ?? []
  return {
    id,
    language,
    slug,
    url: articleUrl(publication, { id, language, slug }),
    title: text.title,
    originalTitle: text.originalTitle,
    subtitle: text.subtitle,
    summary: text.summary,
    dateline: text.dateline,
    authors: text.authors,
    coEditors: text.coEditors,
    images: text.images,
    originalUrl: text.originalUrl,
    originalSource: text.originalSource,
    source: sourceView(source, language, include.has('source')),
    editor: editor ? editorView(editor, language, include.has('editor')) : null,
    tags: tags.map((tag) => tagView(tag, language, include.has('tags'))),
    rights: text.rights ?? source.document.rights,
    ...shown.measures,
    version: shown.version,
    corrections: shown.corrections,
    body: body === 'none' ? null : renderBody(blocks, body),
    relatedNews: context.relatedNews?.get(id) ?? null,
    translations: context.translations ? translationsOf(shown, context.translations, publication) : null,
  }
}

const translationsOf = (shown: Shown, clusters: Map<string, LiveArticle[]>, publication: SiteDocument) =>
  (clusters.get(shown.clusterId) ?? [])
    .filter((article) => article.id !== shown.id)
    .map(({ id, language, slug, document }) => ({
      id,
      language,
      slug,
      title: document.title,
      url: articleUrl(publication, { id, language, slug }),
    }))

const shownOf = (article: ReadArticle): Shown => {
  const { tagIds, corrections, firstPublishedAt, wordCount, characterCount, readingMinutes, ...text } = article.document
  return { ...article, text, tagIds, corrections, measures: { wordCount, characterCount, readingMinutes } }
}

interface ViewDependencies {
  live: LiveStore
  history: HistoryStore
  catalogue: Catalogue
  relatedNews: RelatedNewsService
  site: SiteStore
  now: () => Date
}

const idsNamed = (shown: Shown[]): string[] =>
  shown.flatMap(({ sourceId, editorId, tagIds }) => [sourceId, ...(editorId === null ? [] : [editorId]), ...tagIds])

/** Renders articles: a fixed number of statements, however many articles. */
export function createViews({ live, history, catalogue, relatedNews, site, now }: ViewDependencies) {
  async function contextOf(queries: Queries, shown: Shown[], shape: Shape, known?: SiteDocument): Promise<Context> {
    const publication = known ?? (await site.find(queries)).document
    const entries = await catalogue.store.findAll(queries, idsNamed(shown))
    const context: Context = { ...shape, entries, publication }
    const ids = shown.map((each) => each.id)
    if (shape.include.has('relatedNews'))
      context.relatedNews = await relatedNews.forReaders(queries, ids, (article) => articleUrl(publication, article))
    if (shape.include.has('translations'))
      context.translations = Map.groupBy(
        await live.clusters(
          queries,
          shown.map((each) => each.clusterId),
        ),
        (each) => each.clusterId,
      )
    return context
  }

  /**
   * Live articles as readers see them. `known` is what the caller has read already: the publication, or blocks other
   * than the live ones.
   */
  async function reading(
    queries: Queries,
    articles: ReadArticle[],
    shape: Shape,
    known: { publication?: SiteDocument; blocks?: Map<string, Block[]> } = {},
  ): Promise<Article[]> {
    const shown = articles.map(shownOf)
    const context = await contextOf(queries, shown, shape, known.publication)
    if (known.blocks) context.blocks = known.blocks
    else if (shape.body !== 'none')
      context.blocks = await live.bodies(
        queries,
        shown.map((each) => each.id),
      )
    return articles.map((article, index) => ({
      ...sharedView(shown[index] as Shown, context),
      state: 'live' as const,
      firstPublishedAt: article.document.firstPublishedAt,
      publishedAt: article.publishedAt,
      updatedAt: article.updatedAt,
      translationOf: article.translationOf,
    })) as Article[]
  }

  /** Working copies as the newsroom sees them. */
  async function newsroom(queries: Queries, articles: StoredArticle[], shape: Shape): Promise<NewsroomArticle[]> {
    const ids = articles.map(({ row }) => row.id)
    const corrections = Map.groupBy(await history.listCorrections(queries, ids), (each) => each.articleId)
    const withdrawals = new Map((await history.listWithdrawals(queries, ids)).map((each) => [each.articleId, each]))
    const shown = articles.map(({ row, copy }) => ({
      ...row,
      ...copy,
      slug: copy.slug ?? row.slug,
      corrections: (corrections.get(row.id) ?? []).map(shownCorrection),
      measures: measure(copy.blocks, row.language),
    }))
    const context = await contextOf(queries, shown, shape)
    context.blocks = new Map(articles.map(({ row, copy }) => [row.id, copy.blocks]))
    return articles.map(({ row, copy }, index) => ({
      ...sharedView(shown[index] as Shown, context),
      ...newsroomFields(row),
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
    const document = {
      ...copy.text,
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
      document,
    }
    const [article] = await reading(
      queries,
      [shown],
      { include: new Set(['relatedNews', 'translations']), body: 'blocks' },
      { blocks: new Map([[row.id, copy.blocks]]) },
    )
    return article as Article
  }

  /**
   * One live article, and when what is shown of it last changed: undefined where no date tells, because other articles
   * are part of it, or because it is so recent that a second change in the same second would not show.
   */
  async function readingOne(
    queries: Queries,
    row: ReadArticle,
    shape: Shape,
  ): Promise<{ article: Article; lastModified: Instant | undefined }> {
    const [article] = await reading(queries, [row], shape)
    const dependsOnOthers =
      shape.include.has('relatedNews') ||
      shape.include.has('translations') ||
      (await live.hasPublicOriginal(queries, row.id))
    if (dependsOnOthers) return { article: article as Article, lastModified: undefined }
    const { updatedAt } = await site.find(queries)
    const entries = await catalogue.store.findAll(queries, idsNamed([shownOf(row)]))
    const newest = [row.updatedAt, updatedAt, ...[...entries.values()].map((entry) => entry.updatedAt)]
      .sort()
      .at(-1) as Instant
    const settled = Date.parse(newest) < now().getTime() - 2000
    return { article: article as Article, lastModified: settled ? newest : undefined }
  }

  return { reading, readingOne, newsroom, preview }
}

export type Views = ReturnType<typeof createViews>

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
