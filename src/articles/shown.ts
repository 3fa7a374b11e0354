/** How an article is shown, whoever it is shown to: what its texts, its entries and its links become in an answer. */
import { type Block, renderBody } from '../body/index.ts'
import { type CatalogueEntry, nameIn } from '../catalogue/index.ts'
import type { EditorDocument } from '../editors/index.ts'
import type { Viewer } from '../lib/viewer.ts'
import type { RelatedNewsItem } from '../related-news/index.ts'
import { articleUrl, type SiteDocument } from '../site/index.ts'
import type { SourceDocument } from '../sources/index.ts'
import type { TagDocument } from '../tags/index.ts'
import type { LinkedLive, LiveArticle, ReadArticle, ShownCorrection } from './live-article.ts'
import type { ArticleText } from './schema.ts'
import type { Include, Shape } from './shape.ts'

/** All that articles are shown with. */
export interface Context extends Shape {
  entries: Map<string, CatalogueEntry>
  publication: SiteDocument
  viewer: Viewer
  relatedNews?: Map<string, RelatedNewsItem[]>
  /** The articles that related news links to, where more of them is shown. */
  linked?: Map<string, LinkedLive>
  translations?: Map<string, LiveArticle[]>
  blocks?: Map<string, Block[]>
}

/** An article as it is to be shown. */
export interface Shown {
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

/** A live article as it is to be shown. */
export const shownOf = (article: ReadArticle): Shown => {
  const { tagIds, corrections, firstPublishedAt, wordCount, characterCount, readingMinutes, ...text } = article.document
  return { ...article, text, tagIds, corrections, measures: { wordCount, characterCount, readingMinutes } }
}

/** The entries that articles name, by their ids. */
export const idsNamed = (shown: Array<Pick<Shown, 'sourceId' | 'tagIds'> & { editorId?: string | null }>): string[] =>
  shown.flatMap(({ sourceId, editorId, tagIds }) => [sourceId, ...(editorId == null ? [] : [editorId]), ...tagIds])

/** A source as articles show it: what is always shown, or the whole of it. */
export function sourceView(entry: CatalogueEntry<SourceDocument>, language: string, whole: boolean) {
  const { name, ...rest } = entry.document
  return { id: entry.id, slug: entry.slug, name: nameIn(entry.document.names, language, name), ...(whole && rest) }
}

/** An editor as articles show them. */
export function editorView(entry: CatalogueEntry<EditorDocument>, language: string, whole: boolean) {
  const { name, email, ...rest } = entry.document
  return { id: entry.id, slug: entry.slug, name: nameIn(entry.document.names, language, name), ...(whole && rest) }
}

/** A tag as articles show it. */
export function tagView(entry: CatalogueEntry<TagDocument>, language: string, whole: boolean) {
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

const tagsOf = (entries: Context['entries'], tagIds: string[]) =>
  tagIds.flatMap((id) => (entries.get(id) as CatalogueEntry<TagDocument> | undefined) ?? [])

/** What is asked for of an article that related news links to. */
export const nestedIncludes = (include: ReadonlySet<Include>): boolean =>
  include.has('relatedNews.source') || include.has('relatedNews.tags') || include.has('relatedNews.images')

/** A link with more of its article, where that is live and more is asked for. */
function linkView(item: RelatedNewsItem, { linked, entries, include, viewer }: Context): RelatedNewsItem {
  const target = item.article && linked?.get(item.article.id)
  if (!item.article || !target) return item
  const { language } = target
  const source = entries.get(target.sourceId) as CatalogueEntry<SourceDocument>
  return {
    ...item,
    article: {
      ...item.article,
      source: include.has('relatedNews.source') ? sourceView(source, language, false) : null,
      tags: include.has('relatedNews.tags')
        ? tagsOf(entries, target.tagIds).map((tag) => tagView(tag, language, false))
        : null,
      images: include.has('relatedNews.images') ? (viewer.profile?.images === false ? [] : target.images) : null,
    },
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

/** The members that readers and the newsroom both get, in the order of the schema. */
export function sharedView(shown: Shown, context: Context) {
  const { id, language, slug, text } = shown
  const { entries, publication, include, body } = context
  const source = entries.get(shown.sourceId) as CatalogueEntry<SourceDocument>
  const editor = shown.editorId === null ? undefined : (entries.get(shown.editorId) as CatalogueEntry<EditorDocument>)
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
    tags: tagsOf(entries, shown.tagIds).map((tag) => tagView(tag, language, include.has('tags'))),
    rights: text.rights ?? (source.document.rights && { ...source.document.rights, endsAt: null }),
    ...shown.measures,
    version: shown.version,
    corrections: shown.corrections,
    body: body === 'none' ? null : renderBody(blocks, body),
    relatedNews: context.relatedNews?.get(id)?.map((item) => linkView(item, context)) ?? null,
    translations: context.translations ? translationsOf(shown, context.translations, publication) : null,
  }
}
