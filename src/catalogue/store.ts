/** Queries on sources, editors and tags. */
import { and, asc, count, desc, eq, getTableColumns, gt, inArray, lt, or, type SQL, sql } from 'drizzle-orm'
import type { Db, Queries } from '../db/db.ts'
import { sharedArticles } from '../db/entitled.ts'
import { listValues, shapedStatement, statement } from '../db/statement.ts'
import type { PageRequest, Slice } from '../http/page.ts'
import { titleKey } from '../lib/title-key.ts'
import { everything, seesSource, type Viewer } from '../lib/viewer.ts'
import type { CatalogueColumns, CatalogueEntry, ResourceName } from './resource.ts'

export interface CatalogueFilter {
  resource: ResourceName
  /** Who reads; everything is counted when absent. */
  viewer?: Viewer
  listed?: boolean
  kind?: string[]
  country?: string[]
  language?: string[]
  mediaTopic?: string[]
  parentId?: string[]
}

export interface CatalogueRow extends CatalogueColumns {
  id: string
  resource: ResourceName
  slug: string
  listed: boolean
  document: object
  revision: number
  createdAt: string
  updatedAt: string
}

/** An entry with how many live articles name it that its reader may see. */
export type CountedEntry = CatalogueEntry & { articles: number }

/** What keeps an entry from being deleted: how many articles name it, how many tags stand below it. */
export interface Uses {
  articles: number
  children: number
}

