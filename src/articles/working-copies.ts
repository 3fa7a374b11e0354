/** Working copies: articles are created, saved, changed and restored. */
import type { Block } from '../body/index.ts'
import type { Queries } from '../db/db.ts'
import type { Precondition } from '../http/conditional.ts'
import { invalidField, notFound } from '../http/problems.ts'
import { bodyCheck } from '../http/validation.ts'
import { type Actor, ownerOf } from '../lib/actor.ts'
import { toInstant } from '../lib/instant.ts'
import { applyMergePatch } from '../lib/merge-patch.ts'
import type { RelatedNewsService } from '../related-news/index.ts'
import type { createClusters } from './clusters.ts'
import { createEmbargoes, embargoOf } from './embargo.ts'
import type { HistoryStore } from './history-store.ts'
import { canonicalLanguage, type createInputReader, inputWithoutBody } from './input.ts'
import { requireMayEdit, requireTransition, type WorkingCopy, wantedSlug } from './model.ts'
import { ArticleInput } from './schema.ts'
import type { ArticleRow, ArticleStore, StoredArticle } from './store.ts'

/** Where an article came from, for those who bring it in again. */
export interface Origin {
  id?: string
  externalScope?: string
  externalId?: string
}

/** Writes the row after an act: counted, dated, signed, and audited. */
type Write = (
  queries: Queries,
  before: ArticleRow,
  changes: Partial<ArticleRow>,
  actor: Actor,
  action: string,
) => Promise<ArticleRow>

interface Dependencies {
  store: ArticleStore
  history: HistoryStore
  relatedNews: Pick<RelatedNewsService, 'changeLanguage'>
  clusters: ReturnType<typeof createClusters>
  inputs: ReturnType<typeof createInputReader>
  found: (queries: Queries, id: string, actor: Actor, precondition?: Precondition) => Promise<StoredArticle>
  write: Write
  record: (
    queries: Queries,
    before: ArticleRow | undefined,
    after: ArticleRow | undefined,
    actor: Actor,
    action: string,
  ) => Promise<void>
  now: () => Date
  newId: () => string
  tickSeconds: number
}

const check = bodyCheck(ArticleInput)

/** The operations on working copies. Every function takes the handle of the write that it is part of. */
export function createWorkingCopies({
  store,
  history,
  relatedNews,
  clusters: { clusterOf, moveCluster },
  inputs,
  found,
  write,
  record,
  now,
  newId,
  tickSeconds,
}: Dependencies) {
  const { embargoChanges } = createEmbargoes({ now, tickSeconds })

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
    const createdAt = toInstant(now())
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
      embargoUntil: embargoOf(input, tickSeconds),
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

  return { create, save, saveCopy, update, restore }
}
