/** The shapes of live articles: what readers see and what is derived from it. */
import type { Static } from 'typebox'
import type { Block } from '../body/index.ts'
import type { Queries } from '../db/transactions.ts'
import type { Instant } from '../lib/instant.ts'
import type { Right, Scope } from '../lib/viewer.ts'
import type { Correction } from './parts-schema.ts'
import type { ArticleText } from './schema.ts'

export type ShownCorrection = Static<typeof Correction>

/** The public fields of a live article that its row carries. */
export interface LiveDocument extends ArticleText {
  firstPublishedAt: Instant
  tagIds: string[]
  corrections: ShownCorrection[]
  wordCount: number
  characterCount: number
  readingMinutes: number
}

export interface LiveArticle {
  id: string
  language: string
  slug: string
  titleKey: string
  publishedAt: Instant
  updatedAt: Instant
  version: number
  sourceId: string
  editorId: string | null
  clusterId: string
  translationOfId: string | null
  /** When it leaves readers; null for never. */
  expiresAt: Instant | null
  /** When its rights will end; null when they do not, or have ended. */
  rightsEndAt: Instant | null
  document: LiveDocument
}

/** What of a live article decides who may see it. */
export const scopeOf = ({ sourceId, language, publishedAt, document }: LiveArticle): Scope => ({
  source: sourceId,
  tags: document.tagIds,
  language,
  publishedAt,
  right: document.rights === null ? null : ((document.rights.syndication ?? 'unknown') as Right),
})

/** A live article in its place. */
export interface LiveRow extends LiveArticle {
  /** Its place in the order of publication: see lib/ordinal.ts. */
  ordinal: number
  title: string
  /** The day of its publication by the clock of the site, `YYYY-MM-DD`. */
  day: string
  /** Its text in pieces: see rendered-row.ts. */
  rendered: string | null
}

/** The texts of an article that is, or is to be, live. */
export type LiveTexts = Pick<LiveDocument, 'title' | 'subtitle' | 'summary'> & { language: string }

/** The names of what is made of texts. */
export type AnalysisName = 'search' | 'relatedNews'

/** An article with what a projection made of its texts. */
export interface Analysed<Analysis> {
  row: LiveRow
  analysis: Analysis
}

/** What else is derived from live articles and must change in the same write: search, computed related news. */
export interface Projection<Analysis = unknown> {
  /** Under which name its analyses are handed to it. */
  name: AnalysisName
  /** What can be made of a text without a database. It follows from the text alone, and can be sent between threads. */
  analyse(texts: LiveTexts, blocks: readonly Block[]): Analysis
  /**
   * Articles, or their new texts, are shown, in this order. What was derived from former rows of them has been removed
   * before.
   */
  put(queries: Queries, articles: Array<Analysed<Analysis>>): Promise<void>
  /** An article, or its former text, is shown no longer. */
  remove(queries: Queries, article: LiveRow): Promise<void>
}

/** A live article as it is read: the article that it translates is named only while that is live too. */
export interface ReadArticle extends Omit<LiveArticle, 'translationOfId'> {
  translationOf: string | null
}

/** A live article in its place, as it is read. */
export interface PlacedArticle extends ReadArticle {
  ordinal: number
}

/** A live article in its place as its row has it rendered: see rendered-row.ts. */
export interface RenderedArticle {
  ordinal: number
  /** Null in a row of before there was rendered text. */
  rendered: string | null
  translationOf: string | null
  expiresAt: Instant | null
  rightsEndAt: Instant | null
  /** The number of the newest change (see changes/log.ts) in the state of the database that it was read in. */
  seq: number | null
}

/** One live article as its row has it rendered, with its body and what stands around it. */
export interface RenderedOne extends RenderedArticle {
  slug: string
  /** The JSON of its blocks; null where that was not asked for. */
  blocks: string | null
  /** How many live articles its cluster has, itself among them. */
  members: number
  originalWasPublic: boolean
}

/** A live article among its translations. */
export type ClusterMember = Pick<LiveArticle, 'id' | 'language' | 'slug'>

/** One live article, with what stands around it. */
export interface FoundArticle extends PlacedArticle {
  /** The live articles of its cluster, itself among them, by language. */
  cluster: ClusterMember[]
  /** Whether the article that it translates is or was public. */
  originalWasPublic: boolean
}

/** What is shown of a live article where another links to it. */
export interface LinkedLive {
  id: string
  language: string
  sourceId: string
  tagIds: string[]
  images: ArticleText['images']
}

/** What a query of live articles answers, as readers see it. */
export const readArticle = (row: { article: unknown; translationOf: string | null }): PlacedArticle => {
  const { translationOfId, day, title, ...article } = row.article as Omit<LiveRow, 'rendered'>
  return { ...article, translationOf: row.translationOf }
}
