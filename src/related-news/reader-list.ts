/** The related news of one article as readers see it: links, and computed ones after them. */
import type { Block } from '../body/index.ts'
import type { Queries } from '../db/db.ts'
import type { Viewer } from '../lib/viewer.ts'
import type { Automatic, AutomaticItem, LiveText } from './automatic.ts'
import { notIncluded, type RelatedKind, type RelatedNewsItem } from './schema.ts'
import type { LiveTarget, ReaderLink, RelatedNewsStore } from './store.ts'

export type UrlOf = (article: { id: string; language: string; slug: string }) => string

/** How related news of one article is asked for. */
export interface RelatedNewsRequest {
  kinds: readonly RelatedKind[]
  /** How many at most. */
  limit: number
  urlOf: UrlOf
  viewer: Viewer
  /** The blocks of the article, if computed ones are to be explained. */
  blocks?: Block[]
}

const linkedArticle = ({ id, slug, title, publishedAt }: LiveTarget) => ({
  ...{ id, slug, title, publishedAt },
  ...notIncluded,
})

/** A link as readers see it. */
export const readerView = (link: ReaderLink, position: number, urlOf: UrlOf): RelatedNewsItem => {
  const { target } = link
  return {
    kind: link.kind,
    position,
    title: target?.title ?? (link.title as string),
    article: target && linkedArticle(target),
    url: target ? urlOf(target) : link.url,
    score: null,
    explanation: null,
  }
}

const automaticView = (item: AutomaticItem, position: number, urlOf: UrlOf): RelatedNewsItem => ({
  kind: 'automatic',
  position,
  title: item.target.title,
  article: linkedArticle(item.target),
  url: urlOf(item.target),
  score: item.score,
  explanation: item.explanation,
})

/** Lists of related news and near-duplicates of one article. */
export function createReaderList(store: RelatedNewsStore, automatic: Automatic) {
  /**
   * The related news of a live article: what editors picked, what its imported page printed, what is computed. What is
   * shown as a link, and its near-duplicates, are not computed as well.
   */
  async function listFor(
    queries: Queries,
    article: LiveText,
    { kinds, limit, urlOf, viewer, blocks }: RelatedNewsRequest,
  ): Promise<RelatedNewsItem[]> {
    const links = (await store.listForReaders(queries, [article.id], viewer)).get(article.id) ?? []
    const shown = links.filter(({ kind }) => kinds.includes(kind)).slice(0, limit)
    const items = shown.map((link, index) => readerView(link, index + 1, urlOf))
    if (!kinds.includes('automatic') || items.length === limit) return items
    const taken = shown.flatMap(({ target }) => target?.ordinal ?? [])
    const computed = await automatic.list(queries, article, { taken, limit: limit - items.length, viewer, blocks })
    return [...items, ...computed.map((item, index) => automaticView(item, items.length + index + 1, urlOf))]
  }

  /** Live articles with nearly the text of this one, the newest first, `limit` at most. */
  async function duplicatesOf(queries: Queries, article: LiveText, limit: number, urlOf: UrlOf, viewer: Viewer) {
    const found = await automatic.duplicates(queries, article, limit, viewer)
    return found.map(({ target, shared }) => ({ article: linkedArticle(target), url: urlOf(target), shared }))
  }

  return { listFor, duplicatesOf }
}