/** The store of sources, editors and tags. Reads take the handle to read with, writes the handle of their write. */
export function createCatalogueStore(db: Db) {
  const { catalogue, printedNames, articleReferences, liveTerms } = db.tables

  const conditionsOf = (filter: CatalogueFilter): SQL[] => [
    eq(catalogue.resource, filter.resource),
    ...(filter.listed === undefined ? [] : [eq(catalogue.listed, filter.listed)]),
    ...(filter.resource === 'source' && filter.viewer?.profile?.sources
      ? [inArray(catalogue.id, filter.viewer.profile.sources)]
      : []),
    ...(['kind', 'country', 'language', 'mediaTopic', 'parentId'] as const).flatMap((column) => {
      const values = filter[column]
      return values === undefined ? [] : [inArray(catalogue[column], values)]
    }),
  ]

  const byIds = shapedStatement(String, (queries, size: number) =>
    queries
      .select()
      .from(catalogue)
      .where(
        inArray(
          catalogue.id,
          Array.from({ length: size }, (_, index) => sql.placeholder(`id${index}`)),
        ),
      ),
  )

  // The term of an entry is that of live articles which name it; one that none names has no row.
  const term = sql`catalogue.resource || ':' || catalogue.id`
  const columnsFor = (narrowed: boolean) => ({
    ...getTableColumns(catalogue),
    articles:
      sql<number>`${narrowed ? sharedArticles(term) : sql`coalesce((select articles from live_terms where live_terms.term = ${term}), 0)`}`.mapWith(
        Number,
      ),
  })
  const isNarrowed = (viewer: Viewer): boolean => viewer.profile !== undefined

  async function list(queries: Queries, filter: CatalogueFilter, page: PageRequest): Promise<Slice<CountedEntry>> {
    const conditions = conditionsOf(filter)
    const backwards = page.position?.direction === 'previous'
    const from = page.position && (backwards ? lt : gt)(catalogue.slug, page.position.key)
    const { viewer = everything } = filter
    const rows = await queries
      .select(columnsFor(isNarrowed(viewer)))
      .from(catalogue)
      .where(and(...conditions, from))
      .orderBy(backwards ? desc(catalogue.slug) : asc(catalogue.slug))
      .limit(page.limit + 1)
      .prepare()
      .execute({ viewer: viewer.term })
    if (!page.count) return { rows: rows as CountedEntry[] }
    const [counted] = await queries
      .select({ total: count() })
      .from(catalogue)
      .where(and(...conditions))
    return { rows: rows as CountedEntry[], total: counted?.total ?? 0 }
  }

  const byName = shapedStatement(String, (queries, narrowed: boolean) =>
    queries
      .select(columnsFor(narrowed))
      .from(catalogue)
      .where(
        and(
          eq(catalogue.resource, sql.placeholder('resource')),
          or(eq(catalogue.id, sql.placeholder('name')), eq(catalogue.slug, sql.placeholder('name'))),
        ),
      ),
  )
  const printed = statement((queries) =>
    queries
      .select({ entry: catalogue })
      .from(printedNames)
      .innerJoin(catalogue, eq(catalogue.id, printedNames.targetId))
      .where(
        and(
          eq(printedNames.resource, sql.placeholder('resource')),
          eq(printedNames.nameKey, sql.placeholder('nameKey')),
        ),
      )
      .orderBy(catalogue.id)
      .limit(1),
  )

  /** An entry by id or slug, if there is one that the reader may see. */
  async function find(
    queries: Queries,
    resource: ResourceName,
    idOrSlug: string,
    viewer = everything,
  ): Promise<CountedEntry | undefined> {
    const found = await byName(queries, isNarrowed(viewer), { resource, name: idOrSlug, viewer: viewer.term })
    const entry = (found.find((each) => each.id === idOrSlug) ?? found[0]) as CountedEntry | undefined
    return entry && (resource !== 'source' || seesSource(viewer.profile, entry.id)) ? entry : undefined
  }

  /** All entries with these ids, of whatever resource. */
  async function findAll(queries: Queries, ids: Iterable<string>): Promise<Map<string, CatalogueEntry>> {
    const distinct = [...new Set(ids)]
    if (distinct.length === 0) return new Map()
    const { size, values } = listValues('id', distinct)
    const rows = await byIds(queries, size, values)
    return new Map((rows as CatalogueEntry[]).map((row) => [row.id, row]))
  }

  const named = shapedStatement(String, (queries, size: number) => {
    const names = Array.from({ length: size }, (_, index) => sql.placeholder(`name${index}`))
    return queries
      .select()
      .from(catalogue)
      .where(
        and(
          eq(catalogue.resource, sql.placeholder('resource')),
          or(inArray(catalogue.id, names), inArray(catalogue.slug, names)),
        ),
      )
  })

  /** The entries that these names mean, ids or slugs, by the name; an id comes before a slug. */
  async function findNamed(
    queries: Queries,
    resource: ResourceName,
    names: string[],
  ): Promise<Map<string, CatalogueEntry>> {
    if (names.length === 0) return new Map()
    const { size, values } = listValues('name', names)
    const rows = (await named(queries, size, { ...values, resource })) as CatalogueEntry[]
    return new Map([...rows.map((row) => [row.slug, row] as const), ...rows.map((row) => [row.id, row] as const)])
  }

  async function findPrinted(
    queries: Queries,
    resource: ResourceName,
    name: string,
  ): Promise<CatalogueEntry | undefined> {
    const [row] = await printed(queries, { resource, nameKey: titleKey(name) })
    return row?.entry as CatalogueEntry | undefined
  }

  async function keepPrintedNames(queries: Queries, row: CatalogueRow, names: string[]): Promise<void> {
    await queries.delete(printedNames).where(eq(printedNames.targetId, row.id))
    const keys = [...new Set(names.map(titleKey))].filter((key) => key !== '')
    if (keys.length === 0) return
    await queries
      .insert(printedNames)
      .values(keys.map((nameKey) => ({ resource: row.resource, nameKey, targetId: row.id })))
  }

  async function create(queries: Queries, row: CatalogueRow, names: string[]): Promise<CatalogueEntry> {
    const [created] = await queries.insert(catalogue).values(row).returning()
    await keepPrintedNames(queries, row, names)
    return created as CatalogueEntry
  }

  async function update(queries: Queries, row: CatalogueRow, names: string[]): Promise<CatalogueEntry> {
    const [updated] = await queries.update(catalogue).set(row).where(eq(catalogue.id, row.id)).returning()
    await keepPrintedNames(queries, row, names)
    return updated as CatalogueEntry
  }

  async function remove(queries: Queries, id: string): Promise<void> {
    await queries.delete(printedNames).where(eq(printedNames.targetId, id))
    await queries.delete(catalogue).where(eq(catalogue.id, id))
  }

  /** Puts entries on the reading surface: a live article shows them now. */
  async function show(queries: Queries, ids: string[]): Promise<void> {
    if (ids.length === 0) return
    await queries
      .update(catalogue)
      .set({ listed: true })
      .where(and(inArray(catalogue.id, ids), eq(catalogue.listed, false)))
  }

  /** Whether a live article shows this entry. */
  async function isShown(queries: Queries, entry: { id: string; resource: ResourceName }): Promise<boolean> {
    const term = `${entry.resource}:${entry.id}`
    return (await queries.select().from(liveTerms).where(eq(liveTerms.term, term))).length > 0
  }

  async function uses(queries: Queries, id: string): Promise<Uses> {
    const naming = await queries
      .selectDistinct({ id: articleReferences.articleId })
      .from(articleReferences)
      .where(eq(articleReferences.targetId, id))
    const [below] = await queries.select({ total: count() }).from(catalogue).where(eq(catalogue.parentId, id))
    return { articles: naming.length, children: below?.total ?? 0 }
  }

  return { list, find, findAll, findNamed, findPrinted, create, update, remove, show, isShown, uses }
}

export type CatalogueStore = ReturnType<typeof createCatalogueStore>
