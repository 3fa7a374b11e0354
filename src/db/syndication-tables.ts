/** The tables of syndication: the change log, profiles, deliveries, and what partners have received. */
import type { Kit } from './kit-sqlite.ts'

type Json = unknown

export function changeTables(kit: Kit) {
  /** One row for each visible transition, and for each change of who may see what. Nothing is changed or deleted here. */
  const changes = kit.table(
    'changes',
    {
      /** 1, 2, 3… without gaps, in the order of the commits: given within the one serialized write. */
      seq: kit.integer().primaryKey(),
      at: kit.instant().notNull(),
      /** article, source, editor, tag or site; profile and rights are for the server itself. */
      resource: kit.text().notNull(),
      resourceId: kit.text().notNull(),
      type: kit.text().notNull(),
      /** The edition, of articles. */
      version: kit.integer(),
      /** The row before this one of the same resource; 0 for the first. */
      formerSeq: kit.integer().notNull(),
      /** What decided who saw it, before and after; null where nobody did. */
      before: kit.json<Json>(),
      after: kit.json<Json>(),
      /** Digest and number of all that is there after this row, as one sees who sees everything. */
      digest: kit.text().notNull(),
      count: kit.integer().notNull(),
    },
    (t) => [kit.index('changes_resource').on(t.resource, t.resourceId, t.seq)],
  )
  /** What the holder of a key, or an anonymous reader, may see; nobody else is narrowed. */
  const profiles = kit.table('profiles', {
    /** The key's id, or `anonymous`. */
    id: kit.text().primaryKey(),
    document: kit.json<Json>().notNull(),
  })
  return { changes, profiles }
}

export function deliveryTables(kit: Kit) {
  /** Webhooks of partners (Standard Webhooks), and subscriptions of feeds (WebSub). */
  const subscriptions = kit.table(
    'subscriptions',
    {
      id: kit.id().primaryKey(),
      /** webhook or websub */
      kind: kit.text().notNull(),
      /** The partner's key; null for WebSub. */
      keyId: kit.id(),
      url: kit.text().notNull(),
      /** The feed, of WebSub. */
      topic: kit.text(),
      /** The types of changes that are sent; null for all. */
      types: kit.json<Json>(),
      secret: kit.text(),
      /** The secret before the last rotation, used beside the new one until the overlap ends. */
      formerSecret: kit.text(),
      formerSecretUntil: kit.instant(),
      /** active, disabled; of WebSub also pending. */
      state: kit.text().notNull(),
      /** Why it is disabled. */
      stateReason: kit.text(),
      /** The cursor of the change feed up to which changes are queued. */
      position: kit.text().notNull(),
      /** The change that was queued last. */
      lastSeq: kit.integer().notNull(),
      /** When anything was delivered last. */
      deliveredAt: kit.instant(),
      /** When the lease of WebSub ends. */
      expiresAt: kit.instant(),
      createdAt: kit.instant().notNull(),
      /** Grows by one with every change that its holder makes: the entity tag. */
      revision: kit.integer().notNull(),
    },
    (t) => [
      kit.index('subscriptions_key').on(t.keyId, t.id),
      kit.index('subscriptions_state').on(t.kind, t.state),
      kit.index('subscriptions_url').on(t.kind, t.topic, t.url),
    ],
  )
  /** The outbox: what is to be sent, and what was. */
  const deliveries = kit.table(
    'deliveries',
    {
      id: kit.id().primaryKey(),
      subscriptionId: kit.id().notNull(),
      /** 0 for test events. */
      seq: kit.integer().notNull(),
      /** The change that was queued for this subscription before. */
      prevSeq: kit.integer().notNull(),
      /** What is kept in order: article and id, or the topic. */
      lane: kit.text().notNull(),
      document: kit.json<Json>().notNull(),
      /** pending, delivered or dead */
      state: kit.text().notNull(),
      attempts: kit.integer().notNull(),
      /** When it is tried next, in milliseconds since 1970; while it is being tried, until when another process keeps off. */
      dueAt: kit.integer().notNull(),
      createdAt: kit.instant().notNull(),
      endedAt: kit.instant(),
    },
    (t) => [
      kit.index('deliveries_due').on(t.state, t.dueAt, t.subscriptionId),
      kit.index('deliveries_listed').on(t.subscriptionId, t.id),
      kit.index('deliveries_subscription').on(t.subscriptionId, t.state, t.id),
      kit.index('deliveries_lane').on(t.subscriptionId, t.lane, t.state, t.seq),
      kit.index('deliveries_seq').on(t.subscriptionId, t.seq),
    ],
  )
  /** Each attempt of a delivery: what was answered, and how long it took. */
  const deliveryAttempts = kit.table(
    'delivery_attempts',
    {
      id: kit.id().primaryKey(),
      deliveryId: kit.id().notNull(),
      subscriptionId: kit.id().notNull(),
      at: kit.instant().notNull(),
      /** Status of the answer; null when there was none. */
      status: kit.integer(),
      /** The beginning of the answer, or what went wrong. */
      excerpt: kit.text().notNull(),
      milliseconds: kit.integer().notNull(),
    },
    (t) => [
      kit.index('delivery_attempts_delivery').on(t.deliveryId, t.id),
      kit.index('delivery_attempts_subscription').on(t.subscriptionId, t.id),
    ],
  )
  return { subscriptions, deliveries, deliveryAttempts }
}

