/**
 * All tables, once: defineTables(kit) gives them in the words of a dialect. JSON columns hold shapes that belong to
 * the features; they are typed there by the feature's own schema and are only ever read and written whole.
 *
 * What the public can see stands in the live_ tables and nowhere else; only lifecycle transitions write them.
 */

import { articleTables, historyTables } from './article-tables.ts'
import type { Kit } from './kit-sqlite.ts'
import { relatedTables } from './related-tables.ts'
import { searchTables } from './search-tables.ts'
import { changeTables, deliveryTables, receiptTables } from './syndication-tables.ts'

type Json = unknown

function catalogueTables(kit: Kit) {
  const stamps = () => ({
    /** Grows by one with every write: the newsroom's entity tag. */
    revision: kit.integer().notNull(),
    createdAt: kit.instant().notNull(),
    updatedAt: kit.instant().notNull(),
  })
  const site = kit.table('site', { id: kit.id().primaryKey(), document: kit.json<Json>().notNull(), ...stamps() })
  /** Sources, editors and tags: one table, so that a list of articles finds all it names with one statement. */
  const catalogue = kit.table(
    'catalogue',
    {
      id: kit.id().primaryKey(),
      /** source, editor or tag */
      resource: kit.text().notNull(),
      slug: kit.text().notNull(),
      /** What kind of source or tag it is; for editors active or former. */
      kind: kit.text().notNull(),
      country: kit.text(),
      language: kit.text(),
      mediaTopic: kit.text(),
      parentId: kit.id(),
      /** Off the reading surface while false; a live article that shows it makes it true. */
      listed: kit.boolean().notNull(),
      document: kit.json<Json>().notNull(),
      ...stamps(),
    },
    (t) => [kit.uniqueIndex('catalogue_slug').on(t.resource, t.slug), kit.index('catalogue_parent').on(t.parentId)],
  )
  /** Every name by which a source or an editor may be printed on a page, as titleKey() gives it: how imports find them. */
  const printedNames = kit.table(
    'printed_names',
    { resource: kit.text().notNull(), nameKey: kit.text().notNull(), targetId: kit.id().notNull() },
    (t) => [
      kit.primaryKey({ columns: [t.resource, t.nameKey, t.targetId] }),
      kit.index('printed_names_target').on(t.targetId),
    ],
  )
  return { site, catalogue, printedNames }
}

function liveTables(kit: Kit) {
  const liveArticles = kit.table(
    'live_articles',
    {
      /** Its place in the order of publication: see lib/ordinal.ts. Every index ends in it. */
      ordinal: kit.integer().primaryKey(),
      id: kit.id().notNull(),
      language: kit.text().notNull(),
      slug: kit.text().notNull(),
      title: kit.text().notNull(),
      /** The title as titleKey() gives it: what cut titles of related news are compared with. */
      titleKey: kit.text().notNull(),
      publishedAt: kit.instant().notNull(),
      updatedAt: kit.instant().notNull(),
      version: kit.integer().notNull(),
      sourceId: kit.id().notNull(),
      editorId: kit.id(),
      clusterId: kit.id().notNull(),
      translationOfId: kit.id(),
      /** When it leaves readers. */
      expiresAt: kit.instant(),
      /** When its rights end; null once they have. */
      rightsEndAt: kit.instant(),
      /** The day of its publication by the clock of the site. */
      day: kit.text().notNull(),
      /** The article's own public fields, without its body and without what other rows own. */
      document: kit.json<Json>().notNull(),
      /** The same as it is sent, in pieces: see articles/rendered-row.ts. Null in rows of before there was this column. */
      rendered: kit.text(),
    },
    (t) => [
      kit.uniqueIndex('live_articles_id').on(t.id),
      kit.uniqueIndex('live_articles_slug').on(t.language, t.slug),
      kit.index('live_articles_updated').on(t.updatedAt, t.ordinal),
      kit.index('live_articles_cluster').on(t.clusterId),
      kit.index('live_articles_translation').on(t.translationOfId),
      kit.index('live_articles_title').on(t.language, t.titleKey),
      kit.index('live_articles_rights').on(t.rightsEndAt),
    ],
  )
  const liveBodies = kit.table('live_bodies', { id: kit.id().primaryKey(), blocks: kit.json<Json>().notNull() })
  /** What live articles are found by (a source, a tag, a language…), and how many of them. */
  const liveTerms = kit.table(
    'live_terms',
    { id: kit.number(), term: kit.text().notNull(), articles: kit.integer().notNull() },
    (t) => [kit.uniqueIndex('live_terms_term').on(t.term)],
  )
  /** Which live articles have which terms. */
  const livePostings = kit.table(
    'live_postings',
    { ordinal: kit.integer().notNull(), termId: kit.integer().notNull() },
    (t) => [
      kit.primaryKey({ columns: [t.ordinal, t.termId] }),
      kit.index('live_postings_term').on(t.termId, t.ordinal),
    ],
  )
  /** How many live articles were published in a year, a month or a day (`2024`, `2024-06`, `2024-06-21`), by the clock of the site. */
  const liveDays = kit.table(
    'live_days',
    { day: kit.text().notNull(), language: kit.text().notNull(), articles: kit.integer().notNull() },
    (t) => [kit.primaryKey({ columns: [t.day, t.language] })],
  )
  return { liveArticles, liveBodies, liveTerms, livePostings, liveDays }
}

