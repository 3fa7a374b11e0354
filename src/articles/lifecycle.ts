/** What happens to articles: they are created, changed, published, unpublished and deleted, each in one transaction. */
import { type Block, measure } from '../body/index.ts'
import type { Catalogue, CatalogueEntry } from '../catalogue/index.ts'
import type { Db, Queries } from '../db/db.ts'
import type { Precondition } from '../http/conditional.ts'
import { invalidField, notFound, Problem } from '../http/problems.ts'
import { bodyCheck } from '../http/validation.ts'
import { type Instant, isOnTick, nextTick, toInstant } from '../lib/instant.ts'
import { applyMergePatch } from '../lib/merge-patch.ts'
import { numberedSlug } from '../lib/slug.ts'
import { titleKey } from '../lib/title-key.ts'
import type { LinkInput, RelatedNewsService } from '../related-news/index.ts'
import type { SiteStore } from '../site/index.ts'
import type { SourceDocument } from '../sources/index.ts'
import { canonicalLanguage, createInputReader, inputWithoutBody } from './input.ts'
import { createLiveStore } from './live-store.ts'
import {
  requireReprintDuties,
  requireTransition,
  timesAfterPublication,
  type WorkingCopy,
  wantedSlug,
} from './model.ts'
import { ArticleInput } from './schema.ts'
import { type ArticleRow, createArticleStore, type StoredArticle } from './store.ts'

export interface LifecycleDependencies {
  db: Db
  catalogue: Catalogue
  relatedNews: RelatedNewsService
  site: SiteStore
  now: () => Date
  newId: () => string
  tickSeconds: number
}

/** Who writes, as `changedBy` names them. */
export type Author = string | null

/** Where an article came from, for those who bring it in again. */
export interface Origin {
  id?: string
  externalScope?: string
  externalId?: string
}

/** Times and version of an article that was live elsewhere before: they are kept as they were. */
export interface FormerPublication {
  firstPublishedAt: Instant
  publishedAt: Instant
  updatedAt: Instant
  version: number
}

/** The state of an article that If-Match is compared with. */
export const stateOf = (row: ArticleRow): string => `r${row.revision}.${row.writes}`

const check = bodyCheck(ArticleInput)

