/** Imports NDJSON: one source, editor, tag, article or the site a line; each line succeeds or is refused by itself. */
import type { StoredArticle } from '../articles/index.ts'
import type { Queries } from '../db/db.ts'
import { Problem } from '../http/problems.ts'
import type { Actor } from '../lib/actor.ts'
import { isId } from '../lib/ids.ts'
import { toInstant } from '../lib/instant.ts'
import type { LinkInput, LinkKind } from '../related-news/index.ts'
import { checkLine, contentHashOf, inputOf, objectOf } from './article-line.ts'
import { createBulkImport, type Waiting } from './bulk-import.ts'
import { articleLine } from './export.ts'
import { createFinishing, type Unfinished } from './finishing.ts'
import { type ImportDependencies, pageScope } from './import-pages.ts'
import type { PreparedRun } from './line-runs.ts'
import { createLineState, invalid } from './line-state.ts'
import type { ArticleLine } from './lines.ts'
import { itemOf } from './report.ts'
import type { ImportItem } from './schema.ts'

export interface LineImport {
  line: string
  file: string | null
  draft: boolean
  actor: Actor
  /** Whether a line may change the site. */
  mayChangeSite: boolean
}

type Resource = 'source' | 'editor' | 'tag'
type Links = NonNullable<ArticleLine['relatedNews']>

