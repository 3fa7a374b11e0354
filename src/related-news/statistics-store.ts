/** Keeps statistics of each language: a sample of its live articles, counted anew whenever it has grown or shrunk much. */
import { and, count, eq, gte, lt, sql } from 'drizzle-orm'
import type { Db, Queries } from '../db/db.ts'
import { statement } from '../db/statement.ts'
import { sha256 } from '../lib/ids.ts'
import { countTerms, type Statistics, signed, statisticsOf } from './statistics.ts'
import { numberOf, packNumbers, unpackNumbers } from './vector.ts'

/** An article by what decides about its place in the sample. */
export interface Sampled {
  id: string
  language: string
  ordinal: number
}

/** At most so many articles of a language are counted. */
const sampleSize = 8192
const allRanks = 2 ** 32
/** The sample is counted anew when it is so many times as big as it was, or that much smaller. */
const growth = 1.25
/** A sample that was bigger is looked at only for every n-th article, so that this many looks are made while it doubles. */
const looks = 64
/** Of so many languages statistics stay in memory. */
const languagesKept = 40

const none = statisticsOf(0, new Map())

/** The rank of an article: a number below 2³² that follows from its id alone. */
const rankOf = (id: string): number => numberOf(id)

function pack({ documents }: Statistics): string {
  const pairs = new Uint32Array(documents.size * 2)
  let place = 0
  for (const pair of documents) {
    pairs.set(pair, place)
    place += 2
  }
  return packNumbers(pairs)
}

function unpack(articles: number, packed: string): Statistics {
  const pairs = unpackNumbers(packed)
  const documents = new Map<number, number>()
  for (let place = 0; place < pairs.length; place += 2)
    documents.set(signed(pairs[place] as number), pairs[place + 1] as number)
  return statisticsOf(articles, documents)
}

/** The statistics of languages. */
export function createStatisticsStore(db: Db) {
  const { relatedSamples, relatedStatistics } = db.tables
  /** By language; as versions follow from contents, what another process or a rolled back write left is not taken. */
  const known = new Map<string, { version: string; statistics: Statistics }>()

  const columns = {
    version: relatedStatistics.version,
    articles: relatedStatistics.articles,
    belowRank: relatedStatistics.belowRank,
  }

  const value = sql.placeholder
  const headOf = statement((queries) =>
    queries
      .select(columns)
      .from(relatedStatistics)
      .where(eq(relatedStatistics.language, value('language'))),
  )
  const insertSample = statement((queries) =>
    queries
      .insert(relatedSamples)
      .values(Object.fromEntries(['language', 'rank', 'ordinal', 'terms'].map((name) => [name, value(name)])) as never),
  )

  async function head(queries: Queries, language: string) {
    const [row] = await headOf(queries, { language })
    return row
  }

  /** The statistics of a language in this version; those that are there now when it is not known in memory. */
  async function find(queries: Queries, language: string, version: string | null): Promise<Statistics> {
    if (version === null) return none
    const kept = known.get(language)
    if (kept?.version === version) return kept.statistics
    const [row] = await queries.select().from(relatedStatistics).where(eq(relatedStatistics.language, language))
    if (!row) return none
    const statistics = unpack(row.articles, row.terms)
    known.delete(language)
    known.set(language, { version: row.version, statistics })
    if (known.size > languagesKept) known.delete(known.keys().next().value as string)
    return statistics
  }

  const sampled = (language: string, belowRank: number) =>
    and(eq(relatedSamples.language, language), lt(relatedSamples.rank, belowRank))

  async function recount(queries: Queries, language: string, size: number, formerlyBelow: number): Promise<void> {
    if (size === 0) {
      await queries.delete(relatedStatistics).where(eq(relatedStatistics.language, language))
      return
    }
    const belowRank = size > sampleSize ? formerlyBelow / 2 : formerlyBelow
    if (belowRank < formerlyBelow)
      await queries
        .delete(relatedSamples)
        .where(and(eq(relatedSamples.language, language), gte(relatedSamples.rank, belowRank)))
    const rows = await queries
      .select({ terms: relatedSamples.terms })
      .from(relatedSamples)
      .where(sampled(language, belowRank))
    const statistics = countTerms(rows.map(({ terms }) => unpackNumbers(terms)))
    const terms = pack(statistics)
    const row = { language, version: sha256(terms).slice(0, 16), articles: statistics.articles, belowRank, terms }
    await queries
      .insert(relatedStatistics)
      .values(row)
      .onConflictDoUpdate({ target: relatedStatistics.language, set: row })
  }

  /** Counts the sample anew if it is time. Whether an article is one at which this is looked at follows from its rank. */
  async function keepUp(
    queries: Queries,
    { language, id }: Sampled,
    before: { articles: number; belowRank: number } | undefined,
  ): Promise<void> {
    const { articles, belowRank } = before ?? { articles: 0, belowRank: allRanks }
    if (rankOf(id) % Math.max(1, Math.floor(articles / looks)) !== 0) return
    const [row] = await queries.select({ size: count() }).from(relatedSamples).where(sampled(language, belowRank))
    const size = row?.size ?? 0
    if (size > articles * growth || size < articles / growth) await recount(queries, language, size, belowRank)
  }

  /** Takes an article into the sample if its rank says so. Answers the statistics by which it is to be weighed. */
  async function add(queries: Queries, article: Sampled, terms: Uint32Array): Promise<Statistics> {
    const { language, ordinal } = article
    const before = await head(queries, language)
    const rank = rankOf(article.id)
    if (rank < (before?.belowRank ?? allRanks)) {
      await insertSample(queries, { language, rank, ordinal, terms: packNumbers(terms) })
      await keepUp(queries, article, before)
    }
    return find(queries, language, before?.version ?? null)
  }

  /** Takes an article out of the sample. */
  async function remove(queries: Queries, article: Sampled): Promise<void> {
    const { language, ordinal } = article
    const rank = rankOf(article.id)
    const before = await head(queries, language)
    if (rank >= (before?.belowRank ?? allRanks)) return
    await queries
      .delete(relatedSamples)
      .where(
        and(eq(relatedSamples.language, language), eq(relatedSamples.rank, rank), eq(relatedSamples.ordinal, ordinal)),
      )
    await keepUp(queries, article, before)
  }

  return { find, add, remove }
}

export type StatisticsStore = ReturnType<typeof createStatisticsStore>