/** The life of articles. Every function takes the handle of the write that it is part of. */
export function createLifecycle({ db, catalogue, relatedNews, site, now, newId, tickSeconds }: LifecycleDependencies) {
  const store = createArticleStore(db)
  const live = createLiveStore(db)
  const inputs = createInputReader(catalogue)
  const instant = (): Instant => toInstant(now())

  async function found(queries: Queries, id: string, precondition?: Precondition): Promise<StoredArticle> {
    const article = await store.find(queries, id)
    if (!article) throw notFound('article')
    precondition?.(stateOf(article.row), { changedAt: article.row.changedAt, changedBy: article.row.changedBy })
    return article
  }

  /** The row after a write: counted, dated, signed. */
  const written = (row: ArticleRow, author: Author, changes: Partial<ArticleRow> = {}): ArticleRow => ({
    ...row,
    ...changes,
    writes: row.writes + 1,
    changedAt: instant(),
    changedBy: author,
  })

  async function clusterOf(
    queries: Queries,
    id: string,
    language: string,
    translationOf: string | null,
  ): Promise<string> {
    if (translationOf === null) return id
    const original = await store.findRow(queries, translationOf)
    if (!original || original.id === id) throw invalidField('/translationOf', 'must be the id of another article')
    if (original.language === language) throw invalidField('/translationOf', 'must be an article in another language')
    return original.clusterId
  }

  /** Creates a draft. Raises invalid-body. */
  async function create(
    queries: Queries,
    input: ArticleInput,
    author: Author,
    origin: Origin = {},
  ): Promise<StoredArticle> {
    const id = origin.id ?? newId()
    const language = canonicalLanguage(input.language)
    const translationOfId = input.translationOf ?? null
    const copy = await inputs.read(queries, input, id, [])
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
      createdAt,
      changedAt: createdAt,
      changedBy: author,
    }
    await store.create(queries, row)
    await store.saveRevision(queries, row, copy)
    return { row, copy }
  }

  /** Saves a whole input as the new working copy of an article. */
  async function save(
    queries: Queries,
    article: StoredArticle,
    input: ArticleInput,
    author: Author,
    blocks?: Block[],
  ): Promise<StoredArticle> {
    const { row } = article
    const language = canonicalLanguage(input.language)
    if (row.version > 0 && language !== row.language)
      throw invalidField('/language', 'cannot change after the first publication; create a translation')
    const published = await store.newestEdition(queries, row)
    const read = await inputs.read(queries, input, row.id, published?.copy.blocks ?? [])
    const copy: WorkingCopy = { ...read, ...(blocks && { blocks }) }
    const translationOfId = input.translationOf ?? null
    const changed = written(row, author, {
      language,
      revision: row.revision + 1,
      title: copy.text.title,
      slug: row.version > 0 ? row.slug : wantedSlug(copy),
      translationOfId,
      clusterId:
        translationOfId === row.translationOfId
          ? row.clusterId
          : await clusterOf(queries, row.id, language, translationOfId),
    })
    await store.update(queries, changed)
    await store.saveRevision(queries, changed, copy)
    return { row: changed, copy }
  }

  /** Applies a merge patch to the working copy; readers see nothing of it. A body in the patch replaces the body. */
  async function update(
    queries: Queries,
    id: string,
    patch: Record<string, unknown>,
    author: Author,
    precondition: Precondition,
  ): Promise<StoredArticle> {
    const article = await found(queries, id, precondition)
    const { body, ...rest } = patch
    const merged = { ...(applyMergePatch(inputWithoutBody(article), rest) as object), ...(body != null && { body }) }
    check(merged)
    const input = { ...(merged as ArticleInput), originalSource: article.copy.text.originalSource }
    return save(queries, article, input, author, body === undefined ? article.copy.blocks : undefined)
  }

  /** The slug under which an article goes live. Raises a conflict when a wanted one was public for another article. */
  async function publicSlug(queries: Queries, { row, copy }: StoredArticle): Promise<string> {
    const wanted = row.version > 0 ? (copy.slug ?? row.slug) : wantedSlug(copy)
    for (let number = 1; ; number++) {
      const slug = numberedSlug(wanted, number)
      const holder = await store.slugHolder(queries, row.language, slug)
      if (holder === undefined || holder === row.id) return slug
      if (copy.slug !== null) {
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

  /** Shows an article's working copy to readers, as of an instant: edition, live row, and links that waited for it. */
  async function goLive(
    queries: Queries,
    article: StoredArticle,
    at: Instant,
    author: Author,
    former?: FormerPublication,
  ): Promise<StoredArticle> {
    const { row, copy } = article
    const { document: publication } = await site.find(queries)
    const { all, source } = await named(queries, copy)
    requireReprintDuties(copy, source, publication)
    const shown = row.state === 'live' ? await store.newestEdition(queries, row) : undefined
    const unchanged = shown?.revision === row.revision
    const slug = await publicSlug(queries, article)
    const next = written(row, author, {
      state: 'live',
      publishAt: null,
      slug,
      ...(unchanged
        ? {}
        : { version: row.version + 1, ...timesAfterPublication(row, row.state === 'live', at), ...former }),
    })
    await store.update(queries, next)
    if (unchanged) return { row: next, copy }
    await store.saveEdition(queries, next, copy, at)
    const key = titleKey(copy.text.title)
    await live.put(
      queries,
      {
        id: row.id,
        language: row.language,
        slug,
        titleKey: key,
        publishedAt: next.publishedAt as Instant,
        updatedAt: next.updatedAt as Instant,
        version: next.version,
        sourceId: copy.sourceId,
        editorId: copy.editorId,
        clusterId: row.clusterId,
        translationOfId: row.translationOfId,
        document: {
          ...copy.text,
          firstPublishedAt: next.firstPublishedAt as Instant,
          tagIds: copy.tagIds,
          ...measure(copy.blocks, row.language),
        },
      },
      copy.blocks,
    )
    await catalogue.store.show(
      queries,
      all.filter((entry) => !entry.listed).map((entry) => entry.id),
    )
    await relatedNews.resolveTo(queries, { id: row.id, language: row.language, titleKey: key })
    return { row: next, copy }
  }

  function requireTick(publishAt: Instant): void {
    if (isOnTick(publishAt, tickSeconds)) return
    const next = nextTick(publishAt, tickSeconds)
    throw new Problem('invalid-body', `/publishAt must be on a tick; the next one is ${next}.`, {
      errors: [
        {
          pointer: '/publishAt',
          detail: `must be on a tick, a whole multiple of ${tickSeconds} seconds; the next one is ${next}`,
        },
      ],
      members: { nextTick: next },
    })
  }

  /** Publishes the working copy now, or at a tick to come. */
  async function publish(
    queries: Queries,
    id: string,
    publishAt: Instant | null,
    author: Author,
    precondition: Precondition,
  ): Promise<StoredArticle> {
    const article = await found(queries, id, precondition)
    const at = instant()
    if (publishAt === null) {
      requireTransition('publish', article.row.state)
      return goLive(queries, article, at, author)
    }
    requireTick(publishAt)
    requireTransition('schedule', article.row.state)
    if (publishAt <= at) return goLive(queries, article, at, author)
    const state = article.row.state === 'live' ? 'live' : 'scheduled'
    const row = written(article.row, author, { state, publishAt })
    await store.update(queries, row)
    return { ...article, row }
  }

  /** Takes back a schedule, or an article from readers: back to draft, without recall. */
  async function unpublish(
    queries: Queries,
    id: string,
    author: Author,
    precondition: Precondition,
  ): Promise<StoredArticle> {
    const article = await found(queries, id, precondition)
    requireTransition('unpublish', article.row.state)
    const row = written(article.row, author, { state: 'draft', publishAt: null })
    await store.update(queries, row)
    if (article.row.state === 'live') await live.remove(queries, id)
    return { ...article, row }
  }

  /** Deletes a draft that readers never saw. Raises a conflict for anything else. */
  async function remove(queries: Queries, id: string, precondition: Precondition): Promise<void> {
    const { row } = await found(queries, id, precondition)
    requireTransition('delete', row.state)
    if (row.version > 0)
      throw new Problem('conflict', 'What was public once is not deleted. It stays a draft that readers do not see.', {
        members: { state: row.state },
      })
    if (await store.hasTranslations(queries, id))
      throw new Problem('conflict', 'Other articles are translations of this one. Change them first.', {})
    await relatedNews.removeFor(queries, id)
    await store.remove(queries, id)
  }

  /** Makes an article a translation of another that came later than itself; readers see it at once. */
  async function joinCluster(
    queries: Queries,
    article: StoredArticle,
    translationOf: string,
    author: Author,
  ): Promise<void> {
    const clusterId = await clusterOf(queries, article.row.id, article.row.language, translationOf)
    await store.update(queries, written(article.row, author, { translationOfId: translationOf, clusterId }))
    await live.joinCluster(queries, article.row.id, translationOf, clusterId)
  }

  async function putRelatedNews(
    queries: Queries,
    id: string,
    links: LinkInput[],
    author: Author,
    precondition: Precondition,
  ): Promise<StoredArticle> {
    const article = await found(queries, id, precondition)
    await relatedNews.put(queries, { id, language: article.row.language }, links, 'editorial')
    const row = written(article.row, author)
    await store.update(queries, row)
    return { ...article, row }
  }

  /** Publishes what is due, each article in a write of its own, in the order of their times. Answers how many. */
  async function publishDue(): Promise<number> {
    const due = await store.due(db.read, instant())
    let published = 0
    for (const id of due) {
      const done = await db.write(async (queries) => {
        const article = await store.find(queries, id)
        // Another process, or an editor, was quicker.
        if (!article || article.row.publishAt === null || article.row.publishAt > instant()) return false
        await goLive(queries, article, article.row.publishAt, article.row.changedBy)
        return true
      })
      if (done) published++
    }
    return published
  }

  return {
    store,
    live,
    create,
    save,
    update,
    goLive,
    publish,
    unpublish,
    remove,
    joinCluster,
    putRelatedNews,
    publishDue,
    found,
  }
}

export type Lifecycle = ReturnType<typeof createLifecycle>
