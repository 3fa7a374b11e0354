/** The tables of computed related news: what is kept of live articles' texts, in numbers only. */
import type { Kit } from './kit-sqlite.ts'

export function relatedTables(kit: Kit) {
  /** The weighted terms of a live article and the sketch of its wording. */
  const relatedVectors = kit.table('related_vectors', {
    ordinal: kit.integer().primaryKey(),
    terms: kit.text().notNull(),
    shingles: kit.integer().notNull(),
    sketch: kit.text().notNull(),
    /** The numbers under which the article is filed in related_postings. */
    filed: kit.text().notNull(),
  })
  /** Which live articles have a term among their weightiest, or a shingle among their lowest. */
  const relatedPostings = kit.table(
    'related_postings',
    { number: kit.integer().notNull(), ordinal: kit.integer().notNull() },
    (t) => [kit.primaryKey({ columns: [t.number, t.ordinal] })],
  )
  /** All terms of some live articles of each language: those with the lowest ranks, which follow from their ids. */
  const relatedSamples = kit.table(
    'related_samples',
    {
      language: kit.text().notNull(),
      rank: kit.integer().notNull(),
      ordinal: kit.integer().notNull(),
      terms: kit.text().notNull(),
    },
    (t) => [kit.primaryKey({ columns: [t.language, t.rank, t.ordinal] })],
  )
  /** In how many of the sampled articles each term is. */
  const relatedStatistics = kit.table('related_statistics', {
    language: kit.text().primaryKey(),
    /** Follows from the contents: what is kept in memory under it is never out of date. */
    version: kit.text().notNull(),
    articles: kit.integer().notNull(),
    /** Articles of lower rank are sampled. */
    belowRank: kit.integer().notNull(),
    terms: kit.text().notNull(),
  })
  return { relatedVectors, relatedPostings, relatedSamples, relatedStatistics }
}