export function receiptTables(kit: Kit) {
  /** How far each partner has come on each way of following: change, snapshot or webhook. */
  const partnerPositions = kit.table(
    'partner_positions',
    {
      keyId: kit.id().notNull(),
      channel: kit.text().notNull(),
      seq: kit.integer().notNull(),
      at: kit.instant().notNull(),
    },
    (t) => [kit.primaryKey({ columns: [t.keyId, t.channel] })],
  )
  /** The snapshots that partners have taken: as of which change, and what was the newest one when it last went on. */
  const partnerSnapshots = kit.table(
    'partner_snapshots',
    {
      keyId: kit.id().notNull(),
      seq: kit.integer().notNull(),
      head: kit.integer().notNull(),
    },
    (t) => [kit.primaryKey({ columns: [t.keyId, t.seq] })],
  )
  /** Which articles a partner has read, by id, list or feed: the first and the last time, and the newest version. */
  const partnerReads = kit.table(
    'partner_reads',
    {
      articleId: kit.id().notNull(),
      keyId: kit.id().notNull(),
      version: kit.integer().notNull(),
      firstAt: kit.instant().notNull(),
      lastAt: kit.instant().notNull(),
    },
    (t) => [kit.primaryKey({ columns: [t.articleId, t.keyId] })],
  )
  /** How often a partner was served, by day (UTC) and format. */
  const partnerUsage = kit.table(
    'partner_usage',
    {
      keyId: kit.id().notNull(),
      day: kit.text().notNull(),
      format: kit.text().notNull(),
      requests: kit.integer().notNull(),
      articles: kit.integer().notNull(),
      /** When it was served last. */
      lastAt: kit.instant().notNull(),
    },
    (t) => [kit.primaryKey({ columns: [t.keyId, t.day, t.format] })],
  )
  /** The recalls of articles. */
  const recalls = kit.table(
    'recalls',
    {
      id: kit.id().primaryKey(),
      articleId: kit.id().notNull(),
      /** withdrawn or erased */
      kind: kit.text().notNull(),
      /** The change that tells of it. */
      seq: kit.integer().notNull(),
      /** The newest edition that was recalled. */
      version: kit.integer().notNull(),
      openedAt: kit.instant().notNull(),
      /** From when on a partner who has not acknowledged it is overdue. */
      dueAt: kit.instant().notNull(),
    },
    (t) => [kit.index('recalls_article').on(t.articleId), kit.index('recalls_seq').on(t.seq)],
  )
  /** Each partner that had a recalled article, and what became of the recall there. */
  const recallReceipts = kit.table(
    'recall_receipts',
    {
      recallId: kit.id().notNull(),
      keyId: kit.id().notNull(),
      /** How it had the article: change, snapshot, webhook or read. */
      had: kit.text().notNull(),
      /** When the recall was delivered, and how. */
      deliveredAt: kit.instant(),
      deliveredBy: kit.text(),
      acknowledgedAt: kit.instant(),
      note: kit.text(),
    },
    (t) => [
      kit.primaryKey({ columns: [t.recallId, t.keyId] }),
      kit.index('recall_receipts_key').on(t.keyId, t.recallId),
      kit.index('recall_receipts_undelivered').on(t.keyId, t.deliveredAt),
    ],
  )
  return { partnerPositions, partnerSnapshots, partnerReads, partnerUsage, recalls, recallReceipts }
}
