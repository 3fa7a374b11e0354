/** Queries on what search shows of its hits, and on what they are narrowed and counted by. */
import { and, between, eq, inArray, or, sql } from 'drizzle-orm'
import {
  type PlacedArticle,
  type RenderedArticle,
  readArticle,
  readColumns,
  renderedColumns,
  termOf,
} from '../articles/index.ts'
import type { CatalogueEntry } from '../catalogue/index.ts'
import type { Db, Queries } from '../db/db.ts'
import { isNamed } from '../db/entitled.ts'
import { listValues, placeholders, shapedStatement } from '../db/statement.ts'
import { titleKey } from '../lib/title-key.ts'
import type { Viewer } from '../lib/viewer.ts'

/** The JSON of the blocks of a live article. */
export interface WithBlocks {
  blocks: string
}

/** A live article with its body. */
export type FoundArticle = WithBlocks & { article: PlacedArticle }

/** What of a live article is suggested. */
export interface FoundTitle {
  id: string
  slug: string
  language: string
  title: string
}

/** How many hits have a source, a tag or a language. */
export interface Tally {
  kind: 'source' | 'tag' | 'language'
  value: string
  count: number
}

export interface NamedEntry {
  kind: 'source' | 'tag'
  entry: CatalogueEntry
}

const value = sql.placeholder
const counted = ['source', 'tag', 'language'] as const

/** Pages of up to so many hits have statements of their own: each value that is there only to fill one up costs. */
const fewHits = 32

/** The values of a statement on hits. */
function hitValues(ordinals: number[]): ReturnType<typeof listValues> {
  if (ordinals.length > fewHits) return listValues('ordinal', ordinals)
  return {
    size: ordinals.length,
    values: Object.fromEntries(ordinals.map((ordinal, index) => [`ordinal${index}`, ordinal])),
  }
}

interface ReadShape {
  size: number
  narrowed: boolean
}

