/** Articles as the newsroom keeps them. */
import type { Instant } from '../lib/instant.ts'
import type { WorkingCopy } from './model.ts'
import type { ArticleState } from './schema.ts'

/** An article's row: its identity and where it is in its life. */
export interface ArticleRow {
  id: string
  language: string
  state: ArticleState
  slug: string
  revision: number
  version: number
  writes: number
  title: string
  translationOfId: string | null
  clusterId: string
  externalId: string | null
  externalScope: string | null
  firstPublishedAt: Instant | null
  publishedAt: Instant | null
  updatedAt: Instant | null
  publishAt: Instant | null
  embargoUntil: Instant | null
  dueAt: Instant | null
  expiresAt: Instant | null
  ownerId: string | null
  createdAt: Instant
  changedAt: Instant
  changedBy: string | null
}

/** An article with its working copy. */
export interface StoredArticle {
  row: ArticleRow
  copy: WorkingCopy
}
