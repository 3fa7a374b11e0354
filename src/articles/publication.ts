/** Publication: articles go live, now or at a tick, leave readers again, and are corrected. */
import type { Catalogue, CatalogueEntry } from '../catalogue/index.ts'
import type { Queries } from '../db/db.ts'
import type { Precondition } from '../http/conditional.ts'
import { invalidField, Problem } from '../http/problems.ts'
import type { Actor } from '../lib/actor.ts'
import { type Instant, toInstant } from '../lib/instant.ts'
import { numberedSlug } from '../lib/slug.ts'
import type { RelatedNewsService } from '../related-news/index.ts'
import type { SiteStore } from '../site/index.ts'
import type { SourceDocument } from '../sources/index.ts'
import type { StoredCorrection } from './history-store.ts'
import type { CorrectionInput } from './life-schema.ts'
import type { Lifecycle } from './lifecycle.ts'
import { isShown, liveRow } from './live-row.ts'
import {
  dueAtOf,
  requireReprintDuties,
  requireTick,
  requireTransition,
  rightsAt,
  timesAfterPublication,
  type Wish,
  type WorkingCopy,
  wantedSlug,
  withoutPending,
} from './model.ts'
import type { ArticleRow, StoredArticle } from './store.ts'

interface Dependencies {
  lifecycle: Lifecycle
  catalogue: Catalogue
  relatedNews: RelatedNewsService
  site: SiteStore
  now: () => Date
  newId: () => string
  tickSeconds: number
}

/** Times and version of an article that was live elsewhere before: they are kept as they were. */
export interface FormerPublication {
  firstPublishedAt: Instant
  publishedAt: Instant
  updatedAt: Instant
  version: number
}

interface GoLiveOptions {
  at: Instant
  actor: Actor
  action: string
  expiresAt?: Instant | null
  former?: FormerPublication
  correction?: { kind: StoredCorrection['kind']; notice: string; blocks: string[] }
}