/** The store of what search shows. */
export function createSearchStore(db: Db) {
  const { liveArticles, liveBodies, liveTerms, livePostings, catalogue, printedNames } = db.tables

  /** The statement that reads these columns of the articles with some ordinals, and their bodies. */
  const reading = <Row>(columnsFor: (narrowed: boolean) => object) =>
    shapedStatement<ReadShape, Array<Row & WithBlocks>>(
      ({ size, narrowed }) => `${size} ${narrowed}`,
      (queries, { size, narrowed }) =>
        queries
          .select({ ...columnsFor(narrowed), blocks: sql<string>`cast(${liveBodies.blocks} as text)` })
          .from(liveArticles)
          .innerJoin(liveBodies, eq(liveBodies.id, liveArticles.id))
          .where(inArray(liveArticles.ordinal, placeholders('ordinal', size))) as never,
    )
  const articlesAt = reading<Parameters<typeof readArticle>[0]>((narrowed) => readColumns(db, narrowed))
  const renderedAt = reading<RenderedArticle>((narrowed) => renderedColumns(db, narrowed))

  const askedFor = (ordinals: number[], { profile, term }: Viewer) => {
    const { size, values } = hitValues(ordinals)
    return { shape: { size, narrowed: profile !== undefined }, values: { ...values, viewer: term } }
  }

  /** The live articles with these ordinals and their bodies, by ordinal. That the reader may see them was asked before. */
  async function find(queries: Queries, ordinals: number[], viewer: Viewer): Promise<Map<number, FoundArticle>> {
    if (ordinals.length === 0) return new Map()
    const { shape, values } = askedFor(ordinals, viewer)
    const rows = await articlesAt(queries, shape, values)
    const found = rows.map((row) => ({ article: readArticle(row), blocks: row.blocks }))
    return new Map(found.map((each) => [each.article.ordinal, each]))
  }

  /** The same as their rows have them rendered. */
  async function findRendered(
    queries: Queries,
    ordinals: number[],
    viewer: Viewer,
  ): Promise<Map<number, RenderedArticle & WithBlocks>> {
    if (ordinals.length === 0) return new Map()
    const { shape, values } = askedFor(ordinals, viewer)
    return new Map((await renderedAt(queries, shape, values)).map((row) => [row.ordinal, row]))
  }

  const titled = shapedStatement(String, (queries, size: number) =>
    queries
      .select({
        ordinal: liveArticles.ordinal,
        id: liveArticles.id,
        slug: liveArticles.slug,
        language: liveArticles.language,
        title: liveArticles.title,
      })
      .from(liveArticles)
      .where(inArray(liveArticles.ordinal, placeholders('ordinal', size))),
  )

  /** The titles of the live articles with these ordinals, in their order. */
  async function titles(queries: Queries, ordinals: number[]): Promise<FoundTitle[]> {
    if (ordinals.length === 0) return []
    const { size, values } = listValues('ordinal', ordinals)
    const found = new Map((await titled(queries, size, values)).map((row) => [row.ordinal, row]))
    return ordinals.flatMap((ordinal) => found.get(ordinal) ?? [])
  }

  /** The ids of sources and tags that are named by id or slug; `undefined` for a list that was not given. */
  async function idsOf(
    queries: Queries,
    named: { source?: string[] | undefined; tag?: string[] | undefined },
  ): Promise<{ source?: string[]; tag?: string[] }> {
    const asked = (['source', 'tag'] as const).filter((kind) => named[kind] !== undefined)
    if (asked.length === 0) return {}
    const conditions = asked.map((kind) => {
      const names = named[kind] as string[]
      return and(eq(catalogue.resource, kind), or(inArray(catalogue.id, names), inArray(catalogue.slug, names)))
    })
    const rows = await queries
      .select({ id: catalogue.id, resource: catalogue.resource })
      .from(catalogue)
      .where(or(...conditions))
    return Object.fromEntries(
      asked.map((kind) => [kind, rows.filter(({ resource }) => resource === kind).map(({ id }) => id)]),
    )
  }

  const tallied = shapedStatement(String, (queries, size: number) =>
    queries
      .select({ term: liveTerms.term, count: sql<number>`count(*)`.mapWith(Number) })
      .from(livePostings)
      .innerJoin(liveTerms, eq(liveTerms.id, livePostings.termId))
      .where(inArray(livePostings.ordinal, placeholders('ordinal', size)))
      .groupBy(liveTerms.term),
  )

  /** How many of the articles with these ordinals have each source, tag and language. One statement. */
  async function tally(queries: Queries, ordinals: number[]): Promise<Tally[]> {
    if (ordinals.length === 0) return []
    const { size, values } = listValues('ordinal', ordinals)
    const rows = await tallied(queries, size, values)
    return rows.flatMap(({ term, count }) => {
      const kind = counted.find((each) => term.startsWith(termOf[each]('')))
      return kind ? [{ kind, value: term.slice(termOf[kind]('').length), count }] : []
    })
  }

  const named = shapedStatement(String, (queries, narrowed: boolean) =>
    queries
      .select()
      .from(catalogue)
      .where(
        and(
          eq(catalogue.listed, true),
          narrowed ? isNamed(sql`catalogue.resource || ':' || catalogue.id`) : undefined,
          inArray(
            catalogue.id,
            queries
              .select({ id: printedNames.targetId })
              .from(printedNames)
              .where(
                and(
                  inArray(printedNames.resource, ['source', 'tag']),
                  between(printedNames.nameKey, value('prefix'), value('end')),
                ),
              ),
          ),
        ),
      )
      .orderBy(catalogue.slug)
      .limit(value('limit')),
  )

  /**
   * Sources and tags that readers see and of which a name begins so, by slug; to a reader with a profile those that an
   * article within it names.
   */
  async function entriesNamed(queries: Queries, text: string, limit: number, viewer: Viewer): Promise<NamedEntry[]> {
    const prefix = titleKey(text)
    if (prefix === '') return []
    const values = { prefix, end: `${prefix}\u{10ffff}`, limit, viewer: viewer.term }
    const rows = await named(queries, viewer.profile !== undefined, values)
    return rows.map((entry) => ({
      kind: entry.resource as NamedEntry['kind'],
      entry: entry as unknown as CatalogueEntry,
    }))
  }

  return { find, findRendered, titles, idsOf, tally, entriesNamed }
}

export type SearchStore = ReturnType<typeof createSearchStore>
