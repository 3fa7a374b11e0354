/** Keeps statistics of each language: a sample of its live articles, counted anew whenever it has grown or shrunk much. */
import { and, count, eq, gte, lt, sql } from 'drizzle-orm'
import type { Db, Queries } from '../db/db.ts'
import { insertionOfMany } from '../db/many-rows.ts'
import { statement } from '../db/statement.ts'
import { sha256 } from '../lib/ids.ts'
import { countTerms, type Statistics, statisticsOf } from './statistics.ts'
import { numberOf, packNumbers, unpackNumbers } from './vector.ts'

/** An article by what decides about its place in the sample. */
export interface Sampled {
  id: string
  language: string
  ordinal: number
}

/** What is known of the statistics of a language without their counts. */
interface Known {
  /** Null when there are none. */
  version: string | null
  articles: number
  /** Articles of lower rank are sampled. */
  belowRank: number
}

interface Sample {
  language: string
  rank: number
  ordinal: number
  terms: string
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

const none = statisticsOf(0, new Uint32Array(0))

/** The rank of an article: a number below 2³² that follows from its id alone. */
const rankOf = (id: string): number => numberOf(id)

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
  const headRow = statement((queries) =>
    queries
      .select(columns)
      .from(relatedStatistics)
      .where(eq(relatedStatistics.language, value('language'))),
  )
  const insertSamples = insertionOfMany(relatedSamples)

  async function headOf(queries: Queries, language: string): Promise<Known> {
    const [row] = await headRow(queries, { language })
    return row ?? { version: null, articles: 0, belowRank: allRanks }
  }

  /** The statistics of a language in this version; those that are there now when it is not known in memory. */
  async function find(queries: Queries, language: string, version: string | null): Promise<Statistics> {
    if (version === null) return none
    const kept = known.get(language)
    if (kept?.version === version) return kept.statistics
    const [row] = await queries.select().from(relatedStatistics).where(eq(relatedStatistics.language, language))
    if (!row) return none
    const statistics = statisticsOf(row.articles, unpackNumbers(row.terms))
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
      // The order of what is counted is the order of what is kept, and the version follows from that.
      .orderBy(relatedSamples.rank, relatedSamples.ordinal)
    const statistics = countTerms(rows.map(({ terms }) => unpackNumbers(terms)))
    const terms = packNumbers(statistics.documents)
    const row = { language, version: sha256(terms).slice(0, 16), articles: statistics.articles, belowRank, terms }
    await queries
      .insert(relatedStatistics)
      .values(row)
      .onConflictDoUpdate({ target: relatedStatistics.language, set: row })
  }

  /** Whether an article is one at which the sample is looked at: that follows from its rank. */
  const isLook = (id: string, { articles }: Pick<Known, 'articles'>): boolean =>
    rankOf(id) % Math.max(1, Math.floor(articles / looks)) === 0

  const sizeOf = statement((queries) =>
    queries
      .select({ size: count() })
      .from(relatedSamples)
      .where(and(eq(relatedSamples.language, value('language')), lt(relatedSamples.rank, value('belowRank')))),
  )

  /** Counts the sample anew if it is time. Answers whether it was. */
  async function keepUp(queries: Queries, language: string, { articles, belowRank }: Known): Promise<boolean> {
    const [row] = await sizeOf(queries, { language, belowRank })
    const size = row?.size ?? 0
    if (size <= articles * growth && size >= articles / growth) return false
    await recount(queries, language, size, belowRank)
    return true
  }

  /**
   * Takes articles, one after the other, into the sample if their ranks say so. Answers for each the statistics by which
   * it is to be weighed: those that there are when it is in the sample.
   */
  async function add(queries: Queries, articles: Array<Sampled & { terms: Uint32Array }>): Promise<Statistics[]> {
    const heads = new Map<string, Known>()
    const found: Statistics[] = []
    let samples: Sample[] = []
    async function currentHead(language: string): Promise<Known> {
      const head = heads.get(language) ?? (await headOf(queries, language))
      heads.set(language, head)
      return head
    }
    for (const { id, language, ordinal, terms } of articles) {
      const before = await currentHead(language)
      const rank = rankOf(id)
      if (rank < before.belowRank) samples.push({ language, rank, ordinal, terms: packNumbers(terms) })
      if (rank < before.belowRank && isLook(id, before)) {
        await insertSamples(queries, samples)
        samples = []
        if (await keepUp(queries, language, before)) heads.delete(language)
      }
      found.push(await find(queries, language, (await currentHead(language)).version))
    }
    await insertSamples(queries, samples)
    return found
  }

  /** Takes an article out of the sample. */
  async function remove(queries: Queries, article: Sampled): Promise<void> {
    const { id, language, ordinal } = article
    const rank = rankOf(id)
    const before = await headOf(queries, language)
    if (rank >= before.belowRank) return
    await queries
      .delete(relatedSamples)
      .where(
        and(eq(relatedSamples.language, language), eq(relatedSamples.rank, rank), eq(relatedSamples.ordinal, ordinal)),
      )
    if (isLook(id, before)) await keepUp(queries, language, before)
  }

  return { find, add, remove }
}

export type StatisticsStore = ReturnType<typeof createStatisticsStore>
