/** The life of articles: they are found, written, linked and deleted, each in one transaction. */
import type { Audit } from '../audit/index.ts'
import type { Catalogue } from '../catalogue/index.ts'
import type { ChangeLog } from '../changes/index.ts'
import type { Db, Queries } from '../db/db.ts'
import type { Precondition } from '../http/conditional.ts'
import { notFound, Problem } from '../http/problems.ts'
import { type Actor, narrowedTo } from '../lib/actor.ts'
import { type Instant, toInstant } from '../lib/instant.ts'
import type { LinkInput, RelatedNewsService } from '../related-news/index.ts'
import { createClusters } from './clusters.ts'
import { createHistoryStore } from './history-store.ts'
import { createInputReader } from './input.ts'
import type { Projection } from './live-article.ts'
import type { ExaminedRows } from './live-plan.ts'
import { createLiveStore } from './live-store.ts'
import type { ProfileTerms } from './live-writes.ts'
import { requireMayEdit, requireTransition } from './model.ts'
import { type ArticleRow, createArticleStore, type StoredArticle } from './store.ts'
import { createTelling, type OpenedRecall } from './telling.ts'
import { createWorkingCopies } from './working-copies.ts'

export interface LifecycleDependencies {
  db: Db
  audit: Audit
  catalogue: Catalogue
  relatedNews: RelatedNewsService
  now: () => Date
  newId: () => string
  tickSeconds: number
  log: Pick<ChangeLog, 'append' | 'appendNew'>
  profileTerms: ProfileTerms
  /** Opens the recall of what readers had. */
  openRecall: (queries: Queries, recall: OpenedRecall) => Promise<void>
  /** Forgets what other features keep of an article's texts. */
  forget: (queries: Queries, articleId: string) => Promise<void>
  /** What is derived from live articles. */
  projections?: Projection[]
  /** How many rows a page of live articles may look at, and a count; 5,000 and 10,000 when absent. */
  examined?: ExaminedRows
}

/** The state of an article that If-Match is compared with. */
export const stateOf = (row: ArticleRow): string => `r${row.revision}.${row.writes}`

/** The life of articles. Every function takes the handle of the write that it is part of. */
export function createLifecycle({
  db,
  audit,
  catalogue,
  relatedNews,
  now,
  newId,
  tickSeconds,
  log,
  profileTerms,
  openRecall,
  forget,
  projections = [],
  examined,
}: LifecycleDependencies) {
  const store = createArticleStore(db)
  const live = createLiveStore(db, { projections, profileTerms, examined })
  const history = createHistoryStore(db)
  const inputs = createInputReader(catalogue, tickSeconds)
  const clusters = createClusters(store)
  const instant = (): Instant => toInstant(now())
  const telling = createTelling({ log, live, openRecall, instant })

  /** The article, if the actor may see it and the precondition holds. Contributors see their own only. */
  async function found(
    queries: Queries,
    id: string,
    actor: Actor,
    precondition?: Precondition,
  ): Promise<StoredArticle> {
    const article = await store.find(queries, id)
    const owner = narrowedTo(actor)
    const hidden = owner !== undefined && article?.row.ownerId !== owner
    if (!article || hidden) throw notFound('article')
    precondition?.(stateOf(article.row), { changedAt: article.row.changedAt, changedBy: article.row.changedBy })
    return article
  }

  /** Writes the row after an act: counted, dated, signed, and audited. */
  async function write(
    queries: Queries,
    before: ArticleRow,
    changes: Partial<ArticleRow>,
    actor: Actor,
    action: string,
  ): Promise<ArticleRow> {
    const row: ArticleRow = {
      ...before,
      ...changes,
      writes: before.writes + 1,
      changedAt: instant(),
      changedBy: actor.name,
    }
    await store.update(queries, row)
    await record(queries, before, row, actor, action)
    return row
  }

  const record = (
    queries: Queries,
    before: ArticleRow | undefined,
    after: ArticleRow | undefined,
    actor: Actor,
    action: string,
  ): Promise<void> =>
    audit.record(queries, actor, {
      action,
      resource: 'article',
      resourceId: (after ?? before)?.id as string,
      fromState: before?.state ?? null,
      toState: after?.state ?? null,
      fromRevision: before?.revision ?? null,
      toRevision: after?.revision ?? null,
    })

  const workingCopies = createWorkingCopies({
    ...{ store, history, relatedNews, clusters, inputs, found, write, record },
    ...{ now, newId, tickSeconds },
  })

  /** Deletes a draft that readers never saw. Raises a conflict for anything else. */
  async function remove(queries: Queries, id: string, actor: Actor, precondition: Precondition): Promise<void> {
    const { row } = await found(queries, id, actor, precondition)
    requireTransition('delete', row.state)
    requireMayEdit(actor, row)
    if (row.version > 0)
      throw new Problem('conflict', 'What was public once is not deleted: archive it.', {
        members: { state: row.state, allowed: ['archive'] },
      })
    if (await store.hasTranslations(queries, id))
      throw new Problem('conflict', 'Other articles are translations of this one. Change them first.')
    const linking = await relatedNews.linkingTo(queries, id)
    if (linking.size > 0) {
      throw new Problem('conflict', 'Other articles link to this one. Change their related news first.', {
        members: { articles: [...linking] },
      })
    }
    await forget(queries, id)
    await store.remove(queries, id)
    await record(queries, row, undefined, actor, 'delete')
  }

  /** Makes an article a translation of another that came later than itself; readers see it at once. */
  async function joinCluster(
    queries: Queries,
    article: StoredArticle,
    translationOf: string,
    actor: Actor,
  ): Promise<void> {
    const clusterId = await clusters.clusterOf(queries, article.row.id, article.row.language, translationOf)
    const row = await write(queries, article.row, { translationOfId: translationOf, clusterId }, actor, 'update')
    await live.joinCluster(queries, row.id, translationOf, clusterId)
    await telling.tellUpdated(queries, row)
  }

  /** Replaces the related news of an article, at once. */
  async function putRelatedNews(
    queries: Queries,
    id: string,
    links: LinkInput[],
    actor: Actor,
    precondition: Precondition,
  ): Promise<StoredArticle> {
    const article = await found(queries, id, actor, precondition)
    requireTransition('update', article.row.state)
    requireMayEdit(actor, article.row)
    await relatedNews.put(queries, { id, language: article.row.language }, links, 'editorial', narrowedTo(actor))
    const row = await write(queries, article.row, {}, actor, 'link')
    await telling.tellUpdated(queries, row)
    return { ...article, row }
  }

  return {
    store,
    live,
    history,
    clusterOf: clusters.clusterOf,
    found,
    write,
    record,
    ...workingCopies,
    remove,
    joinCluster,
    putRelatedNews,
    ...telling,
  }
}

export type Lifecycle = ReturnType<typeof createLifecycle>
