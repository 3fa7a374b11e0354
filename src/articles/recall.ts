/** Recall: what was public is withdrawn, archived or, where the law says so, erased. */
import type { Queries } from '../db/db.ts'
import type { Precondition } from '../http/conditional.ts'
import { invalidField, Problem } from '../http/problems.ts'
import type { Actor } from '../lib/actor.ts'
import { type Instant, toInstant } from '../lib/instant.ts'
import type { RelatedNewsService } from '../related-news/index.ts'
import type { Withdrawal } from './history-store.ts'
import type { WithdrawalInput } from './life-schema.ts'
import type { Lifecycle } from './lifecycle.ts'
import { erasedSlug, requireTransition } from './model.ts'
import type { Publication } from './publication.ts'
import type { StoredArticle } from './store.ts'

interface Dependencies {
  lifecycle: Lifecycle
  publication: Pick<Publication, 'takeDown'>
  relatedNews: Pick<RelatedNewsService, 'linkingTo'>
  /** Forgets what other features keep of an article's texts, and of the titles that it had. */
  forget: (queries: Queries, articleId: string, titles: string[]) => Promise<void>
  now: () => Date
}

/** The life that an article had elsewhere. */
export interface FormerLife {
  state: 'draft' | 'withdrawn' | 'expired' | 'archived'
  version: number
  firstPublishedAt: Instant | null
  publishedAt: Instant | null
  updatedAt: Instant | null
}

/** The recall of articles. Every function takes the handle of the write that it is part of. */
export function createRecall({ lifecycle, publication, relatedNews, forget, now }: Dependencies) {
  const { store, live, history, found, write, record, tellGone } = lifecycle

  async function requireReplacement(queries: Queries, id: string, replacement: string | null): Promise<void> {
    if (replacement === null) return
    const row = replacement === id ? undefined : await store.findRow(queries, replacement)
    if (!row || row.state === 'withdrawn')
      throw invalidField('/replacement', 'must be the id of another article that is not withdrawn')
  }

  /** Recalls an article for good: readers get 410 with the reason and the replacement. */
  async function withdraw(
    queries: Queries,
    id: string,
    input: WithdrawalInput,
    actor: Actor,
    precondition: Precondition,
  ): Promise<StoredArticle> {
    const article = await found(queries, id, actor, precondition)
    requireTransition('withdraw', article.row.state)
    const { reason, internalReason = null, replacement = null } = input
    await requireReplacement(queries, id, replacement)
    const at = toInstant(now())
    await history.putWithdrawal(queries, {
      articleId: id,
      kind: 'withdrawn',
      reason,
      internalReason,
      replacementId: replacement,
      at,
      by: actor.name,
    })
    return publication.takeDown(queries, article, 'withdrawn', at, actor, 'withdraw')
  }

  const moveTo =
    (state: 'archived' | 'draft', transition: 'archive' | 'unarchive') =>
    async (queries: Queries, id: string, actor: Actor, precondition: Precondition): Promise<StoredArticle> => {
      const article = await found(queries, id, actor, precondition)
      requireTransition(transition, article.row.state)
      return { ...article, row: await write(queries, article.row, { state }, actor, transition) }
    }

  /** Puts away what is not live. */
  const archive = moveTo('archived', 'archive')

  /** Takes an article out of the archive: it is a draft again. */
  const unarchive = moveTo('draft', 'unarchive')

  /** Takes in an article that was public elsewhere and is not any more. */
  async function adopt(
    queries: Queries,
    { row, copy }: StoredArticle,
    former: FormerLife,
    withdrawal:
      | (Pick<Withdrawal, 'reason' | 'at'> & { internalReason?: string | null; replacement?: string | null })
      | null,
    actor: Actor,
  ): Promise<void> {
    const adopted = await write(queries, row, former, actor, 'adopt')
    if (former.version > 0) await store.keepPublic(queries, adopted, copy)
    if (withdrawal === null) return
    const { reason, internalReason = null, replacement = null, at } = withdrawal
    const kept = { kind: 'withdrawn' as const, reason, internalReason, replacementId: replacement, at, by: actor.name }
    await history.putWithdrawal(queries, { articleId: row.id, ...kept })
  }

  /** What other articles link with its title goes too; that is a write of theirs. */
  async function dropLinks(queries: Queries, id: string, actor: Actor): Promise<void> {
    for (const linking of await relatedNews.linkingTo(queries, id)) {
      const row = await store.findRow(queries, linking)
      if (row && linking !== id) await write(queries, row, {}, actor, 'unlink')
    }
  }

  /**
   * Erases an article, as a legal duty may demand: its texts go from every table; a tombstone, the audit and the fact that
   * its slugs were taken stay. Raises a conflict for what was never public: that is deleted.
   */
  async function erase(
    queries: Queries,
    id: string,
    reason: string,
    actor: Actor,
    precondition: Precondition,
  ): Promise<void> {
    const { row } = await found(queries, id, actor, precondition)
    if (row.version === 0)
      throw new Problem('conflict', 'This was never public: delete it.', {
        members: { state: row.state, allowed: ['delete'] },
      })
    await dropLinks(queries, id, actor)
    await live.remove(queries, id)
    await history.erase(queries, id, (slug) => erasedSlug(row.language, slug))
    await forget(queries, id, await store.titlesOf(queries, id))
    await store.remove(queries, id)
    const at = toInstant(now())
    await history.putWithdrawal(queries, {
      ...{ articleId: id, kind: 'erased', reason, internalReason: null, replacementId: null, at, by: actor.name },
    })
    await tellGone(queries, id, { type: 'erased', version: row.version, at })
    await record(queries, row, undefined, actor, 'erase')
  }

  return { withdraw, archive, unarchive, adopt, erase }
}

export type Recall = ReturnType<typeof createRecall>
