/** Queries on recalls, their receipts, and what tells who had an article. */
import { and, asc, eq, exists, gt, inArray, isNotNull, isNull, lte, sql } from 'drizzle-orm'
import type { Db, Queries } from '../db/db.ts'
import { insertion, insertionOfMissing } from '../db/rows.ts'
import { listValues, placeholders, shapedStatement, statement } from '../db/statement.ts'
import type { Instant } from '../lib/instant.ts'
import type { Profile, Viewer } from '../lib/viewer.ts'
import type { ArticleChange, DeliveryWay, Receipt, TakenSnapshot } from './model.ts'

export interface Recall {
  id: string
  articleId: string
  kind: 'withdrawn' | 'erased'
  /** The change that tells of it. */
  seq: number
  /** The newest edition that was recalled. */
  version: number
  openedAt: Instant
  dueAt: Instant
}

/** A partner whose key is not revoked. */
export interface Partner {
  keyId: string
  viewer: Viewer
}

/** A webhook about an article that was delivered. */
export interface DeliveredWebhook {
  keyId: string
  seq: number
  at: Instant
}

interface Dependencies {
  db: Db
  /** A partner as a reader. */
  viewerOf: (keyId: string, profile: Profile | undefined, agreement: boolean) => Viewer
  /** The lane in which webhooks about an article are delivered. */
  laneOf: (articleId: string) => string
}

/** How many rows one statement takes or looks for. */
const receiptsAtOnce = 200
const articlesAtOnce = 256

