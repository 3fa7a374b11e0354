/**
 * New articles that are public at once, many in one pass over each table: what a bulk import brings. Every row is the one
 * that creating and publishing them one after the other would write.
 */
import type { Audit, AuditEntry } from '../audit/index.ts'
import type { Measure } from '../body/index.ts'
import type { Catalogue, CatalogueEntry } from '../catalogue/index.ts'
import type { Queries } from '../db/db.ts'
import { JsonText } from '../db/many-rows.ts'
import { type Actor, ownerOf } from '../lib/actor.ts'
import { type Instant, toInstant } from '../lib/instant.ts'
import type { RelatedNewsService } from '../related-news/index.ts'
import type { SiteStore } from '../site/index.ts'
import type { SourceDocument } from '../sources/index.ts'
import { namesOf } from './article-writes.ts'
import { type StoredCorrection, shownCorrection } from './history-store.ts'
import type { Lifecycle } from './lifecycle.ts'
import type { LiveArticle } from './live-article.ts'
import { liveArticle } from './live-row.ts'
import type { Analyses } from './live-writes.ts'
import { requireReprintDuties, type WorkingCopy, wantedSlug } from './model.ts'
import type { Publication } from './publication.ts'
import type { ArticleText } from './schema.ts'
import type { ArticleRow } from './store.ts'

/** A new article, ready but for what only the database knows. No article has its ids, and none was erased with its id. */
export interface NewArticle {
  id: string
  externalScope: string | null
  externalId: string | null
  /** Canonical. */
  language: string
  /** The wanted slug; null when it follows from the title. */
  slug: string | null
  text: ArticleText
  titleKey: string
  /** The blocks as JSON: as working copies have them, and as answers do. */
  blocks: string
  renderedBlocks: string
  /** What they measure, and what projections made of them. */
  measure: Measure
  analyses: Analyses
  sourceId: string
  editorId: string | null
  tagIds: string[]
  /** An article that is there, or comes before in the same list. */
  translationOfId: string | null
  times: Pick<ArticleRow, 'firstPublishedAt' | 'publishedAt' | 'updatedAt' | 'version'>
  expiresAt: Instant | null
  /** Not later than now. */
  embargoUntil: Instant | null
  corrections: StoredCorrection[]
}

interface Dependencies {
  lifecycle: Lifecycle
  publication: Pick<Publication, 'publicSlug'>
  audit: Audit
  catalogue: Catalogue
  relatedNews: Pick<RelatedNewsService, 'areAwaited' | 'resolveTo'>
  site: SiteStore
  now: () => Date
}

/** An article as all its tables are to have it. */
interface Ready {
  row: ArticleRow
  article: NewArticle
  shown: LiveArticle
  acts: AuditEntry[]
}

/** A working copy as JSON, its blocks being that already. */
function documentOf({ slug, text, sourceId, editorId, tagIds, blocks }: NewArticle): JsonText {
  const head = JSON.stringify({ slug, text, sourceId, editorId, tagIds })
  return new JsonText(`${head.slice(0, -1)},"blocks":${blocks}}`)
}

const newestFirst = (a: StoredCorrection, b: StoredCorrection): number =>
  b.version - a.version || (a.id < b.id ? 1 : -1)

