/**
 * Lists of live articles. Whatever the filters, a list walks one index in its order and looks at no more than 5,000
 * rows; when these hold less than a page, the page is short and says where to go on.
 */
import { type SQL, sql } from 'drizzle-orm'
import type { Db, Queries } from '../db/db.ts'
import { shapedStatement } from '../db/statement.ts'
import { brokenCursor, type Position } from '../http/cursor.ts'
import type { PageRequest, Slice } from '../http/page.ts'
import { firstOrdinalAt } from '../lib/ordinal.ts'
import { type LiveRow, type PlacedArticle, readArticle } from './live-article.ts'
import {
  createTermResolver,
  type LiveFilter,
  type ResolvedSet,
  ranges,
  type Sort,
  termSetsOf,
  valuesOf,
} from './live-filter.ts'
import { isGathered, keyOfPlan, type Plan, sqlOfWalk } from './live-walk.ts'

/** How many rows a page may look at, and a count. */
const examined = { page: 5000, count: 10_000 }

/** Whether a list with this sort is ordered by update, and whether newest first. */
const orderOf = (sort: Sort) => ({ updated: sort.endsWith('updatedAt'), descends: sort.startsWith('-') })

/** The place of a row in a list with this sort, as cursors carry it. */
export const placeIn = (sort: Sort, row: Pick<LiveRow, 'updatedAt' | 'ordinal'>): { key: string; id: string } => ({
  key: orderOf(sort).updated ? row.updatedAt : '',
  id: String(row.ordinal),
})

/** What is walked: the smallest set when it is small, else the biggest help that keeps the order. */
function driverOf(sets: ResolvedSet[], updated: boolean): Pick<Plan, 'walk' | 'driver'> {
  const wanted = sets.filter((set) => !set.excluded && set.ids !== undefined).sort((a, b) => a.articles - b.articles)
  const [smallest] = wanted
  const single = wanted.find((set) => set.ids?.length === 1)
  if (smallest && smallest.articles <= examined.page)
    return { walk: smallest === single && !updated ? 'term' : 'gather', driver: smallest }
  if (single && !updated) return { walk: 'term', driver: single }
  return { walk: 'order', driver: undefined }
}

function planOf(filter: LiveFilter, sets: ResolvedSet[], position: Position | undefined): Plan {
  const { updated, descends } = orderOf(filter.sort)
  const { walk, driver }: Pick<Plan, 'walk' | 'driver'> = filter.ids
    ? { walk: 'ids', driver: undefined }
    : filter.relatedTo !== undefined
      ? { walk: 'related', driver: undefined }
      : driverOf(sets, updated)
  const others = sets.filter((set) => set !== driver)
  const given = ranges.filter((name) => filter[name] !== undefined)
  const checksEach = others.length > 0 || given.some((name) => updated !== name.startsWith('updated'))
  const plan: Plan = {
    walk,
    driver,
    others,
    ids: filter.ids ?? [],
    relatedToo: walk !== 'related' && filter.relatedTo !== undefined,
    updated,
    descends: descends !== (position?.direction === 'previous'),
    positioned: position !== undefined,
    ranges: given,
    bounded: false,
  }
  const small = driver !== undefined && driver.articles <= examined.page
  return { ...plan, bounded: checksEach && !isGathered(plan) && !small }
}

function placeholderValues(filter: LiveFilter, plan: Plan, position: Position | undefined): Record<string, unknown> {
  const sets = plan.driver ? [plan.driver, ...plan.others] : plan.others
  const ofSets = sets.map((set) =>
    set.ids === undefined
      ? valuesOf(set)
      : Object.fromEntries(set.ids.map((id, index) => [`${set.name}Term${index}`, id])),
  )
  return {
    ...Object.assign({}, ...ofSets),
    ...Object.fromEntries(plan.ids.map((id, index) => [`id${index}`, id])),
    ...(filter.relatedTo !== undefined && { relatedTo: filter.relatedTo }),
    ...(filter.publishedAfter && { publishedAfter: firstOrdinalAt(filter.publishedAfter) }),
    ...(filter.publishedBefore && { publishedBefore: firstOrdinalAt(filter.publishedBefore) }),
    ...(filter.updatedAfter && { updatedAfter: filter.updatedAfter }),
    ...(filter.updatedBefore && { updatedBefore: filter.updatedBefore }),
    ...(position && { at: position.key, ordinal: ordinalOf(position) }),
  }
}

