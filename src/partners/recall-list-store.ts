/** Queries by which recalls are listed: for the newsroom with all partners, for a partner its own. */
import { and, asc, desc, eq, exists, gt, inArray, isNotNull, isNull, lt, lte, not, type SQL } from 'drizzle-orm'
import type { Db, Queries } from '../db/db.ts'
import type { PageRequest, Slice } from '../http/page.ts'
import type { Instant } from '../lib/instant.ts'
import type { RecallState, Receipt } from './model.ts'
import type { Recall } from './recall-store.ts'

/** What of the recalls is asked for. */
export interface RecallFilter {
  articleId?: string | undefined
  state?: RecallState | undefined
}

/** A receipt with the name of its key. */
export interface NamedReceipt extends Receipt {
  name: string
}

/** A recall as one partner has it. */
export interface OwnRecall {
  recall: Recall
  receipt: Receipt
}

/** The queries by which recalls are listed, the newest first. */
export function createRecallListStore(db: Db) {
  const { recalls, recallReceipts, keys } = db.tables

  const placed = (page: PageRequest): SQL | undefined =>
    page.position && (page.position.direction === 'previous' ? gt : lt)(recalls.id, page.position.id)
  const order = (page: PageRequest): SQL => (page.position?.direction === 'previous' ? asc : desc)(recalls.id)

  /** Recalls that stand so at a time. */
  function standing(queries: Queries, state: RecallState, at: Instant): SQL | undefined {
    const waiting = exists(
      queries
        .select({ keyId: recallReceipts.keyId })
        .from(recallReceipts)
        .where(and(eq(recallReceipts.recallId, recalls.id), isNull(recallReceipts.acknowledgedAt))),
    )
    if (state === 'acknowledged') return not(waiting)
    return and(waiting, state === 'overdue' ? lte(recalls.dueAt, at) : gt(recalls.dueAt, at))
  }

  /** A page of recalls. */
  async function list(
    queries: Queries,
    { articleId, state }: RecallFilter,
    page: PageRequest,
    at: Instant,
  ): Promise<Slice<Recall>> {
    const rows = await queries
      .select()
      .from(recalls)
      .where(
        and(
          articleId === undefined ? undefined : eq(recalls.articleId, articleId),
          state === undefined ? undefined : standing(queries, state, at),
          placed(page),
        ),
      )
      .orderBy(order(page))
      .limit(page.limit + 1)
    return { rows: rows as Recall[] }
  }

  async function find(queries: Queries, id: string): Promise<Recall | undefined> {
    const [row] = await queries.select().from(recalls).where(eq(recalls.id, id))
    return row as Recall | undefined
  }

  /** The receipts of recalls, by the names of the keys. */
  async function receipts(queries: Queries, recallIds: string[]): Promise<NamedReceipt[]> {
    if (recallIds.length === 0) return []
    const rows = await queries
      .select({ receipt: recallReceipts, name: keys.name })
      .from(recallReceipts)
      .innerJoin(keys, eq(keys.id, recallReceipts.keyId))
      .where(inArray(recallReceipts.recallId, recallIds))
      .orderBy(asc(keys.name), asc(keys.id))
    return rows.map(({ receipt, name }) => ({ ...(receipt as Receipt), name }))
  }

  /** A page of the recalls that concern a key. */
  async function listOwn(
    queries: Queries,
    keyId: string,
    state: 'open' | 'acknowledged' | undefined,
    page: PageRequest,
  ): Promise<Slice<OwnRecall>> {
    const acknowledged = recallReceipts.acknowledgedAt
    const rows = await queries
      .select({ recall: recalls, receipt: recallReceipts })
      .from(recallReceipts)
      .innerJoin(recalls, eq(recalls.id, recallReceipts.recallId))
      .where(
        and(
          eq(recallReceipts.keyId, keyId),
          state && (state === 'open' ? isNull(acknowledged) : isNotNull(acknowledged)),
          placed(page),
        ),
      )
      .orderBy(order(page))
      .limit(page.limit + 1)
    return { rows: rows as OwnRecall[] }
  }

  /** A recall, if it concerns a key. */
  async function findOwn(queries: Queries, keyId: string, id: string): Promise<OwnRecall | undefined> {
    const [row] = await queries
      .select({ recall: recalls, receipt: recallReceipts })
      .from(recallReceipts)
      .innerJoin(recalls, eq(recalls.id, recallReceipts.recallId))
      .where(and(eq(recallReceipts.keyId, keyId), eq(recalls.id, id)))
    return row as OwnRecall | undefined
  }

  return { list, find, receipts, listOwn, findOwn }
}

export type RecallListStore = ReturnType<typeof createRecallListStore>
