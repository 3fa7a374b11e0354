/** How live articles come and go, with everything that is derived from them. Only lifecycle transitions write here. */
import { between, eq, max, sql } from 'drizzle-orm'
import type { Block } from '../body/index.ts'
import type { Db, Queries } from '../db/db.ts'
import { insertionOfMany, JsonText } from '../db/many-rows.ts'
import { listValues, shapedStatement, statement } from '../db/statement.ts'
import type { Instant } from '../lib/instant.ts'
import { ordinalsAt } from '../lib/ordinal.ts'
import type { Scope } from '../lib/viewer.ts'
import { dayOf } from './archive-model.ts'
import type { ArchiveStore } from './archive-store.ts'
import {
  type AnalysisName,
  type LiveArticle,
  type LiveRow,
  type LiveTexts,
  type Projection,
  scopeOf,
} from './live-article.ts'
import { createPostingStore } from './live-postings.ts'
import { termsOf } from './live-terms.ts'
import { renderedBlocks, renderedOf } from './rendered-row.ts'

/** For each article the terms of the profiles that let their readers see it. */
export type ProfileTerms = (queries: Queries, scopes: Scope[]) => Promise<string[][]>

/** What each projection made of the texts of an article. */
export type Analyses = Record<AnalysisName, unknown>

/** An article that is to be shown, with its body and what each projection made of its texts. */
export interface NewLive {
  article: LiveArticle
  /** As JSON they are what `renderedBlocks` makes: what is stored is sent as it is. */
  blocks: Block[] | JsonText
  analyses: Analyses
}

interface Shown extends Omit<NewLive, 'article'> {
  row: LiveRow
}

const storedBlocks = (blocks: Block[] | JsonText): JsonText =>
  blocks instanceof JsonText ? blocks : new JsonText(renderedBlocks(blocks))

/** Of so many seconds the last ordinals are read with one statement. */
const secondsAtOnce = 64

/** What projections make of texts, in their order. */
const analyserOf =
  (projections: Projection[]) =>
  (texts: LiveTexts, blocks: readonly Block[]): Analyses =>
    Object.fromEntries(projections.map(({ name, analyse }) => [name, analyse(texts, blocks)])) as Analyses

interface Dependencies {
  /** What is kept in step with the live articles. */
  projections: Projection[]
  profileTerms: ProfileTerms
  archive: ArchiveStore
}