/** The publication of articles. Functions that take a handle are part of a write. */
export function createPublication({ lifecycle, catalogue, relatedNews, site, now, newId, tickSeconds }: Dependencies) {
  const { store, live, history, found, write, tellShown, tellGone, followExpiry } = lifecycle
  const instant = (): Instant => toInstant(now())

  /**
   * The slug under which an article goes live; `taken` are slugs that go live with it, by language and slug. Raises a
   * conflict when a wanted one was public for another article.
   */
  async function publicSlug(
    queries: Queries,
    taken: ReadonlyMap<string, string>,
    { id, language, wanted, slug: given }: { id: string; language: string; wanted: string; slug: string | null },
  ): Promise<string> {
    for (let number = 1; ; number++) {
      const slug = numberedSlug(wanted, number)
      const holder = taken.get(`${language}/${slug}`) ?? (await store.slugHolder(queries, language, slug))
      if (holder === undefined || holder === id) return slug
      if (given !== null) {
        throw new Problem('conflict', `The slug ${slug} is or was the address of another article. Choose another.`, {
          errors: [{ pointer: '/slug', detail: 'is taken' }],
        })
      }
    }
  }

  /** The catalogue entries that a copy names; its source is always there. */
  async function named(
    queries: Queries,
    copy: WorkingCopy,
  ): Promise<{ all: CatalogueEntry[]; source: SourceDocument }> {
    const entries = await catalogue.store.findAll(queries, [
      copy.sourceId,
      ...(copy.editorId === null ? [] : [copy.editorId]),
      ...copy.tagIds,
    ])
    return {
      all: [...entries.values()],
      source: (entries.get(copy.sourceId) as CatalogueEntry<SourceDocument>).document,
    }
  }

  async function correct(queries: Queries, row: ArticleRow, { at, actor, correction }: GoLiveOptions): Promise<void> {
    if (correction)
      await history.addCorrections(queries, [
        { id: newId(), articleId: row.id, version: row.version, ...correction, at, by: actor.name },
      ])
  }

  /** Shows a new edition to readers. */
  async function showEdition(
    queries: Queries,
    row: ArticleRow,
    copy: WorkingCopy,
    options: GoLiveOptions,
    timeZone: string,
  ): Promise<void> {
    await correct(queries, row, options)
    // An unpublished edit may have moved the original, and its translations with it: readers see none of that yet.
    const original = row.translationOfId === null ? undefined : await live.find(queries, row.translationOfId)
    const clusterId = original?.clusterId ?? row.clusterId
    const shown = { ...liveRow(row, copy, await history.listCorrections(queries, [row.id]), options.at), clusterId }
    await history.closeEdition(queries, row.id, options.at)
    const { id: articleId, version, revision } = row
    await history.addEditions(queries, [
      { articleId, version, revision, shownFrom: options.at, shownUntil: null, live: shown },
    ])
    await store.keepPublic(queries, row, copy)
    const before = await live.find(queries, row.id)
    await live.put(queries, shown, copy.blocks, timeZone)
    // Its translations, if it was the original, follow it into the cluster that it has joined.
    if (before?.clusterId === row.id && clusterId !== row.id) await live.moveCluster(queries, row.id, clusterId)
    await relatedNews.resolveTo(queries, shown)
    const type = options.correction ? 'corrected' : before ? 'updated' : 'published'
    await tellShown(queries, shown, { type, version: row.version, at: options.at })
  }

  /** Publishes an article's working copy as of an instant; what readers see already makes no new edition. */
  async function goLive(queries: Queries, article: StoredArticle, options: GoLiveOptions): Promise<StoredArticle> {
    const { row, copy } = article
    const { document: publication } = await site.find(queries)
    const { all, source } = await named(queries, copy)
    requireReprintDuties(copy, source, publication)
    const isLive = row.state === 'live'
    const shown = isLive ? await history.findEdition(queries, row.id, row.version) : undefined
    const wanted = row.version > 0 ? (copy.slug ?? row.slug) : wantedSlug(copy)
    const slug = await publicSlug(queries, new Map(), { id: row.id, language: row.language, wanted, slug: copy.slug })
    const unchanged = options.correction === undefined && isShown(shown, article, slug)
    const changes: Partial<ArticleRow> = {
      state: 'live',
      publishAt: null,
      dueAt: null,
      expiresAt: options.expiresAt ?? null,
      slug,
      ...(!unchanged && {
        version: row.version + 1,
        ...timesAfterPublication(row, isLive, options.at),
        ...options.former,
      }),
    }
    const next = await write(queries, row, changes, options.actor, options.action)
    if (unchanged) {
      await followExpiry(queries, row, next)
      return { row: next, copy }
    }
    await showEdition(queries, next, copy, options, publication.timeZone)
    await catalogue.show(
      queries,
      all.filter((entry) => !entry.listed),
    )
    return { row: next, copy }
  }

  function requireWish({ publishAt, expiresAt }: Wish, dueAt: Instant): void {
    if (publishAt !== null) requireTick('/publishAt', publishAt, tickSeconds)
    if (expiresAt === null) return
    requireTick('/expiresAt', expiresAt, tickSeconds)
    if (expiresAt <= dueAt) throw invalidField('/expiresAt', `must be later than the publication at ${dueAt}`)
  }

  /** Publishes the working copy now, or at a tick to come: then the revision that is current at that time. */
  async function publish(
    queries: Queries,
    id: string,
    wish: Wish,
    actor: Actor,
    precondition: Precondition,
  ): Promise<StoredArticle> {
    const article = await found(queries, id, actor, precondition)
    const { row } = article
    const at = instant()
    const dueAt = dueAtOf(
      { publishAt: wish.publishAt, embargoUntil: row.state === 'live' ? null : row.embargoUntil },
      at,
    )
    requireWish(wish, dueAt > at ? dueAt : at)
    if (dueAt <= at) {
      requireTransition('publish', row.state)
      return goLive(queries, article, { at, actor, action: 'publish', expiresAt: wish.expiresAt })
    }
    requireTransition('schedule', row.state)
    const state = row.state === 'live' ? 'live' : 'scheduled'
    const scheduled = await write(queries, row, { state, ...wish, dueAt }, actor, 'schedule')
    await followExpiry(queries, row, scheduled)
    return { ...article, row: scheduled }
  }

  /** Takes an article from readers, into another state. */
  async function takeDown(
    queries: Queries,
    article: StoredArticle,
    state: 'draft' | 'expired' | 'withdrawn',
    at: Instant,
    actor: Actor,
    action: string,
  ): Promise<StoredArticle> {
    const wasLive = article.row.state === 'live'
    const row = await write(
      queries,
      article.row,
      { state, publishAt: null, dueAt: null, expiresAt: null },
      actor,
      action,
    )
    if (wasLive) {
      await history.closeEdition(queries, row.id, at)
      await live.remove(queries, row.id)
    }
    await tellGone(queries, row.id, { type: state === 'draft' ? 'unpublished' : state, version: row.version, at })
    return { ...article, row }
  }

  /** Takes back a schedule, or an article from readers: back to draft, without recall. With `pendingOnly` a live article stays and only its pending publication goes. */
  async function unpublish(
    queries: Queries,
    id: string,
    pendingOnly: boolean,
    actor: Actor,
    precondition: Precondition,
  ): Promise<StoredArticle> {
    const article = await found(queries, id, actor, precondition)
    requireTransition('unpublish', article.row.state)
    if (!pendingOnly) return takeDown(queries, article, 'draft', instant(), actor, 'unpublish')
    if (article.row.dueAt === null)
      throw new Problem('conflict', 'No publication of this article is pending.', {
        members: { state: article.row.state },
      })
    return {
      ...article,
      row: await write(queries, article.row, withoutPending(article.row), actor, 'unschedule'),
    }
  }

  /** Publishes the working copy of a live article with a notice for readers. Raises invalid-body for blocks that are not there. */
  async function correctArticle(
    queries: Queries,
    id: string,
    input: CorrectionInput,
    actor: Actor,
    precondition: Precondition,
  ): Promise<StoredArticle> {
    const article = await found(queries, id, actor, precondition)
    requireTransition('correct', article.row.state)
    const shown = await history.findEdition(queries, id, article.row.version)
    const known = new Set([...article.copy.blocks, ...(shown?.copy.blocks ?? [])].map((block) => block.id))
    const blocks = input.blocks ?? []
    const strange = blocks.findIndex((block) => !known.has(block))
    if (strange !== -1) throw invalidField(`/blocks/${strange}`, 'must be the id of a block of the article')
    const correction = { kind: input.kind, notice: input.notice, blocks }
    return goLive(queries, article, {
      at: instant(),
      actor,
      action: 'correct',
      expiresAt: article.row.expiresAt,
      correction,
    })
  }

  /** Ends the rights of a live article: from now on nobody may republish it. False when they do not end at that instant. */
  async function endRights(queries: Queries, { row }: StoredArticle, at: Instant, actor: Actor): Promise<boolean> {
    const shown = await live.row(queries, row.id)
    if (shown?.rightsEndAt !== at) return false
    const blocks = (await live.bodies(queries, [row.id])).get(row.id) ?? []
    const { rights, rightsEndAt } = rightsAt(shown.document.rights, at)
    const { document: publication } = await site.find(queries)
    const ended = { ...shown, document: { ...shown.document, rights }, rightsEndAt }
    await write(queries, row, {}, actor, 'end-rights')
    await live.put(queries, ended, blocks, publication.timeZone)
    await tellShown(queries, ended, { type: 'updated', version: row.version, at })
    return true
  }

  return { publicSlug, goLive, publish, unpublish, takeDown, correct: correctArticle, endRights }
}

export type Publication = ReturnType<typeof createPublication>
