/** The tables of articles as the newsroom works on them, and of what was public. */
import type { Kit } from './kit-sqlite.ts'

type Json = unknown

export function articleTables(kit: Kit) {
  const articles = kit.table(
    'articles',
    {
      id: kit.id().primaryKey(),
      language: kit.text().notNull(),
      state: kit.text().notNull(),
      slug: kit.text().notNull(),
      /** Number of the newest revision, the working copy. */
      revision: kit.integer().notNull(),
      /** Number of the newest edition; 0 before the first publication. */
      version: kit.integer().notNull(),
      /** Grows by one with every write that touches the article in any way. */
      writes: kit.integer().notNull(),
      title: kit.text().notNull(),
      translationOfId: kit.id(),
      clusterId: kit.id().notNull(),
      externalId: kit.text(),
      /** Where externalId is unique: a source's id, or "page" for pages known by their own address. */
      externalScope: kit.text(),
      firstPublishedAt: kit.instant(),
      publishedAt: kit.instant(),
      updatedAt: kit.instant(),
      /** When somebody wishes it to be published. */
      publishAt: kit.instant(),
      /** Nothing of it is published before. */
      embargoUntil: kit.instant(),
      /** When the scheduler will publish it: the later of the two. */
      dueAt: kit.instant(),
      expiresAt: kit.instant(),
      /** Whose it is: the editor that the creating key is tied to, else the key. */
      ownerId: kit.id(),
      createdAt: kit.instant().notNull(),
      changedAt: kit.instant().notNull(),
      changedBy: kit.text(),
    },
    (t) => [
      kit.index('articles_changed').on(t.changedAt, t.id),
      kit.index('articles_state').on(t.state, t.changedAt, t.id),
      kit.index('articles_cluster').on(t.clusterId),
      kit.index('articles_due').on(t.dueAt),
      kit.index('articles_expires').on(t.state, t.expiresAt),
      kit.uniqueIndex('articles_external').on(t.externalScope, t.externalId),
    ],
  )
  const revisions = kit.table(
    'revisions',
    {
      articleId: kit.id().notNull(),
      revision: kit.integer().notNull(),
      document: kit.json<Json>().notNull(),
      savedAt: kit.instant().notNull(),
      savedBy: kit.text(),
    },
    (t) => [kit.primaryKey({ columns: [t.articleId, t.revision] })],
  )
  const editions = kit.table(
    'editions',
    {
      articleId: kit.id().notNull(),
      version: kit.integer().notNull(),
      revision: kit.integer().notNull(),
      /** Since when readers saw it. */
      shownFrom: kit.instant().notNull(),
      /** Until when: the next edition came, or the article went; null while it is shown. */
      shownUntil: kit.instant(),
      /** The live row as it was then. */
      live: kit.json<Json>().notNull(),
    },
    (t) => [kit.primaryKey({ columns: [t.articleId, t.version] })],
  )
  /** Slugs that were public once: unique per language for ever, so that an old address never shows another story. */
  const slugs = kit.table(
    'slugs',
    { language: kit.text().notNull(), slug: kit.text().notNull(), articleId: kit.id().notNull() },
    (t) => [kit.primaryKey({ columns: [t.language, t.slug] }), kit.index('slugs_article').on(t.articleId)],
  )
  /** What articles name (sources, editors, tags), by their working copy and by their editions. */
  const articleReferences = kit.table(
    'article_references',
    { targetId: kit.id().notNull(), articleId: kit.id().notNull(), scope: kit.text().notNull() },
    (t) => [
      kit.primaryKey({ columns: [t.targetId, t.articleId, t.scope] }),
      kit.index('article_references_article').on(t.articleId, t.scope),
    ],
  )
  return { articles, revisions, editions, slugs, articleReferences }
}

export function historyTables(kit: Kit) {
  const corrections = kit.table(
    'corrections',
    {
      id: kit.id().primaryKey(),
      articleId: kit.id().notNull(),
      /** The edition that the correction published. */
      version: kit.integer().notNull(),
      kind: kit.text().notNull(),
      notice: kit.text().notNull(),
      blocks: kit.json<Json>().notNull(),
      at: kit.instant().notNull(),
      by: kit.text(),
    },
    (t) => [kit.index('corrections_article').on(t.articleId, t.version)],
  )
  /** What was public and is recalled or erased: all that is left for readers is this. */
  const withdrawals = kit.table('withdrawals', {
    articleId: kit.id().primaryKey(),
    /** withdrawn or erased */
    kind: kit.text().notNull(),
    reason: kit.text().notNull(),
    internalReason: kit.text(),
    replacementId: kit.id(),
    at: kit.instant().notNull(),
    by: kit.text(),
  })
  /** Who did what, when. Nothing is ever changed or deleted here, and no text of an article is in it. */
  const audit = kit.table(
    'audit',
    {
      id: kit.id().primaryKey(),
      at: kit.instant().notNull(),
      action: kit.text().notNull(),
      resource: kit.text().notNull(),
      resourceId: kit.id().notNull(),
      fromState: kit.text(),
      toState: kit.text(),
      fromRevision: kit.integer(),
      toRevision: kit.integer(),
      keyId: kit.id(),
      keyName: kit.text(),
      editorId: kit.id(),
      requestId: kit.text(),
    },
    (t) => [
      kit.index('audit_resource').on(t.resourceId, t.id),
      kit.index('audit_key').on(t.keyId, t.id),
      kit.index('audit_action').on(t.action, t.id),
    ],
  )
  return { corrections, withdrawals, audit }
}
