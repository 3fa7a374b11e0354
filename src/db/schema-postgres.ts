/** The tables in PostgreSQL's words, named one by one because drizzle-kit reads a module's exports. */
import { postgresKit } from './kit-postgres.ts'
import { defineTables } from './tables.ts'

export const postgresTables = defineTables(postgresKit)

export const {
  site,
  catalogue,
  printedNames,
  articles,
  revisions,
  editions,
  slugs,
  articleReferences,
  corrections,
  withdrawals,
  audit,
  liveArticles,
  liveBodies,
  liveTerms,
  livePostings,
  liveDays,
  relatedLinks,
  relatedVectors,
  relatedPostings,
  relatedSamples,
  relatedStatistics,
  provenance,
  keys,
  idempotentRequests,
  changes,
  profiles,
  subscriptions,
  deliveries,
  deliveryAttempts,
  partnerPositions,
  partnerSnapshots,
  partnerReads,
  partnerUsage,
  recalls,
  recallReceipts,
} = postgresTables