/** The publication of new articles. */
export function createNewPublications({
  lifecycle,
  publication,
  audit,
  catalogue,
  relatedNews,
  site,
  now,
}: Dependencies) {
  const { store, live, history, clusterOf, tellNew } = lifecycle

  function rowOf(article: NewArticle, slug: string, clusterId: string, actor: Actor): ArticleRow {
    const { id, language, externalId, externalScope, translationOfId, times, embargoUntil, expiresAt } = article
    const at = toInstant(now())
    return {
      ...{ id, language, state: 'live', slug, revision: 1, version: times.version, writes: 2 },
      ...{ title: article.text.title, translationOfId, clusterId, externalId, externalScope },
      firstPublishedAt: times.firstPublishedAt,
      publishedAt: times.publishedAt,
      updatedAt: times.updatedAt,
      ...{ publishAt: null, embargoUntil, dueAt: null, expiresAt, ownerId: ownerOf(actor) },
      ...{ createdAt: at, changedAt: at, changedBy: actor.name },
    }
  }

  function actsOf(id: string, actor: Actor): AuditEntry[] {
    const act = { resource: 'article' as const, resourceId: id, toRevision: 1 }
    return [
      audit.entryOf(actor, { ...act, action: 'create', toState: 'draft' }),
      audit.entryOf(actor, { ...act, action: 'publish', fromState: 'draft', toState: 'live', fromRevision: 1 }),
    ]
  }

  /** One pass: articles of which none must be there before another can be. */
  function createPass(queries: Queries, timeZone: string) {
    const ready: Ready[] = []
    const slugs = new Map<string, string>()
    const ids = new Set<string>()

    async function add(article: NewArticle, actor: Actor): Promise<Ready> {
      const { id, language, translationOfId, times } = article
      const clusterId = await clusterOf(queries, id, language, translationOfId)
      // An unpublished edit may have moved the original: readers see none of that yet.
      const original = translationOfId === null ? undefined : await live.find(queries, translationOfId)
      const slug = await publication.publicSlug(queries, slugs, { ...article, wanted: wantedSlug(article) })
      const row = rowOf(article, slug, clusterId, actor)
      const corrections = article.corrections.toSorted(newestFirst).map(shownCorrection)
      const { titleKey } = article
      const shown = liveArticle(row, article, { corrections, titleKey, ...article.measure }, times.updatedAt as Instant)
      const acts = actsOf(id, actor)
      slugs.set(`${language}/${slug}`, id)
      ids.add(id)
      const all = { row, article, shown: { ...shown, clusterId: original?.clusterId ?? clusterId }, acts }
      ready.push(all)
      return all
    }

    async function write(): Promise<void> {
      await store.createPublished(
        queries,
        ready.map(({ row, article }) => ({ row, document: documentOf(article), names: namesOf(article) })),
      )
      await audit.add(
        queries,
        ready.flatMap(({ acts }) => acts),
      )
      await history.addCorrections(
        queries,
        ready.flatMap(({ article }) => article.corrections),
      )
      await history.addEditions(
        queries,
        ready.map(({ row: { id, version, updatedAt }, shown }) => {
          const shownFrom = updatedAt as Instant
          return { articleId: id, version, revision: 1, shownFrom, shownUntil: null, live: shown }
        }),
      )
      await live.putNew(
        queries,
        ready.map(({ shown, article }) => ({
          ...{ article: shown, blocks: new JsonText(article.renderedBlocks), analyses: article.analyses },
        })),
        timeZone,
      )
      await tellNew(
        queries,
        ready.map(({ shown }) => ({ article: shown, at: shown.updatedAt })),
      )
      ready.length = 0
      slugs.clear()
      ids.clear()
    }

    return { add, write, has: (id: string | null) => id !== null && ids.has(id) }
  }

  /**
   * Creates and publishes articles, in their order. Raises what creating and publishing one of them would raise: then
   * the write must not be kept.
   */
  async function publishNew(queries: Queries, articles: NewArticle[], actor: Actor): Promise<void> {
    const { document: publicationDocument } = await site.find(queries)
    const entries = await catalogue.store.findAll(queries, articles.flatMap(namesOf))
    const awaited = await relatedNews.areAwaited(queries, articles)
    const pass = createPass(queries, publicationDocument.timeZone)
    for (const [index, article] of articles.entries()) {
      const source = entries.get(article.sourceId) as CatalogueEntry<SourceDocument>
      requireReprintDuties({ ...article, blocks: [] } satisfies WorkingCopy, source.document, publicationDocument)
      if (pass.has(article.translationOfId)) await pass.write()
      const { shown } = await pass.add(article, actor)
      const unlisted = namesOf(article).filter((id) => entries.get(id)?.listed === false)
      const isAwaited = awaited[index] === true
      if (unlisted.length === 0 && !isAwaited) continue
      // What others wait for, or what makes others visible, must be there before the next one comes.
      await pass.write()
      if (isAwaited) await relatedNews.resolveTo(queries, shown)
      await catalogue.show(
        queries,
        unlisted.map((id) => entries.get(id) as CatalogueEntry),
      )
      for (const id of unlisted) entries.set(id, { ...(entries.get(id) as CatalogueEntry), listed: true })
    }
    await pass.write()
  }

  return { publishNew }
}

export type NewPublications = ReturnType<typeof createNewPublications>
