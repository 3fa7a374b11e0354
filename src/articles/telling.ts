/** What readers are told of articles: the change log is written with what it tells of. */
import type { ChangeLog, ChangeType } from '../changes/index.ts'
import type { Queries } from '../db/db.ts'
import type { Instant } from '../lib/instant.ts'
import { type LiveArticle, scopeOf } from './live-article.ts'
import type { LiveStore } from './live-store.ts'
import type { ArticleRow } from './store.ts'

/** A recall that a change begins. */
export interface OpenedRecall {
  articleId: string
  kind: 'withdrawn' | 'erased'
  /** The number of the change. */
  seq: number
  at: Instant
}

/** What readers are told of an article. */
interface Told {
  type: ChangeType
  version: number
  at: Instant
}

interface Dependencies {
  log: Pick<ChangeLog, 'append' | 'appendNew'>
  live: LiveStore
  openRecall: (queries: Queries, recall: OpenedRecall) => Promise<void>
  instant: () => Instant
}

/** Writes to the change log. Every function takes the handle of the write that it is part of. */
export function createTelling({ log, live, openRecall, instant }: Dependencies) {
  /** Writes to the change log what readers see of an article from now on. */
  async function tellShown(queries: Queries, shown: LiveArticle, { type, version, at }: Told): Promise<void> {
    await log.append(queries, { resource: 'article', id: shown.id, type, version, at, after: scopeOf(shown) })
  }

  /** Writes to the change log that readers see articles, one after the other, of which it has not told yet. */
  async function tellNew(queries: Queries, shown: Array<{ article: LiveArticle; at: Instant }>): Promise<void> {
    const entries = shown.map(({ article, at }) => {
      const { id, version } = article
      return { resource: 'article' as const, id, type: 'published' as const, version, at, after: scopeOf(article) }
    })
    await log.appendNew(queries, entries)
  }

  /** Writes to the change log that readers see an article no longer, and opens its recall. */
  async function tellGone(queries: Queries, id: string, { type, version, at }: Told): Promise<void> {
    const isRecall = type === 'withdrawn' || type === 'erased'
    const entry = { resource: 'article', id, type, version, at, after: null, evenIfGone: isRecall } as const
    const seq = await log.append(queries, entry)
    if (seq !== undefined && isRecall) await openRecall(queries, { articleId: id, kind: type, seq, at })
  }

  /** Lets readers know when a live article leaves them, after that was changed. */
  async function followExpiry(queries: Queries, before: ArticleRow, after: ArticleRow): Promise<void> {
    if (before.state !== 'live' || after.state !== 'live' || before.expiresAt === after.expiresAt) return
    const shown = await live.setExpiry(queries, after.id, after.expiresAt)
    if (shown) await tellShown(queries, shown, { type: 'updated', version: after.version, at: instant() })
  }

  /** Writes to the change log that something else of a live article changed than its edition. */
  async function tellUpdated(queries: Queries, { id, version }: ArticleRow): Promise<void> {
    const shown = await live.row(queries, id)
    if (shown) await tellShown(queries, shown, { type: 'updated', version, at: instant() })
  }

  return { tellShown, tellNew, tellGone, tellUpdated, followExpiry }
}