/** Creates an importer of the lines of one file. Call `finish` after the last line. */
export function createLineImport(dependencies: ImportDependencies) {
  const { db, catalogue, site, relatedNews, lifecycle, provenance, now } = dependencies
  const lineState = createLineState(dependencies)
  const bulk = createBulkImport(dependencies)
  const finishAll = createFinishing({ ...dependencies, finishOne: finishArticle })
  const unfinished = new Map<string, Unfinished>()

  /** Sources, editors and tags that do not exist yet are made, unlisted. */
  async function ensureNamed(queries: Queries, line: ArticleLine, actor: Actor): Promise<void> {
    const ensure = async (resource: Resource, named: string | { slug?: string; name: string }) => {
      const { slug, name } = typeof named === 'string' ? { slug: named, name: named } : named
      const known =
        slug === undefined
          ? await catalogue.store.findPrinted(queries, resource, name)
          : await catalogue.store.find(queries, resource, slug)
      const fields = resource === 'tag' ? { labels: { [line.language]: name } } : { name }
      if (!known)
        await catalogue.put(queries, resource, { ...(slug !== undefined && { slug }), ...fields, listed: false }, actor)
    }
    await ensure('source', line.source)
    if (line.editor != null) await ensure('editor', line.editor)
    for (const tag of line.tags ?? []) await ensure('tag', tag)
  }

  /** External ids are unique within their source, or among pages. */
  async function scopeOf(queries: Queries, { source, externalScope }: ArticleLine): Promise<string> {
    if (externalScope === 'page') return pageScope
    const { slug, name } = typeof source === 'string' ? { slug: source, name: source } : source
    const known =
      slug === undefined
        ? await catalogue.store.findPrinted(queries, 'source', name)
        : await catalogue.store.find(queries, 'source', slug)
    return known?.id as string
  }

  /** What was erased does not come back with an old export. */
  async function refuseErased(queries: Queries, id: string): Promise<void> {
    const [tombstone] = await lifecycle.history.listWithdrawals(queries, [id])
    if (tombstone) throw new Problem('conflict', `The article ${id} was erased; it cannot be imported again.`)
  }

  async function findKnown(queries: Queries, line: ArticleLine): Promise<StoredArticle | undefined> {
    const known = line.id === undefined ? undefined : await lifecycle.store.find(queries, line.id)
    if (line.id !== undefined && !known) await refuseErased(queries, line.id)
    if (known || line.externalId == null) return known
    return lifecycle.store.findExternal(queries, await scopeOf(queries, line), line.externalId)
  }

  /** Whether a line says nothing new: it was imported before, or is what an export would write. */
  async function isSame(queries: Queries, known: StoredArticle, contentHash: string): Promise<boolean> {
    const before = await provenance.find(queries, known.row.id)
    return (
      before?.contentHash === contentHash ||
      contentHashOf(await articleLine(queries, dependencies, known)) === contentHash
    )
  }

  async function importArticle(queries: Queries, line: ArticleLine, request: LineImport): Promise<ImportItem> {
    checkLine(line)
    const { id, externalId = null, relatedNews: links, translationOf } = line
    const { actor, draft } = request
    const contentHash = contentHashOf(line)
    await ensureNamed(queries, line, actor)
    const known = await findKnown(queries, line)
    const shared = { file: request.file, externalId }
    if (known && (await isSame(queries, known, contentHash)))
      return itemOf({ ...shared, result: 'unchanged', articleId: known.row.id })
    const original =
      translationOf == null || unfinished.get(translationOf)?.translationOf
        ? undefined
        : await lifecycle.store.findRow(queries, translationOf)
    const { embargoUntil = known?.row.embargoUntil ?? null } = line
    const whole = { ...inputOf(line), embargoUntil, translationOf: original?.id ?? null } as never
    const origin = {
      ...(id && { id }),
      ...(externalId !== null && { externalId, externalScope: await scopeOf(queries, line) }),
    }
    const saved = known
      ? await lifecycle.save(queries, known, whole, actor)
      : await lifecycle.create(queries, whole, actor, origin)
    if (!draft) await lineState.apply(queries, saved, line, actor)
    const item = itemOf({ ...shared, result: known ? 'updated' : 'created', articleId: saved.row.id })
    const later = original ? undefined : (translationOf ?? undefined)
    const waits = links !== undefined || later !== undefined
    if (waits)
      unfinished.set(saved.row.id, {
        ...{ item, articleId: saved.row.id, language: saved.row.language, contentHash },
        ...{ translationOf: later, links, isNew: false, actor },
      })
    // Until it is finished it is not known as imported: if this process ends before, the same line is imported again.
    await putProvenance(queries, saved.row.id, waits ? '' : contentHash)
    return item
  }

  async function putProvenance(queries: Queries, articleId: string, contentHash: string): Promise<void> {
    const fields = (await provenance.find(queries, articleId))?.fields ?? []
    await provenance.put(queries, [{ articleId, contentHash, fields, importedAt: toInstant(now()) }])
  }

  async function putLinks(queries: Queries, { row }: StoredArticle, links: Links): Promise<void> {
    const isPicked = ({ kind = 'editorial' }: { kind?: LinkKind }) => kind === 'editorial'
    const withoutKind = ({ kind: _, ...link }: Links[number]) => link as LinkInput
    const picked = links.filter(isPicked).map(withoutKind)
    await relatedNews.put(queries, row, picked, 'editorial')
    if (links.length === picked.length) return
    // Put again with the imported ones between them: links that are there keep their kind, as what they resolved to.
    const resolved = (await relatedNews.linksOf(queries, row.id)).map(withoutKind)
    const whole = links.map((link) => (isPicked(link) ? (resolved.shift() as LinkInput) : withoutKind(link)))
    await relatedNews.put(queries, row, whole, 'imported')
  }

  /** Does for one article what had to wait. Answers what could not be done. */
  async function finishArticle(
    queries: Queries,
    { articleId, contentHash, translationOf, links, actor }: Unfinished,
  ): Promise<string[]> {
    const faults: string[] = []
    const attempt = async (what: string, work: () => Promise<void>) => {
      try {
        await work()
      } catch (error) {
        if (!(error instanceof Problem)) throw error
        faults.push(`${what}: ${error.message}`)
      }
    }
    const article = await lifecycle.store.find(queries, articleId)
    if (!article) return []
    if (translationOf !== undefined)
      await attempt('it was not made a translation', () =>
        lifecycle.joinCluster(queries, article, translationOf, actor),
      )
    const there: Links = []
    for (const link of links ?? []) {
      if (link.article === undefined || (await lifecycle.store.findRow(queries, link.article))) there.push(link)
      else faults.push(`its link to ${link.article} was left out: there is no such article`)
    }
    if (links) await attempt('its related news were not put', () => putLinks(queries, article, there))
    if (faults.length === 0) await putProvenance(queries, articleId, contentHash)
    return faults
  }

  async function importEntry(
    queries: Queries,
    type: Resource,
    fields: Record<string, unknown>,
    request: LineImport,
  ): Promise<ImportItem> {
    const { id } = fields
    if (id !== undefined && !isId(String(id))) throw invalid('/id must be a UUID in lower case.')
    const holder =
      id === undefined ? undefined : (await catalogue.store.findAll(queries, [id as string])).get(id as string)
    if (holder && holder.resource !== type) throw invalid(`/id is the id of a ${holder.resource}.`)
    const { entry, result } = await catalogue.put(queries, type, fields, request.actor)
    return itemOf({ file: request.file, result, articleId: entry.id, externalId: entry.slug })
  }

  async function importSite(
    queries: Queries,
    fields: Record<string, unknown>,
    request: LineImport,
  ): Promise<ImportItem> {
    if (!request.mayChangeSite) throw new Problem('forbidden', 'This key may not change the site.')
    const before = await site.find(queries)
    const after = await site.put(queries, fields, request.actor)
    return itemOf({
      file: request.file,
      result: after === undefined ? 'unchanged' : before.revision === 0 ? 'created' : 'updated',
    })
  }

  async function importValue(
    queries: Queries,
    value: Record<string, unknown>,
    request: LineImport,
  ): Promise<ImportItem> {
    const { type, ...rest } = value
    switch (type) {
      case 'article':
        return importArticle(queries, rest as unknown as ArticleLine, request)
      case 'source':
      case 'editor':
      case 'tag':
        return importEntry(queries, type, rest, request)
      case 'site':
        return importSite(queries, rest, request)
      default:
        throw invalid('/type must be one of article, source, editor, tag, site.')
    }
  }

  /** Imports one line in a transaction of its own; lines given at once share a commit. Refuses with the reason. */
  async function importLine(request: LineImport): Promise<ImportItem> {
    try {
      const value = objectOf(request.line)
      return await db.write((queries) => importValue(queries, value, request))
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      return itemOf({ file: request.file, reason: error.message })
    }
  }

  /** Imports new articles in one write. Answers undefined when that cannot be: then each must be imported by itself. */
  async function importTogether(
    run: PreparedRun,
    { actor }: Pick<LineImport, 'actor'>,
  ): Promise<ImportItem[] | undefined> {
    const lines = run.map(({ prepared }) => prepared)
    const translates = (articleId: string) => unfinished.get(articleId)?.translationOf
    let waiting: Map<string, Waiting>
    try {
      waiting = await db.write((queries) => bulk.importNew(queries, lines, actor, translates))
    } catch {
      // Nothing of it was kept. What was wrong with a line shows again when that is imported by itself, and is raised there.
      return undefined
    }
    return run.map(({ file, prepared: { article, contentHash } }) => {
      const { id: articleId, externalId, language } = article
      const item = itemOf({ file, externalId, result: 'created', articleId })
      const waits = waiting.get(articleId)
      if (waits) unfinished.set(articleId, { ...waits, item, articleId, language, contentHash, isNew: true, actor })
      return item
    })
  }

  /** Does what had to wait for later lines: links and translations between articles. What cannot be done is the item's reason. */
  async function finish(): Promise<void> {
    await finishAll(unfinished)
    unfinished.clear()
  }

  return { importLine, importTogether, finish }
}