function linkTables(kit: Kit) {
  const relatedLinks = kit.table(
    'related_links',
    {
      articleId: kit.id().notNull(),
      position: kit.integer().notNull(),
      kind: kit.text().notNull(),
      language: kit.text().notNull(),
      targetId: kit.id(),
      url: kit.text(),
      /** The title as it was printed or given; null where the target's own title is shown. */
      title: kit.text(),
      /** titleKey() of a printed title without its dots, while the link has no target and no URL. */
      unresolvedKey: kit.text(),
    },
    (t) => [
      kit.primaryKey({ columns: [t.articleId, t.position] }),
      kit.index('related_links_target').on(t.targetId),
      kit.index('related_links_unresolved').on(t.language, t.unresolvedKey, t.articleId),
    ],
  )
  /** Where an imported article's fields were read: what the page said, by which rule. */
  const provenance = kit.table('provenance', {
    articleId: kit.id().primaryKey(),
    /** Hash of what was imported, so that the same page again changes nothing. */
    contentHash: kit.text().notNull(),
    fields: kit.json<Json>().notNull(),
    importedAt: kit.instant().notNull(),
  })
  return { relatedLinks, provenance }
}

function keyTables(kit: Kit) {
  const keys = kit.table(
    'keys',
    {
      id: kit.id().primaryKey(),
      name: kit.text().notNull(),
      role: kit.text().notNull(),
      /** SHA-256 of the secret, hexadecimal. The secret itself is shown once and kept nowhere. */
      secretHash: kit.text().notNull(),
      editorId: kit.id(),
      createdAt: kit.instant().notNull(),
      expiresAt: kit.instant(),
      revokedAt: kit.instant(),
      /** The secret before the last rotation, valid until the overlap ends. */
      formerSecretHash: kit.text(),
      formerValidUntil: kit.instant(),
      /** Grows by one with every write: the entity tag. */
      revision: kit.integer().notNull(),
    },
    (t) => [kit.uniqueIndex('keys_secret').on(t.secretHash), kit.index('keys_former_secret').on(t.formerSecretHash)],
  )
  /** POSTs with an Idempotency-Key and what was answered, kept for 24 hours. */
  const idempotentRequests = kit.table(
    'idempotent_requests',
    {
      /** Key id, route and Idempotency-Key: where a key is unique. */
      scope: kit.text().primaryKey(),
      fingerprint: kit.text().notNull(),
      startedAt: kit.instant().notNull(),
      /** Null while it is running. */
      answer: kit.json<Json>(),
    },
    (t) => [kit.index('idempotent_requests_started').on(t.startedAt)],
  )
  return { keys, idempotentRequests }
}

/** Every table of Masthead in the words of one dialect. */
export const defineTables = (kit: Kit) => ({
  ...catalogueTables(kit),
  ...articleTables(kit),
  ...historyTables(kit),
  ...liveTables(kit),
  ...searchTables(kit),
  ...linkTables(kit),
  ...relatedTables(kit),
  ...keyTables(kit),
  ...changeTables(kit),
  ...deliveryTables(kit),
  ...receiptTables(kit),
})

export type Tables = ReturnType<typeof defineTables>