/** Raises invalid-cursor for a cursor that was written by somebody else. */
function ordinalOf(position: Position): number {
  const ordinal = Number(position.id)
  if (position.id === '' || !Number.isSafeInteger(ordinal)) throw brokenCursor('is not a cursor of this server')
  return ordinal
}

type Key = { at: string | null; ordinal: number | null }

/** The lists of live articles. */
export function createLiveLists(db: Db) {
  const { liveArticles } = db.tables
  const resolve = createTermResolver()
  /** The last key that a walk may look at, as columns of its answer. */
  const lastColumns = (plan: Plan, last: SQL[]) => ({
    at: plan.updated && last[0] ? sql<string | null>`${last[0]}` : sql<null>`null`,
    ordinal: last.length > 0 ? sql<number | null>`${last.at(-1)}`.mapWith(Number) : sql<null>`null`,
  })

  const walk = shapedStatement(keyOfPlan, (queries, plan: Plan) => {
    const { first, where, order, last } = sqlOfWalk(plan, examined.page)
    const columns = {
      article: liveArticles,
      translationOf: sql<
        string | null
      >`(select o.id from live_articles o where o.id = live_articles.translation_of_id)`,
      last: lastColumns(plan, last),
    }
    // SQLite takes the left side of a cross join first, PostgreSQL plans it as any join.
    const from = first
      ? queries.select(columns).from(first).crossJoin(liveArticles)
      : queries.select(columns).from(liveArticles)
    return from.where(where).orderBy(order).limit(sql.placeholder('limit'))
  })
  const lastOfWalk = shapedStatement(keyOfPlan, (queries, plan: Plan) =>
    queries.select(lastColumns(plan, sqlOfWalk(plan, examined.page).last)).from(sql`(select 1 as one) single`),
  )
  const counted = shapedStatement(keyOfPlan, (queries, plan: Plan) => {
    const { first, where, last } = sqlOfWalk(plan, examined.count)
    const from = first ? sql`${first} cross join live_articles` : sql`live_articles`
    return queries
      .select({ total: sql<number>`count(*)`.mapWith(Number), last: lastColumns(plan, last).ordinal })
      .from(sql`(select 1 as one from ${from} where ${where} limit ${sql.raw(String(examined.count + 1))}) found`)
  })

  async function countOf(queries: Queries, filter: LiveFilter, sets: ResolvedSet[]) {
    const plan = planOf(filter, sets, undefined)
    const [found] = await counted(queries, plan, placeholderValues(filter, plan, undefined))
    const total = found?.total ?? 0
    const atLeast = total > examined.count || found?.last != null
    return { total: Math.min(total, examined.count), ...(atLeast && { atLeast }) }
  }

  /** Live articles in the order of the filter's sort. Raises invalid-cursor for a position that no list gives. */
  async function list(queries: Queries, filter: LiveFilter, page: PageRequest): Promise<Slice<PlacedArticle>> {
    const sets = await resolve(queries, termSetsOf(filter))
    const { position } = page
    const plan = planOf(filter, sets, position)
    const values = placeholderValues(filter, plan, position)
    const found = await walk(queries, plan, { ...values, limit: page.limit + 1 })
    const rows = found.map((row) => readArticle(row as never))
    const slice: Slice<PlacedArticle> = { rows, ...(page.count && (await countOf(queries, filter, sets))) }
    if (rows.length > page.limit) return slice
    const last = plan.bounded ? await lastKeyOf(queries, plan, values, found[0]?.last) : undefined
    return {
      ...slice,
      ...(last && { examinedTo: last }),
      ...(rows.length === 0 && position && { examinedFrom: before(position, plan) }),
    }
  }

  async function lastKeyOf(queries: Queries, plan: Plan, values: Record<string, unknown>, known: Key | undefined) {
    const [last] = known ? [known] : await lastOfWalk(queries, plan, values)
    return last?.ordinal == null ? undefined : { key: last.at ?? '', id: String(last.ordinal) }
  }

  /** The place just before a position, so that the row at the position itself is on the page that goes back to it. */
  const before = (position: Position, plan: Plan): { key: string; id: string } => ({
    key: position.key,
    id: String(ordinalOf(position) + (plan.descends ? -1 : 1)),
  })

  return { list }
}

export type LiveLists = ReturnType<typeof createLiveLists>
