/** Imports NDJSON: one source, editor, tag, article or the site a line; each line succeeds or is refused by itself. */
import type { StoredArticle } from '../articles/index.ts'
import type { Queries } from '../db/db.ts'
import { Problem } from '../http/problems.ts'
import { bodyCheck } from '../http/validation.ts'
import type { Actor } from '../lib/actor.ts'
import { sha256 } from '../lib/ids.ts'
import { type Instant, parseInstant, toInstant } from '../lib/instant.ts'
import type { LinkInput, LinkKind } from '../related-news/index.ts'
import type { ImportDependencies } from './import-pages.ts'
import { ArticleLine } from './lines.ts'
import { itemOf } from './report.ts'
import type { ImportItem } from './schema.ts'

export interface LineImport {
  line: string
  file: string | null
  draft: boolean
  actor: Actor
}

/** What a line names that may come later in the file: done when all lines are in. */
type Deferred = () => Promise<void>

const checkLine = bodyCheck(ArticleLine)

const instantOf = (text: string | null | undefined, name: string): Instant | null => {
  if (text == null) return null
  const instant = parseInstant(text)
  if (instant === undefined)
    throw new Problem('invalid-body', `/${name} must be an instant such as 2024-06-21T08:53:00Z.`)
  return instant
}

/** Creates an importer of the lines of one file. Call `finish` after the last line. */
export function createLineImport(dependencies: ImportDependencies) {
  const { db, catalogue, site, relatedNews, lifecycle, publication, provenance, now } = dependencies
  const deferred: Deferred[] = []

  /** Sources, editors and tags named by a slug that does not exist yet are made, unlisted. */
  async function ensureNamed(queries: Queries, line: ArticleLine, actor: Actor): Promise<void> {
    const ensure = async (resource: 'source' | 'editor' | 'tag', named: string, fields: object) => {
      if (!(await catalogue.store.find(queries, resource, named)))
        await catalogue.put(queries, resource, { slug: named, ...fields, listed: false }, actor)
    }
    if (typeof line.source === 'string') await ensure('source', line.source, { name: line.source })
    if (typeof line.editor === 'string') await ensure('editor', line.editor, { name: line.editor })
    for (const tag of line.tags ?? []) await ensure('tag', tag, { labels: { [line.language]: tag } })
  }

  async function findKnown(queries: Queries, line: ArticleLine): Promise<StoredArticle | undefined> {
    if (line.id !== undefined) return lifecycle.store.find(queries, line.id)
    if (line.externalId == null) return undefined
    return lifecycle.store.findExternal(queries, await scopeOf(queries, line), line.externalId)
  }

  /** External ids are unique within their source. */
  async function scopeOf(queries: Queries, line: ArticleLine): Promise<string> {
    const named = typeof line.source === 'string' ? line.source : (line.source.slug ?? line.source.name)
    const source =
      (await catalogue.store.find(queries, 'source', named)) ??
      (await catalogue.store.findPrinted(queries, 'source', named))
    return source?.id ?? named
  }

  async function publish(queries: Queries, saved: StoredArticle, line: ArticleLine, actor: Actor): Promise<void> {
    const publishedAt = instantOf(line.publishedAt, 'publishedAt')
    if (publishedAt !== null && publishedAt > toInstant(now()))
      throw new Problem('invalid-body', '/publishedAt must not be in the future.')
    const firstPublishedAt = instantOf(line.firstPublishedAt, 'firstPublishedAt')
    const isNew = saved.row.version === 0 && publishedAt !== null
    const former = isNew && {
      firstPublishedAt: firstPublishedAt ?? publishedAt,
      publishedAt,
      updatedAt: instantOf(line.updatedAt, 'updatedAt') ?? publishedAt,
      version: Math.max(1, line.version ?? 1),
    }
    await publication.goLive(queries, saved, {
      at: former ? former.updatedAt : toInstant(now()),
      actor,
      action: 'publish',
      ...(former && { former }),
    })
  }

  async function putLinks(
    queries: Queries,
    saved: StoredArticle,
    links: NonNullable<ArticleLine['relatedNews']>,
  ): Promise<void> {
    for (const kind of ['imported', 'editorial'] as LinkKind[]) {
      // The list is put once per kind that occurs, so that each link ends with its own: known links keep theirs.
      if (!links.some((link) => (link.kind ?? 'editorial') === kind)) continue
      const inputs = links
        .filter((link) => kind === 'editorial' || link.kind === 'imported')
        .map(({ kind: _, ...link }) => link as LinkInput)
      await relatedNews.put(queries, saved.row, inputs, kind)
    }
  }

  async function importArticle(queries: Queries, line: ArticleLine, request: LineImport): Promise<ImportItem> {
    checkLine(line)
    const {
      id,
      externalId = null,
      state = 'live',
      publishedAt,
      firstPublishedAt,
      updatedAt,
      publishAt,
      version,
      relatedNews: links,
      translationOf,
      ...input
    } = line
    const contentHash = sha256(JSON.stringify({ ...input, state, publishedAt, links, translationOf, publishAt }))
    await ensureNamed(queries, line, request.actor)
    const known = await findKnown(queries, line)
    const shared = { file: request.file, externalId }
    if (known && (await provenance.find(queries, known.row.id))?.contentHash === contentHash) {
      return itemOf({ ...shared, result: 'unchanged', articleId: known.row.id })
    }
    const original = translationOf == null ? undefined : await lifecycle.store.findRow(queries, translationOf)
    const whole = { ...input, translationOf: original?.id ?? null } as never
    const origin = {
      ...(id && { id }),
      ...(externalId !== null && { externalId, externalScope: await scopeOf(queries, line) }),
    }
    const saved = known
      ? await lifecycle.save(queries, known, whole, request.actor)
      : await lifecycle.create(queries, whole, request.actor, origin)
    if (translationOf != null && !original) deferTranslation(saved.row.id, translationOf, request)
    if (links) await deferOrPutLinks(queries, saved, links)
    if (state === 'live' && !request.draft) await publish(queries, saved, line, request.actor)
    const schedule = state === 'scheduled' ? instantOf(publishAt, 'publishAt') : null
    if (schedule !== null && !request.draft)
      await publication.publish(
        queries,
        saved.row.id,
        { publishAt: schedule, expiresAt: null },
        request.actor,
        () => undefined,
      )
    await provenance.put(queries, { articleId: saved.row.id, contentHash, fields: [], importedAt: toInstant(now()) })
    return itemOf({ ...shared, result: known ? 'updated' : 'created', articleId: saved.row.id })
  }

  async function deferOrPutLinks(
    queries: Queries,
    saved: StoredArticle,
    links: NonNullable<ArticleLine['relatedNews']>,
  ): Promise<void> {
    const targets = links.flatMap((link) => link.article ?? [])
    const rows = await Promise.all(targets.map((target) => lifecycle.store.findRow(queries, target)))
    if (rows.every((row) => row !== undefined)) return putLinks(queries, saved, links)
    deferred.push(async () => {
      await db.write((later) => putLinks(later, saved, links))
    })
  }

  function deferTranslation(articleId: string, translationOf: string, request: LineImport): void {
    deferred.push(async () => {
      await db.write(async (queries) => {
        const article = await lifecycle.store.find(queries, articleId)
        if (!article || !(await lifecycle.store.findRow(queries, translationOf))) return
        await lifecycle.joinCluster(queries, article, translationOf, request.actor)
      })
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
      case 'tag': {
        const { entry, result } = await catalogue.put(queries, type, rest, request.actor)
        return itemOf({ file: request.file, result, articleId: entry.id, externalId: entry.slug })
      }
      case 'site': {
        const before = await site.find(queries)
        const after = await site.put(queries, rest, request.actor)
        return itemOf({
          file: request.file,
          result: after === undefined ? 'unchanged' : before.revision === 0 ? 'created' : 'updated',
        })
      }
      default:
        throw new Problem('invalid-body', '/type must be one of article, source, editor, tag, site.')
    }
  }

  /** Imports one line in a transaction of its own; lines given at once share a commit. Refuses with the reason. */
  async function importLine(request: LineImport): Promise<ImportItem> {
    let value: unknown
    try {
      value = JSON.parse(request.line)
    } catch {
      return itemOf({ file: request.file, reason: 'the line is not well-formed JSON' })
    }
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      return itemOf({ file: request.file, reason: 'the line is not a JSON object' })
    try {
      return await db.write((queries) => importValue(queries, value as Record<string, unknown>, request))
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      return itemOf({ file: request.file, reason: error.message })
    }
  }

  /** Does what had to wait for later lines: links and translations between articles. */
  async function finish(): Promise<void> {
    for (const task of deferred.splice(0)) await task()
  }

  return { importLine, finish }
}