/** The store of recalls. Writes take the handle of their write. */
export function createRecallStore({ db, viewerOf, laneOf }: Dependencies) {
  const { recalls, recallReceipts, keys, profiles, changes, deliveries, subscriptions } = db.tables
  const { partnerPositions, partnerSnapshots, partnerReads } = db.tables
  const value = sql.placeholder
  const insertRecall = insertion(recalls)
  const insertReceipts = insertionOfMissing(recallReceipts)

  const partnerKeys = statement((queries) =>
    queries
      .select({ keyId: keys.id, profile: profiles.document })
      .from(keys)
      .leftJoin(profiles, eq(profiles.id, keys.id))
      .where(and(eq(keys.role, 'partner'), isNull(keys.revokedAt)))
      .orderBy(asc(keys.id)),
  )
  const changesOf = statement((queries) =>
    queries
      .select({ seq: changes.seq, version: changes.version, after: changes.after })
      .from(changes)
      .where(
        and(
          eq(changes.resource, 'article'),
          eq(changes.resourceId, value('articleId')),
          lte(changes.seq, value('seq')),
        ),
      )
      .orderBy(asc(changes.seq)),
  )
  const positionsOf = statement((queries) =>
    queries.select().from(partnerPositions).where(eq(partnerPositions.channel, 'change')),
  )
  const allSnapshots = statement((queries) => queries.select().from(partnerSnapshots))
  const readersOf = statement((queries) =>
    queries
      .select({ keyId: partnerReads.keyId })
      .from(partnerReads)
      .where(eq(partnerReads.articleId, value('articleId'))),
  )
  const webhooksOf = statement((queries) =>
    queries
      .select({ keyId: subscriptions.keyId, seq: deliveries.seq, at: deliveries.endedAt })
      .from(subscriptions)
      .innerJoin(deliveries, eq(deliveries.subscriptionId, subscriptions.id))
      .where(
        and(
          eq(subscriptions.kind, 'webhook'),
          isNotNull(subscriptions.keyId),
          eq(deliveries.lane, value('lane')),
          eq(deliveries.state, 'delivered'),
          gt(deliveries.seq, 0),
        ),
      ),
  )
  const recallsOf = shapedStatement(String, (queries, size: number) =>
    queries
      .select()
      .from(recalls)
      .where(inArray(recalls.articleId, placeholders('id', size))),
  )
  const recallsBehind = statement((queries) =>
    queries
      .select()
      .from(recalls)
      .where(gt(recalls.seq, value('seq'))),
  )
  const undelivered = and(eq(recallReceipts.keyId, value('keyId')), isNull(recallReceipts.deliveredAt))
  const delivery = { deliveredAt: value('at'), deliveredBy: value('by') } as never
  const deliverUpTo = statement((queries) => {
    const due = queries
      .select({ id: recalls.id })
      .from(recalls)
      .where(and(eq(recalls.id, recallReceipts.recallId), lte(recalls.seq, value('seq'))))
    return queries
      .update(recallReceipts)
      .set(delivery)
      .where(and(undelivered, exists(due)))
  })
  const deliverOne = statement((queries) =>
    queries
      .update(recallReceipts)
      .set(delivery)
      .where(and(undelivered, eq(recallReceipts.recallId, value('recallId')))),
  )

  /** The partners whose keys are not revoked, as readers. */
  async function partners(queries: Queries): Promise<Partner[]> {
    const rows = await partnerKeys(queries)
    return rows.map(({ keyId, profile }) => ({
      keyId,
      viewer: viewerOf(keyId, (profile as Profile | null) ?? undefined, true),
    }))
  }

  /** What the change log has of an article up to a row. */
  async function changesUpTo(queries: Queries, articleId: string, seq: number): Promise<ArticleChange[]> {
    return changesOf(queries, { articleId, seq })
  }

  /** How far each partner has come on the change feed, and when it was there. */
  async function positions(queries: Queries): Promise<Map<string, { seq: number; at: Instant }>> {
    return new Map((await positionsOf(queries)).map(({ keyId, seq, at }) => [keyId, { seq, at }]))
  }

  /** The snapshots that each partner has taken. */
  async function snapshots(queries: Queries): Promise<Map<string, TakenSnapshot[]>> {
    return Map.groupBy(await allSnapshots(queries), ({ keyId }) => keyId)
  }

  /** The keys that have read an article. */
  async function readers(queries: Queries, articleId: string): Promise<Set<string>> {
    return new Set((await readersOf(queries, { articleId })).map(({ keyId }) => keyId))
  }

  /** The webhooks about an article that were delivered. */
  async function webhooks(queries: Queries, articleId: string): Promise<DeliveredWebhook[]> {
    return (await webhooksOf(queries, { lane: laneOf(articleId) })) as DeliveredWebhook[]
  }

  async function create(queries: Queries, recall: Recall): Promise<void> {
    await insertRecall(queries, recall)
  }

  /** Adds receipts, but for those that are there already. */
  async function addReceipts(queries: Queries, receipts: Receipt[]): Promise<void> {
    for (let from = 0; from < receipts.length; from += receiptsAtOnce)
      await insertReceipts(queries, receipts.slice(from, from + receiptsAtOnce))
  }

  /** All recalls of these articles. */
  async function ofArticles(queries: Queries, articleIds: string[]): Promise<Recall[]> {
    const found: Recall[] = []
    for (let from = 0; from < articleIds.length; from += articlesAtOnce) {
      const { size, values } = listValues('id', articleIds.slice(from, from + articlesAtOnce))
      found.push(...((await recallsOf(queries, size, values)) as Recall[]))
    }
    return found
  }

  /** The recalls that came after a row of the log. */
  async function after(queries: Queries, seq: number): Promise<Recall[]> {
    return (await recallsBehind(queries, { seq })) as Recall[]
  }

  /** Notes that a partner was told of every recall up to a row of the log, where it was not noted before. */
  async function deliverChanges(queries: Queries, keyId: string, seq: number, at: Instant): Promise<void> {
    await deliverUpTo(queries, { keyId, seq, at, by: 'change' satisfies DeliveryWay })
  }

  /** Notes that a partner was told of a recall, where it was not noted before. */
  async function deliver(
    queries: Queries,
    { recallId, keyId, at, by }: { recallId: string; keyId: string; at: Instant; by: DeliveryWay },
  ): Promise<void> {
    await deliverOne(queries, { recallId, keyId, at, by })
  }

  /** Notes an acknowledgement. Answers whether it is the first one; a later one changes nothing. */
  async function acknowledge(
    queries: Queries,
    { recallId, keyId, at, note }: { recallId: string; keyId: string; at: Instant; note: string | null },
  ): Promise<boolean> {
    const changed = await queries
      .update(recallReceipts)
      .set({ acknowledgedAt: at, note })
      .where(
        and(
          eq(recallReceipts.recallId, recallId),
          eq(recallReceipts.keyId, keyId),
          isNull(recallReceipts.acknowledgedAt),
        ),
      )
      .returning({ keyId: recallReceipts.keyId })
    return changed.length > 0
  }

  return {
    partners,
    changesUpTo,
    positions,
    snapshots,
    readers,
    webhooks,
    create,
    addReceipts,
    ofArticles,
    after,
    deliverChanges,
    deliver,
    acknowledge,
  }
}

export type RecallStore = ReturnType<typeof createRecallStore>
