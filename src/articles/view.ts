/** Articles as they are shown: to readers from the live tables, to the newsroom from the working copy. */
import { type Block, measure, renderBody } from '../body/index.ts'
import { type Catalogue, type CatalogueEntry, nameIn } from '../catalogue/index.ts'
import type { Queries } from '../db/db.ts'
import type { EditorDocument } from '../editors/index.ts'
import type { RelatedNewsItem, RelatedNewsService } from '../related-news/index.ts'
import { articleUrl, type SiteDocument, type SiteStore } from '../site/index.ts'
import type { SourceDocument } from '../sources/index.ts'
import type { TagDocument } from '../tags/index.ts'
import type { LiveArticle, LiveStore, ReadArticle } from './live-store.ts'
import { reprintWarnings } from './model.ts'
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
  const { tagIds, firstPublishedAt, wordCount, characterCount, readingMinutes, ...text } = article.document
  return { ...article, text, tagIds, measures: { wordCount, characterCount, readingMinutes } }
}

interface ViewDependencies {
  live: LiveStore
  catalogue: Catalogue
  relatedNews: RelatedNewsService
  site: SiteStore
}

const idsNamed = (shown: Shown[]): string[] =>
  shown.flatMap(({ sourceId, editorId, tagIds }) => [sourceId, ...(editorId === null ? [] : [editorId]), ...tagIds])

/** Renders articles: a fixed number of statements, however many articles. */
export function createViews({ live, catalogue, relatedNews, site }: ViewDependencies) {
  async function contextOf(queries: Queries, shown: Shown[], shape: Shape): Promise<Context> {
    const { document: publication } = await site.find(queries)
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

  /** Live articles as readers see them. */
  async function reading(queries: Queries, articles: ReadArticle[], shape: Shape): Promise<Article[]> {
    const shown = articles.map(shownOf)
    const context = await contextOf(queries, shown, shape)
    if (shape.body !== 'none')
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
    const shown = articles.map(({ row, copy }) => ({
      ...row,
      ...copy,
      slug: copy.slug ?? row.slug,
      measures: measure(copy.blocks, row.language),
    }))
    const context = await contextOf(queries, shown, shape)
    context.blocks = new Map(articles.map(({ row, copy }) => [row.id, copy.blocks]))
    return articles.map(({ row, copy }, index) => ({
      ...sharedView(shown[index] as Shown, context),
      ...newsroomFields(row),
      warnings: reprintWarnings(
        copy,
        (context.entries.get(copy.sourceId) as CatalogueEntry<SourceDocument>).document,
        context.publication,
      ),
    })) as NewsroomArticle[]
  }

  return { reading, newsroom }
}

export type Views = ReturnType<typeof createViews>

const newsroomFields = (row: ArticleRow) => ({
  state: row.state,
  revision: row.revision,
  firstPublishedAt: row.firstPublishedAt,
  publishedAt: row.publishedAt,
  updatedAt: row.updatedAt,
  publishAt: row.publishAt,
  translationOf: row.translationOfId,
  externalId: row.externalId,
  createdAt: row.createdAt,
  changedAt: row.changedAt,
  changedBy: row.changedBy,
})
