/** Imports pages as they are printed: each becomes an article, the same page again changes nothing. */
import type { Lifecycle, NewPublications, Publication, Recall, StoredArticle } from '../articles/index.ts'
import { ArticleInput } from '../articles/index.ts'
import type { Catalogue } from '../catalogue/index.ts'
import type { Db, Queries } from '../db/db.ts'
import { Problem } from '../http/problems.ts'
import { bodyCheck } from '../http/validation.ts'
import type { Actor } from '../lib/actor.ts'
import { sha256 } from '../lib/ids.ts'
import { toInstant } from '../lib/instant.ts'
import { titleKey } from '../lib/title-key.ts'
import type { RelatedNewsService } from '../related-news/index.ts'
import type { SiteDocument, SiteStore } from '../site/index.ts'
import { type Field, type Page, parsePage } from './page/index.ts'
import { distinctLinks, inputOfPage, linksOfPage } from './page-input.ts'
import type { ProvenanceStore } from './provenance-store.ts'
import { itemOf } from './report.ts'
import type { ImportedField, ImportItem } from './schema.ts'

export interface ImportDependencies {
  db: Db
  catalogue: Catalogue
  site: SiteStore
  relatedNews: RelatedNewsService
  lifecycle: Lifecycle
  publication: Publication
  newPublications: NewPublications
  recall: Recall
  provenance: ProvenanceStore
  now: () => Date
  newId: () => string
  tickSeconds: number
  publicUrl: string
}

export interface PageImport {
  text: string
  file: string | null
  mediaType?: 'text/plain' | 'text/html'
  draft: boolean
  actor: Actor
}

/** Pages are known by their own address, whatever their source. */
export const pageScope = 'page'

const longestExternalId = 500

/** By what a page is known when it comes again: its address, else its printed time and title; never its file's name. */
export function externalIdOf(page: Page): string {
  const id = page.url ?? `${page.publishedAt?.value ?? 'undated'} ${titleKey(page.title)}`
  return id.length > longestExternalId ? sha256(id) : id
}

const checkInput = bodyCheck(ArticleInput)

const fieldsOf = (fields: Field[], page?: Page): ImportedField[] =>
  fields.map((field) =>
    field.name === 'publishedAt' && page?.publishedAt ? { ...field, assumedZone: page.publishedAt.assumedZone } : field,
  )

/** The titles that a page links to; while they are the same, its links stay as they were resolved or put in order since. */
const printedLinks = (fields: ImportedField[]): string =>
  JSON.stringify(fields.filter(({ name }) => name === 'relatedNews').map(({ value }) => value))

const siteName = (site: SiteDocument, language: string): string =>
  site.name[language] ?? (Object.values(site.name)[0] as string)

/** Creates the importer of pages. */
export function createPageImport({
  db,
  catalogue,
  site,
  relatedNews,
  lifecycle,
  publication,
  provenance,
  now,
  publicUrl,
}: ImportDependencies) {
  async function articleAt(
    queries: Queries,
    url: string,
  ): Promise<{ id: string; language: string; translationOf: string | null } | undefined> {
    const found = await lifecycle.store.findExternal(queries, pageScope, url)
    return found && { id: found.row.id, language: found.row.language, translationOf: found.row.translationOfId }
  }

  /** Why a page that is new is not published, if so. */
  function reasonToWait(page: Page): string | null {
    if (page.publishedAt === null) return 'no publication time could be read; it is kept as a draft'
    if (page.publishedAt.value > toInstant(now())) return 'its publication time is in the future; it is kept as a draft'
    return null
  }

  async function saveArticle(
    queries: Queries,
    page: Page,
    known: StoredArticle | undefined,
    actor: Actor,
  ): Promise<StoredArticle> {
    const { document } = await site.find(queries)
    const options = {
      publicUrl,
      siteName: siteName(document, page.language),
      articleAt: (url: string) => articleAt(queries, url),
      knownId: known?.row.id,
    }
    const { originalSource, ...input } = await inputOfPage(queries, catalogue, page, { ...options, actor })
    checkInput(input)
    const whole = { ...input, originalSource, embargoUntil: known?.row.embargoUntil ?? null } as never
    return known
      ? lifecycle.save(queries, known, whole, actor)
      : lifecycle.create(queries, whole, actor, { externalScope: pageScope, externalId: externalIdOf(page) })
  }

  /** Puts the links of a page, and behind them what editors have picked. */
  async function putLinks(queries: Queries, { row }: StoredArticle, page: Page): Promise<void> {
    const before = await relatedNews.linksOf(queries, row.id)
    const picked = before.flatMap(({ kind, ...link }) => (kind === 'editorial' ? [link] : []))
    await relatedNews.put(queries, row, distinctLinks([...linksOfPage(page), ...picked]), 'imported')
  }

  async function importPage(
    queries: Queries,
    page: Page,
    fields: ImportedField[],
    request: PageImport,
  ): Promise<ImportItem> {
    const externalId = externalIdOf(page)
    const contentHash = sha256(JSON.stringify(page, (key, value) => (key === 'line' ? undefined : value)))
    const known = await lifecycle.store.findExternal(queries, pageScope, externalId)
    const shared = { file: request.file, externalId, fields }
    const before = known && (await provenance.find(queries, known.row.id))
    if (known && before?.contentHash === contentHash) {
      return itemOf({ ...shared, result: 'unchanged', articleId: known.row.id })
    }
    const saved = await saveArticle(queries, page, known, request.actor)
    if (!before || printedLinks(before.fields) !== printedLinks(fields)) await putLinks(queries, saved, page)
    const wait = known ? null : reasonToWait(page)
    const publishes = known ? known.row.state === 'live' : !request.draft && wait === null
    if (publishes)
      await publication.goLive(queries, saved, {
        at: known ? toInstant(now()) : (page.publishedAt?.value as string),
        actor: request.actor,
        action: 'publish',
        expiresAt: saved.row.expiresAt,
      })
    await provenance.put(queries, [{ articleId: saved.row.id, contentHash, fields, importedAt: toInstant(now()) }])
    return itemOf({
      ...shared,
      result: known ? 'updated' : 'created',
      articleId: saved.row.id,
      reason: request.draft ? null : wait,
    })
  }

  /** Imports one page in a transaction of its own. A page that cannot be read or stored is refused with the reason. */
  return async function importOne(request: PageImport): Promise<ImportItem> {
    let refused = itemOf({ file: request.file })
    try {
      return await db.write(async (queries) => {
        const { document } = await site.find(queries)
        const parsed = parsePage(request.text, {
          timeZone: document.timeZone,
          ...(request.mediaType && { mediaType: request.mediaType }),
        })
        if (!parsed.ok) return { ...refused, reason: parsed.reason, fields: fieldsOf(parsed.fields) }
        const fields = fieldsOf(parsed.fields, parsed.page)
        refused = { ...refused, externalId: externalIdOf(parsed.page), fields }
        return importPage(queries, parsed.page, fields, request)
      })
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      return { ...refused, reason: error.message }
    }
  }
}
