/**
 * Lists of live articles. Whatever the filters, a list walks one index in its order and looks at no more than 5,000
 * rows; when these hold less than a page, the page is short and says where to go on.
 */
import { and, eq, type SQL, sql } from 'drizzle-orm'
import type { Db, Queries } from '../db/db.ts'
import { entitled } from '../db/entitled.ts'
import { shapedStatement, statement } from '../db/statement.ts'
import type { Position } from '../http/cursor.ts'
import type { PageRequest, Slice } from '../http/page.ts'
import type { Viewer } from '../lib/viewer.ts'
import { type PlacedArticle, type RenderedArticle, readArticle } from './live-article.ts'
import { readColumns, renderedColumns } from './live-columns.ts'
import { createTermResolver, type LiveFilter, type ResolvedSet, termSetsOf } from './live-filter.ts'
import { examinedRows, ordinalOf, placeholderValues, planOf } from './live-plan.ts'
import { isNarrowed, keyOfPlan, type Plan, sqlOfWalk } from './live-walk.ts'

/** The articles before and after one in a list. */
export interface Neighbours {
  previous: PlacedArticle | undefined
  next: PlacedArticle | undefined
}

interface Key {
  at: string | null
  ordinal: number | null
}

/** The lists of live articles; pages and counts look at no more than `examined` rows. */
export function createLiveLists(db: Db, examined = examinedRows) {
  const { liveArticles } = db.tables
  const resolve = createTermResolver()
  /** The last key that a walk may look at, as columns of its answer. */
  const lastColumns = (plan: Plan, last: SQL[]) => ({
    at: plan.updated && last[0] ? sql<string | null>`${last[0]}` : sql<null>`null`,
    ordinal: last.length > 0 ? sql<number | null>`${last.at(-1)}`.mapWith(Number) : sql<null>`null`,
  })

  /** The statement of a walk that answers with these columns of each article. */
  const walkReading = <Row>(columnsFor: (narrowed: boolean) => object) =>
    shapedStatement<Plan, Array<Row & { last: Key }>>(keyOfPlan, (queries, plan) => {
      const limit = sql.placeholder('limit')
      const { first, where, order, last } = sqlOfWalk(plan, examined.page, sql`${limit}`)
      const columns = { ...columnsFor(isNarrowed(plan)), last: lastColumns(plan, last) }
      // SQLite takes the left side of a cross join first, PostgreSQL plans it as any join.
      const from = first
        ? queries.select(columns).from(first).crossJoin(liveArticles)
        : queries.select(columns).from(liveArticles)
      return from.where(where).orderBy(order).limit(limit) as never
    })
  const walk = walkReading<Parameters<typeof readArticle>[0]>((narrowed) => readColumns(db, narrowed))
  const renderedWalk = walkReading<RenderedArticle>((narrowed) => renderedColumns(db, narrowed))
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
    const plan = planOf(filter, sets, undefined, examined.page)
    const [found] = await counted(queries, plan, placeholderValues(filter, plan, undefined))
    const total = found?.total ?? 0
    const atLeast = total > examined.count || found?.last != null
    return { total: Math.min(total, examined.count), ...(atLeast && { atLeast }) }
  }

  /** Walks, and says of the page what there is to say beside its rows. */
  async function sliceOf<Row>(
    queries: Queries,
    filter: LiveFilter,
    page: PageRequest,
    walked: (queries: Queries, plan: Plan, values: Record<string, unknown>) => Promise<Array<Row & { last: Key }>>,
  ): Promise<Slice<Row>> {
    if (filter.relatedTo !== undefined && !(await isSeen(queries, filter.viewer, filter.relatedTo))) return { rows: [] }
    const sets = await resolve(queries, termSetsOf(filter))
    const { position } = page
    const plan = planOf(filter, sets, position, examined.page)
    const values = placeholderValues(filter, plan, position)
    const found = await walked(queries, plan, { ...values, limit: page.limit + 1 })
    const slice: Slice<Row> = { rows: found, ...(page.count && (await countOf(queries, filter, sets))) }
    if (found.length > page.limit) return slice
    const last = plan.bounded ? await lastKeyOf(queries, plan, values, found[0]?.last) : undefined
    return {
      ...slice,
      ...(last && { examinedTo: last }),
      ...(found.length === 0 && position && { examinedFrom: before(position, plan) }),
    }
  }

  /** Live articles in the order of the filter's sort. Raises invalid-cursor for a position that no list gives. */
  async function list(queries: Queries, filter: LiveFilter, page: PageRequest): Promise<Slice<PlacedArticle>> {
    const slice = await sliceOf(queries, filter, page, walk)
    return { ...slice, rows: slice.rows.map(readArticle) }
  }

  /** The same articles as their rows have them rendered. */
  const listRendered = (queries: Queries, filter: LiveFilter, page: PageRequest): Promise<Slice<RenderedArticle>> =>
    sliceOf(queries, filter, page, renderedWalk)

  const seen = statement((queries) =>
    queries
      .select({ id: liveArticles.id })
      .from(liveArticles)
      .where(and(eq(liveArticles.id, sql.placeholder('id')), entitled(sql`live_articles.ordinal`))),
  )

  /** Whether a reader may see an article that is named, where a list depends on it. */
  const isSeen = async (queries: Queries, viewer: Viewer, id: string): Promise<boolean> =>
    viewer.profile === undefined || (await seen(queries, { id, viewer: viewer.term })).length > 0

  async function lastKeyOf(queries: Queries, plan: Plan, values: Record<string, unknown>, known: Key | undefined) {
    const [last] = known ? [known] : await lastOfWalk(queries, plan, values)
    return last?.ordinal == null ? undefined : { key: last.at ?? '', id: String(last.ordinal) }
  }

  /** The place just before a position, so that the row at the position itself is on the page that goes back to it. */
  const before = (position: Position, plan: Plan): { key: string; id: string } => ({
    key: position.key,
    id: String(ordinalOf(position) + (plan.descends ? -1 : 1)),
  })

  const besides = shapedStatement(
    ([plan]: [Plan, Plan]) => keyOfPlan(plan),
    (queries, plans) => {
      const nearest = plans.map((plan, side) => {
        const { first, where, order } = sqlOfWalk(plan, examined.page, sql`1`)
        const from = first ? sql`${first} cross join live_articles` : sql`live_articles`
        return sql`select * from (select live_articles.ordinal as place, ${sql.raw(String(side + 1))} as side from ${from} where ${where} order by ${order} limit 1) ${sql.raw(`s${side}`)}`
      })
      const itself = sql`select ordinal as place, 0 as side from live_articles where id = ${sql.placeholder('of')}`
      return queries
        .select({ ...readColumns(db, isNarrowed(plans[0])), side: sql<number>`found.side`.mapWith(Number) })
        .from(sql`(${sql.join([itself, ...nearest], sql.raw(' union all '))}) found`)
        .crossJoin(liveArticles)
        .where(sql`live_articles.ordinal = found.place`)
    },
  )

  /**
   * The articles just before and just after a live one in the list of a filter, whether or not it is in that list
   * itself; undefined when it is not live. Each is looked for among the nearest 5,000.
   */
  async function neighbours(queries: Queries, filter: LiveFilter, id: string): Promise<Neighbours | undefined> {
    if (!(await isSeen(queries, filter.viewer, id))) return undefined
    const sets = await resolve(queries, termSetsOf(filter))
    const planTo = (direction: Position['direction']): Plan => ({
      ...planOf(filter, sets, { direction }, examined.page),
      from: 'article',
    })
    const plans: [Plan, Plan] = [planTo('previous'), planTo('next')]
    const rows = await besides(queries, plans, { ...placeholderValues(filter, plans[0], undefined), of: id })
    const at = (side: number): PlacedArticle | undefined => {
      const row = rows.find((each) => each.side === side)
      return row && readArticle(row)
    }
    return at(0) && { previous: at(1), next: at(2) }
  }

  return { list, listRendered, neighbours }
}

export type LiveLists = ReturnType<typeof createLiveLists>
