/** Imports new articles many at once: what a prepared line still needs is looked up for all of them together. */
import type { Lifecycle, NewArticle, NewPublications } from '../articles/index.ts'
import type { Catalogue, CatalogueEntry, ResourceName } from '../catalogue/index.ts'
import type { Queries } from '../db/db.ts'
import type { Actor } from '../lib/actor.ts'
import { toInstant } from '../lib/instant.ts'
import { pageScope } from './import-pages.ts'
import type { PreparedLine } from './prepare-line.ts'
import type { ProvenanceStore } from './provenance-store.ts'

interface Dependencies {
  catalogue: Catalogue
  lifecycle: Lifecycle
  newPublications: NewPublications
  provenance: ProvenanceStore
  now: () => Date
}

/** One of the lines is not of a new article, or names what is not there: each must be imported by itself. */
export class NotAllNew extends Error {}

/** What an article of a bulk still waits for: the article that it translates, its links. */
export interface Waiting {
  translationOf: string | undefined
  links: PreparedLine['links'] | undefined
}

type Named = string | { slug?: string; name: string }

/** Finds what lines name, once for all of them. */
function createNames(catalogue: Catalogue, queries: Queries) {
  const found = new Map<string, CatalogueEntry>()
  const printed = new Map<string, CatalogueEntry | undefined>()
  const slugOf = (named: Named): string | undefined => (typeof named === 'string' ? named : named.slug)
  async function load(resource: ResourceName, all: Named[]): Promise<void> {
    const names = new Set(all.map(slugOf).filter((name) => name !== undefined))
    for (const [name, entry] of await catalogue.store.findNamed(queries, resource, [...names]))
      found.set(`${resource} ${name}`, entry)
    for (const named of all) {
      if (typeof named === 'string' || named.slug !== undefined || printed.has(`${resource} ${named.name}`)) continue
      printed.set(`${resource} ${named.name}`, await catalogue.store.findPrinted(queries, resource, named.name))
    }
  }
  function idOf(resource: ResourceName, named: Named): string {
    const slug = slugOf(named)
    const entry =
      slug === undefined
        ? printed.get(`${resource} ${(named as { name: string }).name}`)
        : found.get(`${resource} ${slug}`)
    if (!entry) throw new NotAllNew()
    return entry.id
  }
  return { load, idOf }
}

/** Creates the import of bulks. */
export function createBulkImport({ catalogue, lifecycle, newPublications, provenance, now }: Dependencies) {
  const { store, history } = lifecycle

  /** Refuses ids that articles have, or had before they were erased. */
  async function requireNewIds(queries: Queries, lines: PreparedLine[]): Promise<void> {
    const ids = lines.filter(({ hasId }) => hasId).map(({ article }) => article.id)
    if ((await store.existing(queries, ids)).size > 0) throw new NotAllNew()
    if ((await history.listWithdrawals(queries, ids)).length > 0) throw new NotAllNew()
  }

  async function requireNewExternals(queries: Queries, articles: NewArticle[]): Promise<void> {
    const scopes = Map.groupBy(
      articles.filter(({ externalId }) => externalId !== null),
      ({ externalScope }) => externalScope as string,
    )
    for (const [scope, group] of scopes) {
      const externalIds = group.map(({ externalId }) => externalId as string)
      if ((await store.existingExternals(queries, scope, externalIds)).size > 0) throw new NotAllNew()
    }
  }

  async function namesOf(queries: Queries, lines: PreparedLine[]) {
    const names = createNames(catalogue, queries)
    await names.load(
      'source',
      lines.map(({ named }) => named.source),
    )
    await names.load(
      'editor',
      lines.flatMap(({ named }) => named.editor ?? []),
    )
    await names.load(
      'tag',
      lines.flatMap(({ named }) => named.tags),
    )
    return names
  }

  /**
   * Imports lines whose ids and external ids are different. Answers what each of them waits for, by its article's id;
   * `translates` tells which original an earlier line's article waits for. Raises NotAllNew, and whatever importing one
   * of them raises: then nothing of the write may be kept.
   */
  async function importNew(
    queries: Queries,
    lines: PreparedLine[],
    actor: Actor,
    translates: (articleId: string) => string | undefined,
  ): Promise<Map<string, Waiting>> {
    await requireNewIds(queries, lines)
    const names = await namesOf(queries, lines)
    const originals = lines.flatMap(({ translationOf }) => translationOf ?? [])
    const there = await store.existing(queries, originals)
    const waiting = new Map<string, Waiting>()
    const articles = lines.map(({ article, named, isPage, translationOf, links }): NewArticle => {
      const waits = translationOf !== null && (waiting.get(translationOf)?.translationOf ?? translates(translationOf))
      const isThere = translationOf !== null && !waits && there.has(translationOf)
      const later = isThere ? undefined : (translationOf ?? undefined)
      if (links !== undefined || later !== undefined) waiting.set(article.id, { translationOf: later, links })
      there.add(article.id)
      const sourceId = names.idOf('source', named.source)
      return {
        ...article,
        sourceId,
        editorId: named.editor === null ? null : names.idOf('editor', named.editor),
        tagIds: [...new Set(named.tags.map((tag) => names.idOf('tag', tag)))],
        translationOfId: isThere ? translationOf : null,
        externalScope: article.externalId === null ? null : isPage ? pageScope : sourceId,
        corrections: article.corrections.map((each) => ({ ...each, by: actor.name })),
      }
    })
    await requireNewExternals(queries, articles)
    await newPublications.publishNew(queries, articles, actor)
    const importedAt = toInstant(now())
    await provenance.put(
      queries,
      lines.map(({ article: { id }, contentHash }) => ({
        // Until it is finished it is not known as imported: if this process ends before, the line is imported again.
        ...{ articleId: id, contentHash: waiting.has(id) ? '' : contentHash, fields: [], importedAt },
      })),
    )
    return waiting
  }

  return { importNew }
}

export type BulkImport = ReturnType<typeof createBulkImport>
