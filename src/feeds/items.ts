/** From live articles, as readers see them, to the neutral items that every format is made from. */
import type { Article, PlacedArticle, Shape, Views } from '../articles/index.ts'
import { type Block, renderBody } from '../body/index.ts'
import { nameIn } from '../catalogue/index.ts'
import type { Queries } from '../db/transactions.ts'
import type { Viewer } from '../lib/viewer.ts'
import type { SiteDocument } from '../site/index.ts'
import type { FeedItem, FeedPublication } from './item.ts'

/** What items are made from: all that an article can be asked for, without the body where a profile has none. */
export const itemShape = ({ profile }: Viewer): Shape => ({
  include: new Set(['source', 'editor', 'tags', 'relatedNews', 'translations']),
  body: profile?.content === 'summary' ? 'none' : 'blocks',
})

/** The name of the identity of an article in every format (RFC 9562 §4). */
export const urnOf = (id: string): string => `urn:uuid:${id}`

/** Where this server has an article as JSON. */
export const apiUrlOf = (publicUrl: string, id: string): string => `${publicUrl}/v1/articles/${id}`

/** Makes a value when it is first asked for: a format uses one or two of the three forms of a body. */
function lazily<T>(make: () => T): () => T {
  let made: { value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}

const voidElement = /<(br|img)\b([^<>]*?)\/?>/g
const ownAttributes = /<(\w+)(?: data-(?:block|embed)="[^"]*")+>/g

/** The HTML of blocks, in which `<` and `>` are nothing but tags, made XML; without what names blocks and providers. */
const feedHtml = (html: string): string => html.replace(ownAttributes, '<$1>').replace(voidElement, '<$1$2/>')

function formsOf(blocks: Block[] | undefined): {
  html(): string | null
  text(): string | null
  markdown(): string | null
} {
  const form = <T extends string>(name: 'html' | 'text' | 'markdown', change: (text: string) => T | string = String) =>
    lazily(() => (blocks ? change((renderBody(blocks, name) as Record<string, string>)[name] as string) : null))
  return { html: form('html', feedHtml), text: form('text'), markdown: form('markdown') }
}

/** What the views show of a source and of tags when these are included. */
type WholeSource = Article['source'] & { url?: string | null; kind?: string }
type WholeTag = Article['tags'][number] & { mediaTopic?: string | null }

const sourceOf = ({ id, slug, name, url, kind }: WholeSource): FeedItem['source'] => ({
  id,
  slug,
  name,
  url: url ?? null,
  kind: kind ?? 'site',
})

const tagOf = ({ id, slug, kind, label, mediaTopic }: WholeTag): FeedItem['tags'][number] => ({
  id,
  slug,
  kind,
  label,
  mediaTopic: mediaTopic ?? null,
})

const relatedOf = ({ title, article, url }: NonNullable<Article['relatedNews']>[number]) => ({
  id: article?.id ?? null,
  title,
  url,
})

/** The item of an article that was shown in `itemShape`. */
export function itemOf(article: Article, publicUrl: string): FeedItem {
  const { id, body, editor, usage } = article
  const forms = formsOf(body === null ? undefined : (body as { blocks: Block[] }).blocks)
  return {
    id,
    urn: urnOf(id),
    apiUrl: apiUrlOf(publicUrl, id),
    url: article.url,
    language: article.language,
    slug: article.slug,
    version: article.version,
    title: article.title,
    originalTitle: article.originalTitle,
    subtitle: article.subtitle,
    summary: article.summary,
    dateline: article.dateline,
    get html() {
      return forms.html()
    },
    get text() {
      return forms.text()
    },
    get markdown() {
      return forms.markdown()
    },
    wordCount: article.wordCount,
    characterCount: article.characterCount,
    firstPublishedAt: article.firstPublishedAt,
    publishedAt: article.publishedAt,
    updatedAt: article.updatedAt,
    source: sourceOf(article.source),
    editor: editor && { id: editor.id, slug: editor.slug, name: editor.name },
    authors: article.authors,
    coEditors: article.coEditors,
    tags: article.tags.map(tagOf),
    images: article.images,
    relatedNews: (article.relatedNews ?? []).map(relatedOf),
    translations: (article.translations ?? []).map(({ id, language, title, url }) => ({ id, language, title, url })),
    corrections: article.corrections.map(({ blocks, ...correction }) => correction),
    originalUrl: article.originalUrl,
    usage,
  }
}

interface Known {
  views: Views
  publicUrl: string
  publication: SiteDocument
  viewer: Viewer
}

/** The items of live articles, in their order: a fixed number of statements, however many articles. */
export async function feedItems(
  queries: Queries,
  rows: PlacedArticle[],
  { views, publicUrl, publication, viewer }: Known,
): Promise<FeedItem[]> {
  const articles = await views.reading(queries, rows, itemShape(viewer), { publication, viewer })
  return articles.map((article) => itemOf(article, publicUrl))
}

/** The publication as a feed in this language names it. */
export const publicationIn = (site: SiteDocument, language: string): FeedPublication => ({
  name: nameIn(site.name, language, Object.values(site.name)[0] ?? ''),
  baseUrl: site.baseUrl,
  timeZone: site.timeZone,
  contact: site.contact,
  copyright: site.copyright,
  licence: site.licence,
  textMining: site.textMining,
})
