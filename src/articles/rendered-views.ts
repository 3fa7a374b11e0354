/** Answers with live articles whose rows have them rendered: what is asked for most often, in the fewest steps. */
import type { Queries } from '../db/transactions.ts'
import { memberSerializerOf } from '../http/serialization.ts'
import type { Instant } from '../lib/instant.ts'
import type { Viewer } from '../lib/viewer.ts'
import type { RelatedNewsService } from '../related-news/index.ts'
import type { EntryKeeper, KeptEntries } from './kept-entries.ts'
import type { RenderedArticle, RenderedOne } from './live-article.ts'
import type { LiveStore } from './live-store.ts'
import { headersOf, type OneHeaders } from './one-article.ts'
import {
  addMissing,
  entriesNamed,
  isRenderable,
  type Pieced,
  type Setting,
  showsBlocks,
  textOf,
} from './rendered-article.ts'
import { piecesOf } from './rendered-row.ts'
import { Article } from './schema.ts'
import type { Shape } from './shape.ts'

/** Told of every article that a reader is shown. */
export type ShownTo = (viewer: Viewer, articles: ReadonlyArray<{ id: string; version: number }>) => void

interface Dependencies {
  live: LiveStore
  kept: EntryKeeper
  relatedNews: RelatedNewsService
  now: () => Date
  shown?: ShownTo
}

/** One article as JSON, and what its headers say. */
export interface RenderedAnswer extends OneHeaders {
  text: string
  /** The licence of its rights. */
  licence: string | null
}

const relatedText = memberSerializerOf(Article, 'relatedNews')

/** Renders live articles from their rows. Every function takes the handle of the snapshot that read them. */
export function createRenderedViews({ live, kept, relatedNews, now, shown: tell }: Dependencies) {
  async function settingOf(queries: Queries, articles: Pieced[], shape: Shape, viewer: Viewer): Promise<Setting> {
    const at = kept.at(queries, articles[0]?.article.seq ?? null)
    const known = at instanceof Promise ? await at : at
    const setting = { known, include: shape.include, viewer }
    const missing = new Set<string>()
    for (const { pieces } of articles) addMissing(missing, pieces, setting)
    return missing.size === 0 ? setting : { ...setting, known: await kept.complete(queries, known, missing) }
  }

  /** The JSON of the related news of each of these articles. */
  async function relatedOf(queries: Queries, ids: string[], { addresses }: KeptEntries, viewer: Viewer) {
    const items = await relatedNews.forReaders(queries, ids, addresses.of, viewer)
    return (id: string): string => relatedText(items.get(id) ?? [])
  }

  /** The JSON of each of these articles as a list without bodies shows them. All of them must be rendered. */
  async function list(queries: Queries, articles: RenderedArticle[], shape: Shape, viewer: Viewer): Promise<string[]> {
    if (articles.length === 0) return []
    const pieced = articles.map((article): Pieced => ({ article, pieces: piecesOf(article.rendered as string) }))
    const setting = await settingOf(queries, pieced, shape, viewer)
    const ids = pieced.map(({ pieces }) => pieces.id)
    const relatedNews = shape.include.has('relatedNews')
      ? await relatedOf(queries, ids, setting.known, viewer)
      : () => 'null'
    tell?.(
      viewer,
      pieced.map(({ pieces }) => pieces),
    )
    return pieced.map((each) => textOf(each, setting, { body: 'null', relatedNews: relatedNews(each.pieces.id) }))
  }

  /** One article of a shape that isRenderableOne, with what its headers say; undefined where its row is not rendered. */
  async function one(
    queries: Queries,
    found: RenderedOne,
    shape: Shape,
    viewer: Viewer,
  ): Promise<RenderedAnswer | undefined> {
    if (found.rendered === null) return undefined
    const pieces = piecesOf(found.rendered)
    const article = { article: found, pieces }
    const setting = await settingOf(queries, [article], shape, viewer)
    const { entries, site } = setting.known
    const cluster = found.members > 1 ? await live.membersOf(queries, pieces.id, viewer) : [pieces]
    tell?.(viewer, [pieces])
    const rights = pieces.rights === undefined ? undefined : JSON.parse(pieces.rights)
    const { translationOf, expiresAt, rightsEndAt, originalWasPublic } = found
    const { id, language, slug, updatedAt } = pieces
    const own = { id, language, slug, updatedAt, translationOf, expiresAt, rightsEndAt, originalWasPublic }
    const headed = { ...own, cluster, rightsUntil: (rights?.endsAt ?? null) as Instant | null }
    const named = entriesNamed(pieces).flatMap((id) => entries.get(id)?.entry ?? [])
    return {
      text: textOf(article, setting, {
        body: showsBlocks(shape, viewer) ? `{"blocks":${found.blocks}}` : 'null',
        relatedNews: 'null',
      }),
      licence: rights
        ? rights.licence
        : ((named[0]?.document as { rights?: { licence: string | null } | null }).rights?.licence ?? null),
      ...headersOf(headed, { include: shape.include, site, entries: named, viewer, now: now() }),
    }
  }

  return { isRenderable, list, one }
}

export type RenderedViews = ReturnType<typeof createRenderedViews>
