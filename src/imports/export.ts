/** A newsroom as NDJSON: the site, the catalogue, then all articles; what `import` reads again. */
import { type Lifecycle, type StoredArticle, shownCorrection } from '../articles/index.ts'
import { asInput, type Catalogue, type CatalogueEntry, type ResourceName } from '../catalogue/index.ts'
import type { Db, Queries } from '../db/db.ts'
import type { RelatedNewsService } from '../related-news/index.ts'
import type { SiteStore } from '../site/index.ts'
import { pageScope } from './import-pages.ts'

interface Dependencies {
  db: Db
  catalogue: Catalogue
  site: SiteStore
  relatedNews: RelatedNewsService
  lifecycle: Lifecycle
}

const pageSize = 200

async function* catalogueLines({ db, catalogue }: Dependencies, resource: ResourceName): AsyncGenerator<object> {
  let after: string | undefined
  do {
    const position = after === undefined ? undefined : { direction: 'next' as const, key: after, id: '' }
    const { rows } = await catalogue.store.list(db.read, { resource }, { limit: pageSize, position, count: false })
    const page = rows.slice(0, pageSize)
    for (const entry of page) yield { type: resource, id: entry.id, ...asInput(entry) }
    after = rows.length > pageSize ? page.at(-1)?.slug : undefined
  } while (after !== undefined)
}

/** Parents come before their children, whatever their slugs. */
async function* tagLines(dependencies: Dependencies): AsyncGenerator<object> {
  const all: Array<{ id: string; parent?: string }> = []
  for await (const tag of catalogueLines(dependencies, 'tag')) all.push(tag as { id: string; parent?: string })
  const byId = new Map(all.map((tag) => [tag.id, tag]))
  const depth = (tag: { parent?: string } | undefined): number =>
    tag?.parent === undefined ? 0 : 1 + depth(byId.get(tag.parent))
  yield* all.sort((a, b) => depth(a) - depth(b))
}

const slugOf = (entries: Map<string, CatalogueEntry>, id: string | null): string | null =>
  id === null ? null : (entries.get(id)?.slug ?? null)

/** What is exported of a live article is what readers see, not what is being worked on. */
async function shownCopy(queries: Queries, lifecycle: Lifecycle, article: StoredArticle) {
  if (article.row.state !== 'live') return article.copy
  return (await lifecycle.history.findEdition(queries, article.row.id, article.row.version))?.copy ?? article.copy
}

/** An article as the line that makes it again. */
export async function articleLine(
  queries: Queries,
  { catalogue, relatedNews, lifecycle }: Omit<Dependencies, 'db' | 'site'>,
  article: StoredArticle,
) {
  const { row } = article
  const copy = await shownCopy(queries, lifecycle, article)
  const entries = await catalogue.store.findAll(queries, [
    copy.sourceId,
    ...(copy.editorId === null ? [] : [copy.editorId]),
    ...copy.tagIds,
  ])
  const links = await relatedNews.linksOf(queries, row.id)
  const [withdrawal] = await lifecycle.history.listWithdrawals(queries, [row.id])
  const corrections = await lifecycle.history.listCorrections(queries, [row.id])
  return {
    type: 'article',
    id: row.id,
    externalId: row.externalId,
    externalScope: row.externalScope === pageScope ? pageScope : undefined,
    state: row.state,
    publishedAt: row.publishedAt,
    firstPublishedAt: row.firstPublishedAt,
    updatedAt: row.updatedAt,
    publishAt: row.state === 'scheduled' ? (row.publishAt ?? row.dueAt) : null,
    embargoUntil: row.embargoUntil,
    expiresAt: row.expiresAt,
    version: row.version,
    language: row.language,
    slug: row.version > 0 ? row.slug : copy.slug,
    ...copy.text,
    source: slugOf(entries, copy.sourceId),
    editor: slugOf(entries, copy.editorId),
    tags: copy.tagIds.map((id) => slugOf(entries, id)),
    translationOf: row.translationOfId,
    body: { blocks: copy.blocks },
    corrections: corrections.map(shownCorrection),
    ...(withdrawal && {
      withdrawal: {
        reason: withdrawal.reason,
        internalReason: withdrawal.internalReason,
        replacement: withdrawal.replacementId,
        at: withdrawal.at,
      },
    }),
    relatedNews: links,
  }
}

async function* articleLines(dependencies: Dependencies): AsyncGenerator<object> {
  const { db, lifecycle } = dependencies
  for (let after = ''; ; ) {
    const lines = await db.snapshot(async (queries) => {
      const articles = await lifecycle.store.listById(queries, after, pageSize)
      const page: object[] = []
      for (const article of articles) page.push(await articleLine(queries, dependencies, article))
      after = articles.at(-1)?.row.id ?? after
      return page
    })
    yield* lines
    if (lines.length < pageSize) return
  }
}

/** The lines of a whole newsroom, each without its line end. Histories and keys are not in it. */
export async function* exportLines(dependencies: Dependencies): AsyncGenerator<string> {
  const { document, revision } = await dependencies.site.find(dependencies.db.read)
  if (revision > 0) yield JSON.stringify({ type: 'site', ...document })
  for await (const line of catalogueLines(dependencies, 'source')) yield JSON.stringify(line)
  for await (const line of catalogueLines(dependencies, 'editor')) yield JSON.stringify(line)
  for await (const line of tagLines(dependencies)) yield JSON.stringify(line)
  for await (const line of articleLines(dependencies)) yield JSON.stringify(line)
}