/** The part of the store of live articles that writes. Every function takes the handle of a transition. */
export function createLiveWrites(db: Db, { projections, profileTerms, archive }: Dependencies) {
  const { liveArticles, liveBodies } = db.tables
  const value = sql.placeholder
  const postings = createPostingStore(db)

  const rowById = statement((queries) =>
    queries
      .select()
      .from(liveArticles)
      .where(eq(liveArticles.id, value('id'))),
  )
  const lastWithin = statement((queries) =>
    queries
      .select({ ordinal: max(liveArticles.ordinal) })
      .from(liveArticles)
      .where(between(liveArticles.ordinal, value('first'), value('last'))),
  )
  const insertRows = insertionOfMany(liveArticles)
  const insertBodies = insertionOfMany(liveBodies)
  const analyse = analyserOf(projections)

  const lastOfSeconds = shapedStatement(String, (queries, size: number) => {
    const bound = (name: string) => sql`cast(${value(name)} as bigint)`
    const seconds = Array.from({ length: size }, (_, index) => {
      const [first, last] = [bound(`first${index}`), bound(`last${index}`)]
      return sql`select ${first} as first, (select max(ordinal) from live_articles where ordinal between ${first} and ${last}) as last`
    })
    return queries
      .select({ first: sql<number>`first`.mapWith(Number), last: sql<number | null>`last` })
      .from(sql`(${sql.join(seconds, sql` union all `)}) seconds`)
  })

  /** The greatest ordinal of each of these seconds; one less than its first where nothing was published. */
  async function lastOrdinals(queries: Queries, instants: Instant[]): Promise<Map<Instant, number>> {
    const seconds = [...new Set(instants)]
    const found = new Map<Instant, number>()
    for (let start = 0; start < seconds.length; start += secondsAtOnce) {
      const some = seconds.slice(start, start + secondsAtOnce)
      const bounds = some.map(ordinalsAt)
      const { size, values } = listValues(
        'first',
        bounds.map(({ first }) => first),
      )
      const lasts = listValues(
        'last',
        bounds.map(({ last }) => last),
      ).values
      const rows = await lastOfSeconds(queries, size, { ...values, ...lasts })
      const known = new Map(rows.map(({ first, last }) => [first, last]))
      for (const [index, instant] of some.entries()) {
        const { first } = bounds[index] as { first: number }
        found.set(instant, Number(known.get(first) ?? first - 1))
      }
    }
    return found
  }

  /** The former ordinal while the second of publication is the same, else the next free one of that second. */
  async function placeOf(queries: Queries, article: LiveArticle, former: LiveRow | undefined): Promise<number> {
    if (former?.publishedAt === article.publishedAt) return former.ordinal
    const { first, last } = ordinalsAt(article.publishedAt)
    const [found] = await lastWithin(queries, { first, last })
    return found?.ordinal == null ? first : Number(found.ordinal) + 1
  }

  async function takeRow(queries: Queries, row: LiveRow): Promise<void> {
    for (const projection of projections) await projection.remove(queries, row)
    await postings.remove(queries, row.ordinal)
    await archive.take(queries, row)
    await queries.delete(liveBodies).where(eq(liveBodies.id, row.id))
    await queries.delete(liveArticles).where(eq(liveArticles.id, row.id))
  }

  async function rowOf(queries: Queries, id: string): Promise<LiveRow | undefined> {
    const [row] = await rowById(queries, { id })
    return row as LiveRow | undefined
  }

  /** Writes rows of articles that are not shown, and all that is derived from them. */
  async function insertAll(queries: Queries, shown: Shown[]): Promise<void> {
    const rows = shown.map(({ row }) => row).sort((a, b) => a.ordinal - b.ordinal)
    await insertRows(queries, rows)
    await insertBodies(
      queries,
      shown.map(({ row: { id }, blocks }) => ({ id, blocks: storedBlocks(blocks) })),
    )
    const profiles = await profileTerms(queries, rows.map(scopeOf))
    await postings.add(
      queries,
      rows.map((row, index) => ({ ordinal: row.ordinal, terms: [...termsOf(row), ...(profiles[index] as string[])] })),
    )
    await archive.add(queries, rows)
    for (const projection of projections)
      await projection.put(
        queries,
        shown.map(({ row, analyses }) => ({ row, analysis: analyses[projection.name] })),
      )
  }

  const placed = (article: LiveArticle, ordinal: number, timeZone: string): LiveRow => ({
    ...article,
    title: article.document.title,
    day: dayOf(article.publishedAt, timeZone),
    ordinal,
    rendered: renderedOf(article),
  })

  /** Shows an article, or its new text, to readers; days are counted by the clock of `timeZone`. */
  async function put(queries: Queries, article: LiveArticle, blocks: Block[], timeZone: string): Promise<void> {
    const former = await rowOf(queries, article.id)
    if (former) await takeRow(queries, former)
    const row = placed(article, await placeOf(queries, article, former), timeZone)
    await insertAll(queries, [{ row, blocks, analyses: analyse({ ...row, ...row.document }, blocks) }])
  }

  /** Shows articles that are not shown yet, as if one after the other. */
  async function putNew(queries: Queries, articles: NewLive[], timeZone: string): Promise<void> {
    const lasts = await lastOrdinals(
      queries,
      articles.map(({ article }) => article.publishedAt),
    )
    const shown = articles.map(({ article, ...rest }) => {
      const ordinal = (lasts.get(article.publishedAt) as number) + 1
      lasts.set(article.publishedAt, ordinal)
      return { ...rest, row: placed(article, ordinal, timeZone) }
    })
    await insertAll(queries, shown)
  }

  /** Takes an article from readers. */
  async function remove(queries: Queries, id: string): Promise<void> {
    const row = await rowOf(queries, id)
    if (row) await takeRow(queries, row)
  }

  return { row: rowOf, analyse, put, putNew, remove }
}
