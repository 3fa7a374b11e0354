/** Working copies: articles are created, changed, linked and deleted, each in one transaction. */
import type { Audit } from '../audit/index.ts'
import type { Block } from '../body/index.ts'
import type { Catalogue } from '../catalogue/index.ts'
import type { ChangeLog } from '../changes/index.ts'
import type { Db, Queries } from '../db/db.ts'
import type { Precondition } from '../http/conditional.ts'
import { invalidField, notFound, Problem } from '../http/problems.ts'
import { bodyCheck } from '../http/validation.ts'
import { type Actor, narrowedTo, ownerOf } from '../lib/actor.ts'
import { type Instant, toInstant } from '../lib/instant.ts'
import { applyMergePatch } from '../lib/merge-patch.ts'
import type { LinkInput, RelatedNewsService } from '../related-news/index.ts'
import { createClusters } from './clusters.ts'
import { createEmbargoes } from './embargo.ts'
import { createHistoryStore } from './history-store.ts'
import { canonicalLanguage, createInputReader, inputWithoutBody } from './input.ts'
import type { Projection } from './live-article.ts'
import type { ExaminedRows } from './live-plan.ts'
import { createLiveStore, type ProfileTerms } from './live-store.ts'
import { requireMayEdit, requireTransition, type WorkingCopy, wantedSlug } from './model.ts'
import { ArticleInput } from './schema.ts'
import { type ArticleRow, createArticleStore, type StoredArticle } from './store.ts'
import { createTelling, type OpenedRecall } from './telling.ts'

export interface LifecycleDependencies {
  db: Db
  audit: Audit
  catalogue: Catalogue
  relatedNews: RelatedNewsService
  now: () => Date
  newId: () => string
  tickSeconds: number
  log: Pick<ChangeLog, 'append'>
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

/** Where an article came from, for those who bring it in again. */
export interface Origin {
  id?: string
  externalScope?: string
  externalId?: string
}

/** The state of an article that If-Match is compared with. */
export const stateOf = (row: ArticleRow): string => `r${row.revision}.${row.writes}`

const check = bodyCheck(ArticleInput)

/** The life of working copies. Every function takes the handle of the write that it is part of. */
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
  const { clusterOf, moveCluster } = createClusters(store)
  const instant = (): Instant => toInstant(now())
  const { embargoOf, embargoChanges } = createEmbargoes({ now, tickSeconds })
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

  /** Creates a draft. Raises invalid-body. */
  async function create(
    queries: Queries,
    input: ArticleInput,
    actor: Actor,
    origin: Origin = {},
  ): Promise<StoredArticle> {
    const id = origin.id ?? newId()
    const language = canonicalLanguage(input.language)
    const translationOfId = input.translationOf ?? null
    const copy = await inputs.read(queries, input, id, [], actor)
    const createdAt = instant()
    const row: ArticleRow = {
      id,
      language,
      state: 'draft',
      slug: wantedSlug(copy),
      revision: 1,
      version: 0,
      writes: 1,
      title: copy.text.title,
      translationOfId,
      clusterId: await clusterOf(queries, id, language, translationOfId),
      externalId: origin.externalId ?? null,
      externalScope: origin.externalScope ?? null,
      firstPublishedAt: null,
      publishedAt: null,
      updatedAt: null,
      publishAt: null,
      embargoUntil: embargoOf(input),
      dueAt: null,
      expiresAt: null,
      ownerId: ownerOf(actor),
      createdAt,
      changedAt: createdAt,
      changedBy: actor.name,
    }
    await store.create(queries, row)
    await store.saveRevision(queries, row, copy)
    await record(queries, undefined, row, actor, 'create')
    return { row, copy }
  }

  /** Saves a whole input as the new working copy of an article. */
  async function save(
    queries: Queries,
    article: StoredArticle,
    input: ArticleInput,
    actor: Actor,
    blocks?: Block[],
  ): Promise<StoredArticle> {
    const { row } = article
    requireTransition('update', row.state)
    requireMayEdit(actor, row)
    const language = canonicalLanguage(input.language)
    if (row.version > 0 && language !== row.language)
      throw invalidField('/language', 'cannot change after the first publication; create a translation')
    const published = row.version === 0 ? undefined : await history.findEdition(queries, row.id, row.version)
    const read = await inputs.read(queries, input, row.id, published?.copy.blocks ?? [], actor)
    const translationOfId = input.translationOf ?? null
    const sameOriginal = translationOfId === row.translationOfId && language === row.language
    const clusterId = sameOriginal ? row.clusterId : await clusterOf(queries, row.id, language, translationOfId)
    await moveCluster(queries, row, clusterId)
    if (language !== row.language) await relatedNews.changeLanguage(queries, row.id, language)
    return saveCopy(
      queries,
      row,
      { ...read, ...(blocks && { blocks }) },
      { language, translationOfId, clusterId, ...embargoChanges(row, input) },
      actor,
      'update',
    )
  }

  /** Appends a revision. */
  async function saveCopy(
    queries: Queries,
    row: ArticleRow,
    copy: WorkingCopy,
    changes: Partial<ArticleRow>,
    actor: Actor,
    action: string,
  ): Promise<StoredArticle> {
    const slug = row.version > 0 ? row.slug : wantedSlug(copy)
    const next = await write(
      queries,
      row,
      { ...changes, revision: row.revision + 1, title: copy.text.title, slug },
      actor,
      action,
    )
    await store.saveRevision(queries, next, copy)
    return { row: next, copy }
  }

  /** Applies a merge patch to the working copy; readers see nothing of it. A body in the patch replaces the body. */
  async function update(
    queries: Queries,
    id: string,
    patch: Record<string, unknown>,
    actor: Actor,
    precondition: Precondition,
  ): Promise<StoredArticle> {
    const article = await found(queries, id, actor, precondition)
    const { body, ...rest } = patch
    const merged = { ...(applyMergePatch(inputWithoutBody(article), rest) as object), ...(body != null && { body }) }
    check(merged)
    const input = { ...(merged as ArticleInput), originalSource: article.copy.text.originalSource }
    return save(queries, article, input, actor, body === undefined ? article.copy.blocks : undefined)
  }

  /** Makes an old revision the new working copy; the old one stays as it is. */
  async function restore(
    queries: Queries,
    id: string,
    revision: number,
    actor: Actor,
    precondition: Precondition,
  ): Promise<StoredArticle> {
    const { row } = await found(queries, id, actor, precondition)
    requireTransition('update', row.state)
    requireMayEdit(actor, row)
    const old = await store.findRevision(queries, id, revision)
    if (!old) throw notFound('revision')
    return saveCopy(queries, row, old.copy, {}, actor, 'restore')
  }

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
    const clusterId = await clusterOf(queries, article.row.id, article.row.language, translationOf)
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
    found,
    write,
    record,
    create,
    save,
    saveCopy,
    update,
    restore,
    remove,
    joinCluster,
    putRelatedNews,
    ...telling,
  }
}

export type Lifecycle = ReturnType<typeof createLifecycle>
