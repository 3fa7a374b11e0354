/** Queries of sitemaps: which months have articles that a reader sees, where parts begin, which translations stand beside. */
import { and, asc, eq, inArray, sql } from 'drizzle-orm'
import type { Db, Queries } from '../../db/db.ts'
import { entitled } from '../../db/entitled.ts'
import { listValues, placeholders, shapedStatement, statement } from '../../db/statement.ts'
import { firstOrdinalAt } from '../../lib/ordinal.ts'
import type { Viewer } from '../../lib/viewer.ts'
import { boundsOfMonth } from './model.ts'

/** A month, `2024-06`, and how many articles a reader sees in it; where these fit one part, any number from 1 on. */
export interface MonthCount {
  month: string
  articles: number
}

/** A live article as its translations name it. */
export interface Alternate {
  id: string
  language: string
  slug: string
  clusterId: string
}

/** How many months one statement looks at. */
const monthsAtOnce = 128

const term = sql`(select id from live_terms where term = ${sql.placeholder('term')})`

/** The queries of sitemaps over the live tables; months are counted only where they have more articles than `mostAddresses`. */
export function createSitemapStore(db: Db, mostAddresses: number) {
  const { liveArticles, liveDays } = db.tables
  const value = sql.placeholder

  /** Goes from month to month through the index, past the days between. */
  const allMonths = statement((queries) => {
    const periods = sql`with recursive periods(period) as (select min(day) from live_days union all select (select min(day) from live_days where day > case when length(periods.period) = 4 then periods.period else periods.period || '~' end) from periods where periods.period is not null) select period from periods where length(period) = 7`
    return queries
      .select({ month: liveDays.day, articles: sql<number>`sum(${liveDays.articles})`.mapWith(Number) })
      .from(sql`(${periods}) found`)
      .crossJoin(liveDays)
      .where(eq(liveDays.day, sql`found.period`))
      .groupBy(liveDays.day)
      .orderBy(asc(liveDays.day))
  })

  const seenMonths = shapedStatement(String, (queries, size: number) => {
    const each = Array.from(
      { length: size },
      (_, place) =>
        sql`select ${sql.raw(String(place))} as place, (select count(*) from (select 1 as one from live_postings where term_id = ${term} and ordinal >= ${value(`from${place}`)} and ordinal < ${value(`before${place}`)} limit ${value(`limit${place}`)}) seen) as articles`,
    )
    return queries
      .select({ place: sql<number>`place`.mapWith(Number), articles: sql<number>`articles`.mapWith(Number) })
      .from(sql`(${sql.join(each, sql.raw(' union all '))}) months`)
  })

  /** Those of these months in which a reader sees articles; they are counted only where all do not fit one part. */
  async function seenOf(queries: Queries, months: MonthCount[], viewer: Viewer, timeZone: string) {
    const ranges = months.map(({ month, articles }) => {
      const { from, before } = boundsOfMonth(month, timeZone)
      return [firstOrdinalAt(from), firstOrdinalAt(before), articles > mostAddresses ? articles : 1]
    })
    const lists = ['from', 'before', 'limit'].map((name, column) =>
      listValues(
        name,
        ranges.map((range) => range[column]),
      ),
    )
    const values = Object.assign({ term: viewer.term }, ...lists.map((list) => list.values))
    const rows = await seenMonths(queries, lists[0]?.size ?? 0, values)
    return months.flatMap(({ month }, index) => {
      const articles = rows.find(({ place }) => place === index)?.articles ?? 0
      return articles === 0 ? [] : [{ month, articles }]
    })
  }

  /** The months in which a reader sees articles, by the clock of the site, the oldest first. */
  async function months(queries: Queries, viewer: Viewer, timeZone: string): Promise<MonthCount[]> {
    const all = await allMonths(queries)
    if (viewer.profile === undefined) return all
    const seen: MonthCount[] = []
    for (let start = 0; start < all.length; start += monthsAtOnce)
      seen.push(...(await seenOf(queries, all.slice(start, start + monthsAtOnce), viewer, timeZone)))
    return seen
  }

  const behind = statement((queries) =>
    queries
      .select({ ordinal: sql<number>`ordinal`.mapWith(Number) })
      .from(
        sql`(select ordinal from live_postings where term_id = ${term} and ordinal >= ${value('from')} and ordinal < ${value('before')} order by ordinal limit 1 offset ${value('offset')}) found`,
      ),
  )

  /** The ordinal of the article that stands behind so many in a month; undefined when a reader sees no more than these. */
  async function ordinalBehind(
    queries: Queries,
    viewer: Viewer,
    month: { from: string; before: string },
    articles: number,
  ): Promise<number | undefined> {
    const [found] = await behind(queries, {
      term: viewer.term,
      from: firstOrdinalAt(month.from),
      before: firstOrdinalAt(month.before),
      offset: articles,
    })
    return found?.ordinal
  }

  interface ListShape {
    size: number
    narrowed: boolean
  }
  const keyOf = ({ size, narrowed }: ListShape): string => `${size} ${narrowed}`
  const ofClusters = shapedStatement(keyOf, (queries, { size, narrowed }) =>
    queries
      .select({
        id: liveArticles.id,
        language: liveArticles.language,
        slug: liveArticles.slug,
        clusterId: liveArticles.clusterId,
      })
      .from(liveArticles)
      .where(
        and(
          inArray(liveArticles.clusterId, placeholders('cluster', size)),
          narrowed ? entitled(sql`live_articles.ordinal`) : undefined,
        ),
      )
      .orderBy(asc(liveArticles.language), asc(liveArticles.id)),
  )

  /** The articles that a reader sees of these clusters, by cluster, in the order of their languages. */
  async function alternates(queries: Queries, viewer: Viewer, clusterIds: string[]): Promise<Map<string, Alternate[]>> {
    if (clusterIds.length === 0) return new Map()
    const { size, values } = listValues('cluster', [...new Set(clusterIds)])
    const narrowed = viewer.profile !== undefined
    const rows: Alternate[] = await ofClusters(queries, { size, narrowed }, { ...values, viewer: viewer.term })
    return Map.groupBy(rows, ({ clusterId }) => clusterId)
  }

  return { months, ordinalBehind, alternates }
}

export type SitemapStore = ReturnType<typeof createSitemapStore>
