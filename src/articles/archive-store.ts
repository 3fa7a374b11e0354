/** How many live articles were published in each year, month and day, by the clock of the site. */
import { setImmediate as otherWork } from 'node:timers/promises'
import { and, asc, between, count, desc, eq, gt, inArray, lte, ne, sql } from 'drizzle-orm'
import type { Db, Queries } from '../db/db.ts'
import { entitled } from '../db/entitled.ts'
import { insertionOfMany } from '../db/many-rows.ts'
import { listValues, placeholders, shapedStatement, statement } from '../db/statement.ts'
import { firstOrdinalAt, instantOfOrdinal } from '../lib/ordinal.ts'
import type { Viewer } from '../lib/viewer.ts'
import { boundsOfDay, dayOf, periodsOf } from './archive-model.ts'
import type { LiveRow } from './live-article.ts'

export interface PeriodCount {
  /** `2024`, `2024-06` or `2024-06-21`. */
  period: string
  articles: number
}

/** After how many days a recount lets others work. */
const daysAtOnce = 50

/** After how many rows an insert begins anew. */
const rowsAtOnce = 1000

/** The counts by period. Writes take the handle of the transition that they belong to. */
export function createArchiveStore(db: Db) {
  const { liveArticles, liveDays } = db.tables
  const value = sql.placeholder

  const addTo = insertionOfMany(liveDays, {
    finish: (insert) =>
      insert.onConflictDoUpdate({
        target: [liveDays.day, liveDays.language],
        set: { articles: sql`live_days.articles + excluded.articles` },
      }),
  })

  /** Counts articles that are shown now. */
  async function add(queries: Queries, articles: Array<Pick<LiveRow, 'day' | 'language'>>): Promise<void> {
    const counts = new Map<string, { day: string; language: string; articles: number }>()
    for (const { day, language } of articles)
      for (const period of periodsOf(day)) {
        const known = counts.get(`${period} ${language}`)
        if (known) known.articles++
        else counts.set(`${period} ${language}`, { day: period, language, articles: 1 })
      }
    await addTo(queries, [...counts.values()])
  }

  /** Counts an article no longer. */
  async function take(queries: Queries, { day, language }: Pick<LiveRow, 'day' | 'language'>): Promise<void> {
    const its = and(inArray(liveDays.day, periodsOf(day)), eq(liveDays.language, language))
    await queries
      .update(liveDays)
      .set({ articles: sql`${liveDays.articles} - 1` })
      .where(its)
    await queries.delete(liveDays).where(and(its, lte(liveDays.articles, 0)))
  }

  /** Moves the live articles of one day in a zone to it. Answers the day, and how many there are in each language. */
  async function moveDay(queries: Queries, ordinal: number, timeZone: string) {
    const day = dayOf(instantOfOrdinal(ordinal), timeZone)
    const { from, before } = boundsOfDay(day, timeZone)
    const last = firstOrdinalAt(before) - 1
    const ofDay = between(liveArticles.ordinal, firstOrdinalAt(from), last)
    await queries
      .update(liveArticles)
      .set({ day })
      .where(and(ofDay, ne(liveArticles.day, day)))
    const languages = await queries
      .select({ language: liveArticles.language, articles: count() })
      .from(liveArticles)
      .where(ofDay)
      .groupBy(liveArticles.language)
    return { day, last, languages }
  }

  const firstBehind = statement((queries) =>
    queries
      .select({ ordinal: liveArticles.ordinal })
      .from(liveArticles)
      .where(gt(liveArticles.ordinal, value('ordinal')))
      .orderBy(asc(liveArticles.ordinal))
      .limit(1),
  )

  async function replaceCounts(queries: Queries, counts: Map<string, number>): Promise<void> {
    await queries.delete(liveDays)
    const rows = [...counts].map(([key, articles]) => {
      const [day = '', language = ''] = key.split(' ')
      return { day, language, articles }
    })
    for (let start = 0; start < rows.length; start += rowsAtOnce)
      await queries.insert(liveDays).values(rows.slice(start, start + rowsAtOnce))
  }

  /** Counts all anew by the clock of another time zone, day by day. */
  async function recount(queries: Queries, timeZone: string): Promise<void> {
    const counts = new Map<string, number>()
    let days = 0
    for (let behind = Number.MIN_SAFE_INTEGER; ; ) {
      const [next] = await firstBehind(queries, { ordinal: behind })
      if (!next) break
      const { day, last, languages } = await moveDay(queries, next.ordinal, timeZone)
      for (const { language, articles } of languages)
        for (const period of periodsOf(day)) {
          const key = `${period} ${language}`
          counts.set(key, (counts.get(key) ?? 0) + articles)
        }
      behind = last
      if (++days % daysAtOnce === 0) await otherWork()
    }
    await replaceCounts(queries, counts)
  }

  /** Goes from one period to the next through the index, past the shorter periods between. */
  const counted = shapedStatement(String, (queries, languages: number) => {
    const next = (behind: unknown) =>
      sql`(select min(day) from live_days where day > ${behind} and day < ${value('end')})`
    const periods = sql`with recursive periods(period) as (select ${next(value('start'))} union all select ${next(sql`periods.period || '~'`)} from periods where periods.period is not null) select period from periods`
    const names = Array.from({ length: languages }, (_, index) => value(`language${index}`))
    return queries
      .select({ period: liveDays.day, articles: sql<number>`sum(${liveDays.articles})`.mapWith(Number) })
      .from(sql`(${periods}) found`)
      .crossJoin(liveDays)
      .where(and(eq(liveDays.day, sql`found.period`), languages === 0 ? undefined : inArray(liveDays.language, names)))
      .groupBy(liveDays.day)
      .orderBy(sql`${liveDays.day} desc`)
  })

  interface OwnShape {
    size: number
    /** How many characters of a day make the period. */
    length: number
  }
  /** Periods of what a reader with a profile sees are counted out: nothing is kept for each profile. */
  const countedFor = shapedStatement(
    ({ size, length }: OwnShape) => `${size} ${length}`,
    (queries, { size, length }) => {
      const period = sql<string>`substr(${liveArticles.day}, 1, ${sql.raw(String(length))})`
      return queries
        .select({ period: period.as('period'), articles: count() })
        .from(liveArticles)
        .where(
          and(
            entitled(sql`live_articles.ordinal`),
            gt(liveArticles.day, value('start')),
            sql`${liveArticles.day} < ${value('end')}`,
            size === 0 ? undefined : inArray(liveArticles.language, placeholders('language', size)),
          ),
        )
        .groupBy(sql`period`)
        .orderBy(desc(sql`period`))
    },
  )

  /**
   * The periods with live articles that a reader sees, the newest first: years, the months of a year (`2024`), or the
   * days of a month (`2024-06`); of articles in any of some languages.
   */
  async function periods(
    queries: Queries,
    within: string | undefined,
    languages: string[] | undefined,
    viewer: Viewer,
  ): Promise<PeriodCount[]> {
    const { size, values } = languages ? listValues('language', languages) : { size: 0, values: {} }
    // What comes after a hyphen in the order of bytes ends a year or a month; no period begins with a tilde.
    const range = within === undefined ? { start: '', end: '~' } : { start: `${within}-`, end: `${within}.` }
    if (viewer.profile === undefined) return counted(queries, size, { ...values, ...range })
    const length = within === undefined ? 4 : within.length + 3
    return countedFor(queries, { size, length }, { ...values, ...range, viewer: viewer.term })
  }

  return { add, take, recount, periods }
}

export type ArchiveStore = ReturnType<typeof createArchiveStore>
